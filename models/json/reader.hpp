// read_json_text: the one way in which JSON text becomes a JsonDocument. Strict, bounded and
// without recursion, so that a hostile text costs at most its limits.
#pragma once

#include <cstddef>
#include <string_view>

#include "hindcast/models/json/document.hpp"

namespace hindcast {

// What a JSON text may be at most. Reaching a limit is an InputError.
struct JsonLimits {
  std::size_t bytes_max = std::size_t{8} << 20U;
  std::size_t depth_max = 64;        // arrays and objects inside each other
  std::size_t values_max = 262'144;  // of every kind, containers included
};

// Reads a JSON text (RFC 8259, UTF-8). `file` is the name that messages give it. Refused with an
// InputError: a byte order mark, bytes that are not UTF-8, NUL, comments, trailing commas, lone
// surrogates, duplicate keys, anything after the value, numbers beyond 1.8e308, and what exceeds
// the limits. REQUIRES: limits.bytes_max < 2^32 - 1.
JsonDocument read_json_text(std::string_view text, std::string_view file,
                            const JsonLimits& limits = {});

}  // namespace hindcast
