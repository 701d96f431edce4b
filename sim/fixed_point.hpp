// Logarithm, power of two and normal quantile in integers, so that draws have the same bits under
// every compiler, option and machine. "Qn" names a number scaled by 2^n: 1.5 in Q58 is 3 << 57.
//
// Each function first rounds its argument to fewer bits than its error, so the results are
// monotone, not merely close: a larger argument never gives a smaller result.
#pragma once

#include <bit>
#include <cstdint>

namespace hindcast {

__extension__ typedef unsigned __int128 Uint128;
__extension__ typedef __int128 Int128;

inline constexpr std::uint64_t kLn2Q64 = 0xb17217f7d1cf79acULL;
inline constexpr std::uint64_t kLog2OfEQ62 = 0x5c551d94ae0bf85eULL;

// Returns -ln(y / 2^64) in Q58: 0 < result < 45 * 2^58. The error is at most 2^-52, nearly all
// of it from the rounding of y to 53 significant bits. Not increasing in y. REQUIRES: y > 0.
std::uint64_t minus_log(std::uint64_t y);

// Returns ln(value) in Q58, with the same error; ln(1) is 0. REQUIRES: value > 0.
std::uint64_t natural_log(std::uint64_t value);

// Returns value * 2^exponent, the exponent in Q50, rounded to the nearest integer and to INT64_MAX
// if it is beyond. The relative error before rounding is at most 2^-53; whole exponents are exact.
// Not decreasing in exponent. REQUIRES: value >= 0.
std::int64_t times_power_of_two(std::int64_t value, std::int64_t exponent);

// Returns the z in Q59 of which a standard normal variable is below with probability u / 2^64; 0 at
// 2^63, and u = 0 counts as 1. The error is at most 2^-45. Not decreasing in u.
// Source: M. J. Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (3), 1988, 477-484.
std::int64_t normal_quantile(std::uint64_t u);

}  // namespace hindcast
