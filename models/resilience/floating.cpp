#include "hindcast/models/resilience/floating.hpp"

#include <algorithm>

#include "hindcast/models/resilience/big_number.hpp"

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;

int width(Wide number) {
  const auto high = static_cast<std::uint64_t>(number >> 64U);
  const auto low = static_cast<std::uint64_t>(number);
  if (high != 0) return 128 - __builtin_clzll(high);
  return low == 0 ? 0 : 64 - __builtin_clzll(low);
}

// A decimal number exactly: 0.DIGITS * 10^point.
struct Decimal {
  std::string digits;
  int point;
};

// Any finite binary number is a finite decimal one: s / 2^k is s * 5^k / 10^k.
Decimal exact_decimal(FloatingNumber number) {
  for (; number.exponent < 0 && number.significand % 2 == 0 && number.significand != 0;
       ++number.exponent) {
    number.significand /= 2;
  }
  BigNumber scaled(number.significand);
  if (number.exponent >= 0) {
    scaled.shift_left(number.exponent);
  } else {
    scaled.multiply_by_power(5, -number.exponent);
  }
  std::string digits = scaled.decimal();
  const int point = static_cast<int>(digits.size()) + std::min(number.exponent, 0);
  return {std::move(digits), point};
}

// Leaves so many digits, rounded to nearest, ties to even.
void keep_digits(Decimal& decimal, int count) {
  std::string& digits = decimal.digits;
  if (count >= static_cast<int>(digits.size())) return;
  if (count < 0) {
    decimal = {"", 0};
    return;
  }
  const auto kept = static_cast<std::size_t>(count);
  const bool tie = digits[kept] == '5' && digits.find_first_not_of('0', kept + 1) == digits.npos;
  const bool odd = kept > 0 && (digits[kept - 1] - '0') % 2 != 0;
  const bool up = tie ? odd : digits[kept] >= '5';
  digits.resize(kept);
  if (!up) return;
  std::size_t place = kept;
  while (place > 0 && digits[place - 1] == '9') digits[--place] = '0';
  if (place > 0) {
    ++digits[place - 1];
    return;
  }
  digits.insert(digits.begin(), '1');
  ++decimal.point;
}

std::string with_sign(const FloatingNumber& number, std::string_view text) {
  std::string signed_text = number.negative ? "-" : "";
  return signed_text += text;
}

std::string special_text(const FloatingNumber& number) {
  return with_sign(number, number.kind == FloatingNumber::Kind::nan ? "nan" : "inf");
}

std::string exponent_text(int exponent) {
  const std::string digits = std::to_string(exponent < 0 ? -exponent : exponent);
  std::string text = exponent < 0 ? "e-" : "e+";
  if (digits.size() < 2) text += '0';
  return text += digits;
}

}  // namespace

FloatingNumber round_to(const FloatingFormat& format, const UnroundedNumber& number) {
  const Wide significand = static_cast<Wide>(number.high) << 64U | number.low;
  FloatingNumber result{FloatingNumber::Kind::finite, number.negative, 0, 0};
  if (significand == 0) return result;
  const int drop =
      std::max(width(significand) - format.bits, format.exponent_min - number.exponent);
  Wide rounded = 0;
  if (drop <= 0) {
    rounded = significand << static_cast<unsigned>(-drop);
  } else if (drop <= 128) {
    const auto places = static_cast<unsigned>(drop - 1);
    const Wide doubled = significand >> places;  // with one place more
    const bool rest = (significand & ((Wide{1} << places) - 1)) != 0 || number.inexact;
    rounded = (doubled >> 1U) + ((doubled & 1U) != 0 && (rest || (doubled & 2U) != 0) ? 1 : 0);
  }
  result.exponent = number.exponent + drop;
  if (width(rounded) > format.bits) {
    rounded >>= 1U;
    ++result.exponent;
  }
  result.significand = static_cast<std::uint64_t>(rounded);
  if (result.significand == 0) result.exponent = 0;
  if (result.exponent > format.exponent_max) result.kind = FloatingNumber::Kind::infinite;
  return result;
}

std::string general_text(const FloatingNumber& number) {
  constexpr int kDigits = 17;
  if (number.kind != FloatingNumber::Kind::finite) return special_text(number);
  if (number.significand == 0) return with_sign(number, "0");
  Decimal decimal = exact_decimal(number);
  keep_digits(decimal, kDigits);
  std::string& digits = decimal.digits;
  digits.erase(digits.find_last_not_of('0') + 1);
  const int exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= kDigits) {
    if (digits.size() > 1) digits.insert(1, ".");
    return with_sign(number, digits + exponent_text(exponent));
  }
  if (decimal.point <= 0) {
    return with_sign(number,
                     "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + digits);
  }
  const auto whole = static_cast<std::size_t>(decimal.point);
  if (digits.size() <= whole) {
    digits.resize(whole, '0');
  } else {
    digits.insert(whole, ".");
  }
  return with_sign(number, digits);
}

std::string fixed_text(const FloatingNumber& number) {
  constexpr int kPlaces = 17;
  if (number.kind != FloatingNumber::Kind::finite) return special_text(number);
  Decimal decimal = exact_decimal(number);
  keep_digits(decimal, decimal.point + kPlaces);
  std::string& digits = decimal.digits;
  // All that is left stands behind the point, or some before it.
  if (digits.empty()) decimal.point = -kPlaces;
  if (decimal.point < 1) {
    digits.insert(0, static_cast<std::size_t>(1 - decimal.point), '0');
    decimal.point = 1;
  }
  const auto whole = static_cast<std::size_t>(decimal.point);
  digits.resize(whole + kPlaces, '0');
  digits.insert(whole, ".");
  return with_sign(number, digits);
}

}  // namespace hindcast
