// Intervals at 99.9 % for the tests of draws. A test with fixed seeds has one outcome for ever, so
// an interval states how surprising that outcome would be for an honest generator.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace hindcast::statistics {

// The normal variable lies within +-kNormal, Student's t with 63 degrees of freedom within
// +-kStudent63, and sqrt(n) * (Kolmogorov-Smirnov distance) below kKolmogorov, with
// probability 99.9 %.
inline constexpr double kNormal = 3.2905;
inline constexpr double kStudent63 = 3.4486;
inline constexpr double kKolmogorov = 1.9495;

// Returns the quantile of chi-square that the normal quantile z selects, after Wilson and Hilferty
// (within 0.1 % from 60 degrees of freedom on).
inline double chi_square_quantile(double degrees, double z) {
  const double spread = 2.0 / (9.0 * degrees);
  const double root = 1.0 - spread + z * std::sqrt(spread);
  return degrees * root * root * root;
}

// Returns whether chi-square lies in its two-sided interval: too even is as suspect as too uneven.
inline bool chi_square_holds(double value, double degrees) {
  return value > chi_square_quantile(degrees, -kNormal) &&
         value < chi_square_quantile(degrees, kNormal);
}

// Returns chi-square of the counts against equal chances.
inline double chi_square_even(std::span<const std::uint64_t> counts) {
  double total = 0;
  for (const std::uint64_t count : counts) total += static_cast<double>(count);
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const std::uint64_t count : counts) {
    const double difference = static_cast<double>(count) - expected;
    sum += difference * difference / expected;
  }
  return sum;
}

// Returns the draw as a number between 0 and 1.
inline double unit(std::uint64_t draw) { return std::ldexp(static_cast<double>(draw >> 11), -53); }

}  // namespace hindcast::statistics
