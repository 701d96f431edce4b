// read_floating: strtod in integers.
#include <algorithm>

#include "hindcast/models/resilience/big_number.hpp"
#include "hindcast/models/resilience/floating.hpp"

namespace hindcast {
namespace {

using Kind = FloatingNumber::Kind;

// Beyond so many digits only whether there are others matters: no number of either format lies so
// near the middle between two others. Beyond such a power of ten all is infinite or zero.
constexpr std::size_t kDigitsMax = 12'000;
constexpr std::int64_t kPowerMax = 6'000;
constexpr std::int64_t kExponentMax = 100'000;

bool is_blank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Returns the digit's value, or -1.
int digit_of(char letter, int base) {
  const char small = lower(letter);
  if (is_digit(small)) return small - '0';
  return base == 16 && small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(),
                    [](char wanted, char letter) { return wanted == lower(letter); });
}

// Digits of either base: digits * base^power, of which `more` follow that were left out.
struct Mantissa {
  std::string digits{};
  std::int64_t power = 0;
  bool more = false;
  std::size_t length = 0;  // 0 if there is no digit at all
};

Mantissa read_mantissa(std::string_view text, int base) {
  Mantissa result;
  bool point = false;
  bool any = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
      continue;
    }
    const int digit = digit_of(text[at], base);
    if (digit < 0) break;
    any = true;
    const bool leading = result.digits.empty() && digit == 0;
    const bool kept = !leading && result.digits.size() < kDigitsMax;
    if (kept) result.digits += static_cast<char>(digit);
    if (!kept && !leading) result.more = result.more || digit != 0;
    result.power += (!kept && !leading ? 1 : 0) - (point ? 1 : 0);
  }
  if (any) result.length = at;
  return result;
}

// Reads "e-12" or "p+3". Returns its length, 0 if it is none.
std::size_t read_exponent(std::string_view text, char mark, std::int64_t& exponent) {
  if (text.size() < 2 || lower(text[0]) != mark) return 0;
  const bool sign = text[1] == '-' || text[1] == '+';
  std::size_t at = sign ? 2 : 1;
  if (at == text.size() || !is_digit(text[at])) return 0;
  std::int64_t value = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    value = std::min(value * 10 + (text[at] - '0'), std::int64_t{1} << 40U);
  }
  exponent = text[1] == '-' ? -value : value;
  return at;
}

// Returns the 128 leading bits of (top / bottom) * 2^exponent.
UnroundedNumber quotient(BigNumber top, BigNumber bottom, int exponent) {
  int shift = top.width() - bottom.width();
  if (shift > 0) bottom.shift_left(shift);
  if (shift < 0) top.shift_left(-shift);
  if (top < bottom) {
    top.shift_left(1);
    --shift;
  }
  UnroundedNumber result;
  for (int bit = 0; bit < 128; ++bit) {
    const bool fits = !(top < bottom);
    if (fits) top.subtract(bottom);
    result.high = result.high << 1U | result.low >> 63U;
    result.low = result.low << 1U | (fits ? 1U : 0U);
    top.shift_left(1);
  }
  result.exponent = exponent + shift - 127;
  result.inexact = !top.is_zero();
  return result;
}

BigNumber number_of(const std::string& digits, std::uint32_t base) {
  BigNumber number(0);
  for (const char digit : digits) number.multiply(base, static_cast<std::uint32_t>(digit));
  return number;
}

__extension__ using Wide = unsigned __int128;

// Short decimal numbers, as nearly all are: one division of integers, with at least 68 bits.
UnroundedNumber short_value(const Mantissa& mantissa) {
  Wide top = 0;
  std::uint64_t bottom = 1;
  for (const char digit : mantissa.digits) top = top * 10 + static_cast<unsigned char>(digit);
  for (std::int64_t power = mantissa.power; power < 0; ++power) bottom *= 10;
  const int shift = 64 + __builtin_clzll(static_cast<std::uint64_t>(top));
  top <<= static_cast<unsigned>(shift);
  const Wide result = top / bottom;
  return {false, -shift, static_cast<std::uint64_t>(result >> 64U),
          static_cast<std::uint64_t>(result), top % bottom != 0};
}

UnroundedNumber exact_value(const Mantissa& mantissa, int base) {
  const bool is_short = base == 10 && mantissa.digits.size() < 19;
  if (is_short && mantissa.power <= 0 && mantissa.power >= -18) return short_value(mantissa);
  BigNumber top = number_of(mantissa.digits, static_cast<std::uint32_t>(base));
  BigNumber bottom(1);
  if (base == 16) return quotient(top, bottom, static_cast<int>(mantissa.power));
  if (mantissa.power > 0) top.multiply_by_power(10, static_cast<int>(mantissa.power));
  if (mantissa.power < 0) bottom.multiply_by_power(10, static_cast<int>(-mantissa.power));
  return quotient(std::move(top), std::move(bottom), 0);
}

// REQUIRES: the mantissa has a length. Its power counts places of the base, and for 16 then bits.
FloatingText finite(const Mantissa& mantissa, int base, const FloatingFormat& format) {
  if (mantissa.digits.empty()) return {};
  FloatingText result;
  const auto size = static_cast<std::int64_t>(mantissa.digits.size());
  const std::int64_t magnitude = mantissa.power + (base == 16 ? size * 4 : size);
  const std::int64_t limit = base == 16 ? kExponentMax : kPowerMax;
  if (magnitude > limit) {
    result.number.kind = Kind::infinite;
  } else if (magnitude >= -limit) {
    UnroundedNumber value = exact_value(mantissa, base);
    value.inexact = value.inexact || mantissa.more;
    result.number = round_to(format, value);
  }
  result.out_of_range = result.number.kind == Kind::infinite || result.number.significand == 0;
  return result;
}

FloatingText read_special(std::string_view text) {
  if (begins_with(text, "inf")) {
    return {{Kind::infinite, false, 0, 0}, begins_with(text, "infinity") ? 8U : 3U, false};
  }
  if (!begins_with(text, "nan")) return {};
  std::size_t end = 3;
  if (end < text.size() && text[end] == '(') {
    std::size_t at = end + 1;
    while (at < text.size() && (text[at] == '_' || is_digit(text[at]) ||
                                (lower(text[at]) >= 'a' && lower(text[at]) <= 'z'))) {
      ++at;
    }
    if (at < text.size() && text[at] == ')') end = at + 1;
  }
  return {{Kind::nan, false, 0, 0}, end, false};
}

FloatingText read_unsigned(std::string_view text, const FloatingFormat& format) {
  int base = 10;
  std::size_t prefix = 0;
  Mantissa mantissa;
  if (begins_with(text, "0x")) {
    mantissa = read_mantissa(text.substr(2), 16);
    if (mantissa.length > 0) {
      base = 16;
      prefix = 2;
      mantissa.power *= 4;
    }
  }
  if (prefix == 0) mantissa = read_mantissa(text, 10);
  if (mantissa.length == 0) return read_special(text);
  const std::size_t end = prefix + mantissa.length;
  std::int64_t exponent = 0;
  const std::size_t tail = read_exponent(text.substr(end), base == 16 ? 'p' : 'e', exponent);
  mantissa.power += exponent;
  FloatingText result = finite(mantissa, base, format);
  result.length = end + tail;
  return result;
}

}  // namespace

FloatingText read_floating(std::string_view text, const FloatingFormat& format) {
  std::size_t begin = 0;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  const bool sign = begin < text.size() && (text[begin] == '-' || text[begin] == '+');
  FloatingText result = read_unsigned(text.substr(begin + (sign ? 1 : 0)), format);
  if (result.length == 0) return {};
  result.length += begin + (sign ? 1 : 0);
  result.number.negative = sign && text[begin] == '-';
  return result;
}

}  // namespace hindcast
