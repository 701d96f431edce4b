#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "hindcast/models/resilience/binary64.hpp"
#include "hindcast/sim/key.hpp"

using hindcast::Binary64;

namespace {

// Bits that meet the corners often: any exponent, few or many bits set.
std::uint64_t operand(std::uint64_t nth) {
  const std::uint64_t random = hindcast::mix(nth, 17);
  const std::uint64_t fraction = hindcast::mix(nth, 18) >> 12U;
  const std::uint64_t near = 1023 - 60 + random % 120;
  const std::uint64_t exponent = random % 7 == 0 ? (random >> 20U) % 2048 : near;
  const std::uint64_t cut = (random >> 40U) % 53;
  return (random >> 63U) << 63U | exponent << 52U | (fraction >> cut << cut);
}

bool same(Binary64 ours, double theirs) {
  if (theirs != theirs) return ours.is_nan();
  return ours.bits() == std::bit_cast<std::uint64_t>(theirs);
}

}  // namespace

TEST_CASE("Binary64 adds, multiplies, divides and takes roots as the machine does") {
  int wrong = 0;
  for (std::uint64_t nth = 0; nth < 300'000; ++nth) {
    const std::uint64_t left = operand(2 * nth);
    const std::uint64_t right = operand(2 * nth + 1);
    const auto x = std::bit_cast<double>(left);
    const auto y = std::bit_cast<double>(right);
    const Binary64 a = Binary64::of_bits(left);
    const Binary64 b = Binary64::of_bits(right);
    const bool agrees = same(a + b, x + y) && same(a - b, x - y) && same(a * b, x * y) &&
                        same(a / b, x / y) && same(sqrt(a), std::sqrt(x)) && (a < b) == (x < y) &&
                        (a >= b) == (x >= y);
    wrong += agrees ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Binary64 reads decimal numbers to the nearest value") {
  CHECK(same(*Binary64::parse("0.3"), 0.3));
  CHECK(same(*Binary64::parse("-12.625e-3"), -12.625e-3));
  CHECK(same(*Binary64::parse("1e22"), 1e22));
  CHECK(same(Binary64::of(hindcast::Ratio::percent(7)), 0.07));
  CHECK(same(*Binary64::parse("1234567890123456789"), 1234567890123456789.0));
  CHECK(same(*Binary64::parse("4.9e-324"), 4.9e-324));
  CHECK_FALSE(Binary64::parse("1e").has_value());
  CHECK_FALSE(Binary64::parse("").has_value());
}

TEST_CASE("Binary64 shows the products that surprise") {
  const Binary64 product = Binary64::of(hindcast::Ratio::percent(7)) * Binary64::of(100);
  CHECK(product > Binary64::of(7));
  CHECK((Binary64::of(29) / Binary64::of(50) * Binary64::of(100)).truncated() == 57);
  CHECK((Binary64::of(1) / Binary64::of(0)).is_infinite());
}
