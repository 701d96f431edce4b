#include "hindcast/models/resilience/binary64.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63U;
constexpr std::uint64_t kHidden = std::uint64_t{1} << 52U;
constexpr std::uint64_t kFraction = kHidden - 1;
constexpr std::uint64_t kInfinity = std::uint64_t{0x7FF} << 52U;
constexpr std::uint64_t kNan = kInfinity | (kHidden >> 1U);
constexpr int kExponentMin = -1074;  // of the last place of the smallest numbers

// A finite number other than zero: significand * 2^exponent, with 53 bits.
struct Parts {
  bool negative;
  int exponent;
  std::uint64_t significand;
};

std::uint64_t magnitude(std::uint64_t bits) { return bits & ~kSignBit; }
bool nan(std::uint64_t bits) { return magnitude(bits) > kInfinity; }
bool infinite(std::uint64_t bits) { return magnitude(bits) == kInfinity; }
bool zero(std::uint64_t bits) { return magnitude(bits) == 0; }
bool negative(std::uint64_t bits) { return (bits & kSignBit) != 0; }
std::uint64_t sign_of(bool is_negative) { return is_negative ? kSignBit : 0; }

Parts unpack(std::uint64_t bits) {
  const int biased = static_cast<int>(magnitude(bits) >> 52U);
  Parts parts{negative(bits), std::max(biased, 1) - 1 + kExponentMin, magnitude(bits) & kFraction};
  if (biased != 0) parts.significand |= kHidden;
  while (parts.significand < kHidden) {
    parts.significand <<= 1U;
    --parts.exponent;
  }
  return parts;
}

// Rounds significand * 2^exponent, to which `inexact` adds less than one in the last place.
std::uint64_t pack(bool is_negative, int exponent, Wide significand, bool inexact = false) {
  const FloatingNumber number = round_to(
      kBinary64Format, {is_negative, exponent, static_cast<std::uint64_t>(significand >> 64U),
                        static_cast<std::uint64_t>(significand), inexact});
  if (number.kind == FloatingNumber::Kind::infinite) return sign_of(is_negative) | kInfinity;
  if (number.significand < kHidden) return sign_of(is_negative) | number.significand;
  const auto biased = static_cast<std::uint64_t>(number.exponent - kExponentMin + 1);
  return sign_of(is_negative) | biased << 52U | (number.significand & kFraction);
}

std::uint64_t add(std::uint64_t left, std::uint64_t right) {
  if (nan(left) || nan(right)) return kNan;
  if (infinite(left)) return infinite(right) && left != right ? kNan : left;
  if (infinite(right)) return right;
  if (zero(left) && zero(right)) return left & right;
  if (zero(left)) return right;
  if (zero(right)) return left;
  if (magnitude(left) < magnitude(right)) std::swap(left, right);
  const Parts great = unpack(left);
  const Parts small = unpack(right);
  // 64 further places; what the smaller one has below them only matters as "something".
  const Wide sum = static_cast<Wide>(great.significand) << 64U;
  Wide other = static_cast<Wide>(small.significand) << 64U;
  const auto shift = static_cast<unsigned>(std::min(great.exponent - small.exponent, 127));
  const bool lost = (other & ((Wide{1} << shift) - 1)) != 0;
  other = (other >> shift) | (lost ? 1U : 0U);
  const bool subtracts = great.negative != small.negative;
  const Wide result = subtracts ? sum - other : sum + other;
  return result == 0 ? 0 : pack(great.negative, great.exponent - 64, result);
}

std::uint64_t multiply(std::uint64_t left, std::uint64_t right) {
  const bool is_negative = negative(left) != negative(right);
  if (nan(left) || nan(right)) return kNan;
  if (infinite(left) || infinite(right)) {
    return zero(left) || zero(right) ? kNan : sign_of(is_negative) | kInfinity;
  }
  if (zero(left) || zero(right)) return sign_of(is_negative);
  const Parts one = unpack(left);
  const Parts other = unpack(right);
  return pack(is_negative, one.exponent + other.exponent,
              static_cast<Wide>(one.significand) * other.significand);
}

std::uint64_t divide(std::uint64_t left, std::uint64_t right) {
  const bool is_negative = negative(left) != negative(right);
  if (nan(left) || nan(right)) return kNan;
  if (infinite(left)) return infinite(right) ? kNan : sign_of(is_negative) | kInfinity;
  if (zero(right)) return zero(left) ? kNan : sign_of(is_negative) | kInfinity;
  if (zero(left) || infinite(right)) return sign_of(is_negative);
  const Parts dividend = unpack(left);
  const Parts divisor = unpack(right);
  const Wide shifted = static_cast<Wide>(dividend.significand) << 64U;
  return pack(is_negative, dividend.exponent - divisor.exponent - 64, shifted / divisor.significand,
              shifted % divisor.significand != 0);
}

std::uint64_t root(std::uint64_t bits) {
  if (nan(bits) || zero(bits)) return nan(bits) ? kNan : bits;
  if (negative(bits)) return kNan;
  if (infinite(bits)) return bits;
  const Parts parts = unpack(bits);
  const unsigned odd = parts.exponent % 2 == 0 ? 0U : 1U;
  Wide radicand = static_cast<Wide>(parts.significand) << (56U + odd);
  Wide result = 0;
  for (Wide bit = Wide{1} << 110U; bit != 0; bit >>= 2U) {
    const bool fits = radicand >= result + bit;
    if (fits) radicand -= result + bit;
    result = (result >> 1U) + (fits ? bit : 0);
  }
  const int exponent = (parts.exponent - static_cast<int>(odd) - 56) / 2;
  return pack(false, exponent, result, radicand != 0);
}

// Orders all numbers as signed integers do.
std::int64_t rank(std::uint64_t bits) {
  const auto size = static_cast<std::int64_t>(magnitude(bits));
  return negative(bits) ? -size : size;
}

}  // namespace

Binary64 Binary64::of(std::int64_t number) {
  const auto size =
      number < 0 ? ~static_cast<std::uint64_t>(number) + 1 : static_cast<std::uint64_t>(number);
  return Binary64(pack(number < 0, 0, size));
}

Binary64 Binary64::of(Ratio ratio) {
  return Binary64(pack(false, 0, ratio.parts_per_billion())) /
         Binary64::of(static_cast<std::int64_t>(Ratio::kOne));
}

Binary64 Binary64::of(const FloatingNumber& number) {
  using Kind = FloatingNumber::Kind;
  if (number.kind == Kind::nan) return Binary64(kNan);
  if (number.kind == Kind::infinite) return Binary64(sign_of(number.negative) | kInfinity);
  return Binary64(pack(number.negative, number.exponent, number.significand));
}

FloatingNumber Binary64::parts() const {
  using Kind = FloatingNumber::Kind;
  if (nan(bits_)) return {Kind::nan, false, 0, 0};
  if (infinite(bits_)) return {Kind::infinite, negative(bits_), 0, 0};
  if (zero(bits_)) return {Kind::finite, negative(bits_), 0, 0};
  const Parts whole = unpack(bits_);
  return {Kind::finite, whole.negative, whole.exponent, whole.significand};
}

std::optional<Binary64> Binary64::parse(std::string_view text) {
  const bool decimal = text.find_first_not_of("0123456789.eE+-") == text.npos;
  if (!decimal || text.starts_with('+')) return std::nullopt;
  const FloatingText read = read_floating(text, kBinary64Format);
  if (read.length == 0 || read.length != text.size()) return std::nullopt;
  return of(read.number);
}

bool Binary64::is_nan() const { return nan(bits_); }
bool Binary64::is_infinite() const { return infinite(bits_); }

std::int64_t Binary64::truncated() const {
  if (zero(bits_)) return 0;
  const Parts parts = unpack(bits_);
  HINDCAST_CHECK(!nan(bits_) && parts.exponent < 11);
  if (parts.exponent <= -53) return 0;
  const std::uint64_t size = parts.exponent < 0
                                 ? parts.significand >> static_cast<unsigned>(-parts.exponent)
                                 : parts.significand << static_cast<unsigned>(parts.exponent);
  const auto result = static_cast<std::int64_t>(size);
  return parts.negative ? -result : result;
}

std::int64_t Binary64::ceiling() const {
  const std::int64_t whole = truncated();
  return of(whole) < *this ? whole + 1 : whole;
}

Binary64 operator+(Binary64 left, Binary64 right) { return Binary64(add(left.bits_, right.bits_)); }
Binary64 operator-(Binary64 left, Binary64 right) { return left + -right; }
Binary64 operator*(Binary64 left, Binary64 right) {
  return Binary64(multiply(left.bits_, right.bits_));
}
Binary64 operator/(Binary64 left, Binary64 right) {
  return Binary64(divide(left.bits_, right.bits_));
}
Binary64 sqrt(Binary64 number) { return Binary64(root(number.bits_)); }

bool operator<(Binary64 left, Binary64 right) {
  return !left.is_nan() && !right.is_nan() && rank(left.bits_) < rank(right.bits_);
}
bool operator==(Binary64 left, Binary64 right) {
  return !left.is_nan() && !right.is_nan() && rank(left.bits_) == rank(right.bits_);
}

}  // namespace hindcast
