// read_text: a whole file that may be anything, as text of bounded size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hindcast {

// Returns the bytes of the file. `what` is what messages call it ("corpus"). Throws InputError if
// it cannot be read or is larger than `bytes_max`.
std::string read_text(const std::string& path, std::string_view what, std::size_t bytes_max);

}  // namespace hindcast
