// The numbers of INCRBYFLOAT and HINCRBYFLOAT: redis-server 7.0.15 computes in `long double`, which
// on x86-64 has 80 bits, and prints 17 places without trailing zeros.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hindcast/models/redis/protocol.hpp"
#include "hindcast/models/resilience/extended80.hpp"

namespace hindcast::redis {

// Reads all of a text as string2ld does: at most 5,119 bytes, no leading blank, no NaN, nothing
// that is out of range. Infinity is a number.
std::optional<Extended80> read_long_number(std::string_view text);
// Prints as ld2string does for people.
std::string long_number_text(const Extended80& number);
Reply infinite_sum();

}  // namespace hindcast::redis
