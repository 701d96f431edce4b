// Decimal and hexadecimal texts of binary floating-point numbers, exact in both directions: what
// C's strtod and printf do, in integers. Binary64 and Extended80 read and write themselves by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hindcast {

// A number as parts: significand * 2^exponent. Zero has the significand 0.
struct FloatingNumber {
  enum class Kind : std::uint8_t { finite, infinite, nan };

  Kind kind = Kind::finite;
  bool negative = false;
  int exponent = 0;
  std::uint64_t significand = 0;
};

// What a format can hold: `bits` of significand, and the powers of two of its last place.
struct FloatingFormat {
  int bits;
  int exponent_min;
  int exponent_max;
};

inline constexpr FloatingFormat kBinary64Format{53, -1074, 971};
// The 80-bit format of the x87, which is `long double` on x86-64.
inline constexpr FloatingFormat kExtended80Format{64, -16445, 16320};

// A number with more places than the format has: (high * 2^64 + low) * 2^exponent, to which
// `inexact` adds less than one in the last place.
struct UnroundedNumber {
  bool negative = false;
  int exponent = 0;
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  bool inexact = false;
};

// Returns the nearest number of the format, ties to even; beyond the greatest it is infinite.
FloatingNumber round_to(const FloatingFormat& format, const UnroundedNumber& number);

// What strtod (glibc 2.36, locale "C") makes of the beginning of a text.
struct FloatingText {
  FloatingNumber number{};
  std::size_t length = 0;     // of what was read, with leading blanks; 0 if it is no number
  bool out_of_range = false;  // beyond the format: infinite, or zero though it has digits
};

// Reads the longest number that the text begins with: blanks, a sign, then decimal or 0x digits,
// "inf", "infinity", "nan" or "nan(...)". Correctly rounded for any number of digits.
FloatingText read_floating(std::string_view text, const FloatingFormat& format);

// Returns what printf's "%.17g" prints: enough digits to tell any two binary64 numbers apart.
std::string general_text(const FloatingNumber& number);
// Returns what printf's "%.17f" prints.
std::string fixed_text(const FloatingNumber& number);

}  // namespace hindcast
