// The integer functions against long double and <cmath>, with the errors that the header states.
#include "hindcast/sim/fixed_point.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "hindcast/sim/keyed_stream.hpp"

using namespace hindcast;

namespace {

constexpr std::uint64_t kStrata = std::uint64_t{1} << 20;
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kOneQ50 = std::int64_t{1} << 50;

long double from_fixed(std::uint64_t number, int bits) {
  return std::ldexp(static_cast<long double>(number), -bits);
}
long double from_fixed(std::int64_t number, int bits) {
  return std::ldexp(static_cast<long double>(number), -bits);
}

// Returns draws of all magnitudes: 64 random bits less up to 63 leading ones. Never 0.
std::uint64_t of_any_size(std::uint64_t stream, std::uint64_t nth) {
  return std::max<std::uint64_t>(keyed_draw(stream, nth) >> nth % 64, 1);
}

long double log_error(std::uint64_t y) {
  return std::abs(from_fixed(minus_log(y), 58) + std::log(from_fixed(y, 64)));
}

long double power_error(std::int64_t value, std::int64_t exponent) {
  const long double expected =
      static_cast<long double>(value) * std::exp2(from_fixed(exponent, 50));
  return std::abs(static_cast<long double>(times_power_of_two(value, exponent)) - expected) /
         expected;
}

// Returns how far the quantile is from the z that has exactly this tail: the difference of the
// tails over the density. Only the smaller tail is computed, which keeps its relative precision.
long double normal_error(std::uint64_t u) {
  const long double z = from_fixed(normal_quantile(u), 59);
  const bool upper = u >> 63 != 0;
  const long double tail = from_fixed(upper ? 0 - u : u, 64);
  const long double found = std::erfc(std::abs(z) / std::sqrt(2.0L)) / 2;
  const long double density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0L));
  return std::abs(found - tail) / density;
}

}  // namespace

TEST_CASE("minus_log is within 2^-52 over strata and over all magnitudes") {
  long double worst = 0;
  for (std::uint64_t i = 0; i < kStrata; ++i) {
    worst = std::max(worst, log_error(i << 44 | std::uint64_t{1} << 43));
    worst = std::max(worst, log_error(of_any_size(1, i)));
  }
  CHECK(worst < std::ldexp(1.0L, -52));
}

TEST_CASE("minus_log falls strictly over the seams of its slices and octaves") {
  std::uint64_t rising = 0;
  for (unsigned bits = 8; bits < 64; ++bits) {
    const std::uint64_t step = bits > 52 ? std::uint64_t{1} << (bits - 52) : 1;
    for (std::uint64_t slice = 256; slice < 512; ++slice) {
      const std::uint64_t seam = slice << (bits - 8);
      if (minus_log(seam - step) <= minus_log(seam)) ++rising;
      if (minus_log(seam) <= minus_log(seam + step)) ++rising;
    }
  }
  CHECK(rising == 0);
}

TEST_CASE("minus_log has defined ends") {
  CHECK(minus_log(1) == kLn2Q64);  // 64 * ln(2) in Q58
  CHECK(minus_log(~0ULL) == 32);   // rounded to 1 - 2^-53
}

TEST_CASE("natural_log of whole numbers is within 2^-52") {
  long double worst = 0;
  for (std::uint64_t k = 1; k < 1'000'000; ++k) {
    worst = std::max(
        worst, std::abs(from_fixed(natural_log(k), 58) - std::log(static_cast<long double>(k))));
  }
  CHECK(worst < std::ldexp(1.0L, -52));
  CHECK(natural_log(1) == 0);
}

TEST_CASE("times_power_of_two is within 2^-53 of itself over strata") {
  long double worst = 0;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(kStrata); ++i) {
    worst = std::max(worst, power_error(std::int64_t{1} << 61, i << 30));
  }
  CHECK(worst < std::ldexp(1.0L, -53));
}

TEST_CASE("times_power_of_two never falls over the seams of its slices") {
  std::uint64_t falling = 0;
  for (std::int64_t slice = -20 * 128; slice < 128; ++slice) {
    const std::int64_t seam = slice * (kOneQ50 / 128);
    const std::int64_t value = kLargest / 2;
    if (times_power_of_two(value, seam - 1) > times_power_of_two(value, seam)) ++falling;
    if (times_power_of_two(value, seam) > times_power_of_two(value, seam + 1)) ++falling;
  }
  CHECK(falling == 0);
}

TEST_CASE("times_power_of_two is exact for whole exponents and rounds to nearest") {
  CHECK(times_power_of_two(kLargest, 0) == kLargest);
  CHECK(times_power_of_two(12345, 10 * kOneQ50) == 12345 * 1024);
  CHECK(times_power_of_two(5, -kOneQ50) == 3);      // 2.5
  CHECK(times_power_of_two(5, -2 * kOneQ50) == 1);  // 1.25
  CHECK(times_power_of_two(10'000, kOneQ50 / 2) == 14'142);
}

TEST_CASE("times_power_of_two ends at INT64_MAX and at 0") {
  CHECK(times_power_of_two(1, 62 * kOneQ50) == std::int64_t{1} << 62);
  CHECK(times_power_of_two(1, 63 * kOneQ50) == kLargest);
  CHECK(times_power_of_two(kLargest, 1) == kLargest);
  CHECK(times_power_of_two(1, kLargest) == kLargest);
  CHECK(times_power_of_two(0, kLargest) == 0);
  CHECK(times_power_of_two(kLargest, -63 * kOneQ50) == 1);
  CHECK(times_power_of_two(kLargest, -64 * kOneQ50) == 0);
  CHECK(times_power_of_two(kLargest, std::numeric_limits<std::int64_t>::min()) == 0);
}

TEST_CASE("normal_quantile is within 2^-45 over strata and far into both tails") {
  long double worst = 0;
  for (std::uint64_t i = 0; i < kStrata; ++i) {
    worst = std::max(worst, normal_error(i << 44 | std::uint64_t{1} << 43));
  }
  for (std::uint64_t i = 0; i < kStrata; ++i) {
    const std::uint64_t tail = of_any_size(2, i);
    worst = std::max(worst, normal_error(i % 2 == 0 ? tail : 0 - tail));
  }
  CHECK(worst < std::ldexp(1.0L, -45));
}

TEST_CASE("normal_quantile never falls, neither at random nor where its formulas meet") {
  std::uint64_t falling = 0;
  for (std::uint64_t i = 0; i < kStrata; ++i) {
    const std::uint64_t u = of_any_size(3, i);
    const std::uint64_t step = std::max<std::uint64_t>(u >> 46, 1);
    if (u > step && normal_quantile(u - step) > normal_quantile(u)) ++falling;
  }
  // The formulas meet where the tail is 0.075 and e^-25.
  struct Seam {
    std::uint64_t tail;
    std::uint64_t step;
  };
  const auto first = static_cast<std::uint64_t>((Uint128{75} << 64) / 1000);
  for (const Seam& seam : {Seam{first, 1 << 13}, Seam{256'187'346, 1}}) {
    for (std::uint64_t i = 0; i < kStrata; ++i) {
      const std::uint64_t u = seam.tail + (i - kStrata / 2) * seam.step;
      if (normal_quantile(u) > normal_quantile(u + seam.step)) ++falling;
    }
  }
  CHECK(falling == 0);
}

TEST_CASE("normal_quantile is odd around the middle, and has defined ends") {
  CHECK(normal_quantile(1ULL << 63) == 0);
  CHECK(normal_quantile(0) == normal_quantile(1));
  CHECK(normal_quantile(~0ULL) == -normal_quantile(1));
  for (std::uint64_t i = 1; i < 10'000; ++i) {
    const std::uint64_t u = keyed_draw(4, i);
    CHECK(normal_quantile(u) == -normal_quantile(0 - u));
  }
}

TEST_CASE("the bits of revision hc1 are known") {
  CHECK(minus_log(0x0123456789abcdefULL) == 1'561'084'656'202'817'338ULL);
  CHECK(times_power_of_two(1'000'000'000'000, 0x123456789abcd) == 1'217'941'166'424);
  CHECK(normal_quantile(0x0123456789abcdefULL) == -1'508'193'230'722'696'727);
  CHECK(normal_quantile(0x6123456789abcdefULL) == -176'938'979'307'058'515);
  CHECK(normal_quantile(0x123456789ULL) == -3'579'825'879'365'013'716);
  CHECK(normal_quantile(0x123ULL) == -4'865'719'452'902'180'154);
}

TEST_CASE("no bit of 2^16 results of each function has changed since revision hc1") {
  std::uint64_t logs = 0;
  std::uint64_t powers = 0;
  std::uint64_t normals = 0;
  for (std::uint64_t i = 0; i < 65536; ++i) {
    const std::uint64_t draw = of_any_size(5, i);
    const auto exponent = static_cast<std::int64_t>(keyed_draw(6, i)) >> 8;
    logs = keyed_draw(logs, minus_log(draw));
    powers = keyed_draw(powers, static_cast<std::uint64_t>(
                                    times_power_of_two(static_cast<std::int64_t>(i), exponent)));
    normals = keyed_draw(normals, static_cast<std::uint64_t>(normal_quantile(draw)));
  }
  CHECK(logs == 0xbdee81a470635805ULL);
  CHECK(powers == 0x4d6efbd4d0c42b54ULL);
  CHECK(normals == 0x5aeb846140eb6836ULL);
}
