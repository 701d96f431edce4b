#include "hindcast/models/resilience/extended80.hpp"

#include <algorithm>
#include <utility>

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;
using Kind = FloatingNumber::Kind;

// Brings the significand's first bit to the top.
FloatingNumber normalized(FloatingNumber number) {
  const int free = __builtin_clzll(number.significand);
  number.significand <<= static_cast<unsigned>(free);
  number.exponent -= free;
  return number;
}

// REQUIRES: both are finite and not zero.
FloatingNumber sum_of(FloatingNumber great, FloatingNumber small) {
  great = normalized(great);
  small = normalized(small);
  if (std::pair(great.exponent, great.significand) < std::pair(small.exponent, small.significand)) {
    std::swap(great, small);
  }
  // 62 further places; what the smaller one has below them only matters as "something".
  const Wide sum = static_cast<Wide>(great.significand) << 62U;
  Wide other = static_cast<Wide>(small.significand) << 62U;
  const auto shift = static_cast<unsigned>(std::min(great.exponent - small.exponent, 127));
  const bool lost = (other & ((Wide{1} << shift) - 1)) != 0;
  other = (other >> shift) | (lost ? 1U : 0U);
  const Wide result = great.negative == small.negative ? sum + other : sum - other;
  if (result == 0) return {};
  return round_to(kExtended80Format,
                  {great.negative, great.exponent - 62, static_cast<std::uint64_t>(result >> 64U),
                   static_cast<std::uint64_t>(result), false});
}

}  // namespace

Extended80 operator+(const Extended80& left, const Extended80& right) {
  const FloatingNumber& one = left.number_;
  const FloatingNumber& other = right.number_;
  if (one.kind == Kind::nan || other.kind == Kind::nan) return Extended80({Kind::nan, false, 0, 0});
  if (one.kind == Kind::infinite) {
    const bool opposite = other.kind == Kind::infinite && one.negative != other.negative;
    return opposite ? Extended80({Kind::nan, false, 0, 0}) : left;
  }
  if (other.kind == Kind::infinite) return right;
  if (one.significand == 0 && other.significand == 0) {
    return Extended80({Kind::finite, one.negative && other.negative, 0, 0});
  }
  if (one.significand == 0) return right;
  if (other.significand == 0) return left;
  return Extended80(sum_of(one, other));
}

}  // namespace hindcast
