// The numbers of scores and INCRBYFLOAT against the machine's own.
#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "hindcast/models/redis/long_number.hpp"
#include "hindcast/models/resilience/binary64.hpp"
#include "hindcast/models/resilience/extended80.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast {
namespace {

static_assert(sizeof(long double) == 16, "x86-64's long double has 80 bits");

std::uint64_t random(std::uint64_t nth, std::uint64_t what) { return mix(mix(nth, 4711), what); }

FloatingNumber parts_of(long double number) {
  FloatingNumber parts;
  parts.negative = std::signbit(number);
  if (std::isinf(number)) parts.kind = FloatingNumber::Kind::infinite;
  if (std::isnan(number)) parts.kind = FloatingNumber::Kind::nan;
  std::array<unsigned char, 16> bytes{};
  std::memcpy(bytes.data(), &number, 10);
  std::uint16_t exponent = 0;
  std::memcpy(&parts.significand, bytes.data(), 8);
  std::memcpy(&exponent, bytes.data() + 8, 2);
  parts.exponent = std::max(exponent & 0x7FFF, 1) - 16446;
  return parts;
}

FloatingNumber shifted_up(FloatingNumber number) {
  while (number.significand != 0 && number.significand >> 63U == 0) {
    number.significand <<= 1U;
    --number.exponent;
  }
  return number;
}

bool same(const FloatingNumber& ours, long double theirs) {
  if (std::isnan(theirs)) return ours.kind == FloatingNumber::Kind::nan;
  if (ours.negative != std::signbit(theirs)) return false;
  if (ours.kind != FloatingNumber::Kind::finite) return std::isinf(theirs);
  if (ours.significand == 0 || theirs == 0) return ours.significand == 0 && theirs == 0;
  const FloatingNumber left = shifted_up(ours);
  const FloatingNumber right = shifted_up(parts_of(theirs));
  return left.significand == right.significand && left.exponent == right.exponent;
}

std::string digits(std::uint64_t nth, std::uint64_t count, std::string_view alphabet) {
  std::string text;
  for (std::uint64_t place = 0; place < count; ++place) {
    text += alphabet[random(nth, 100 + place) % alphabet.size()];
  }
  return text;
}

// Decimal and hexadecimal numbers of many lengths and sizes.
std::string number_text(std::uint64_t nth) {
  const bool hexadecimal = random(nth, 1) % 4 == 0;
  const std::string_view alphabet = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
  const std::uint64_t lengths[] = {1, 3, 17, 20, 40, 400};
  std::string text = random(nth, 2) % 3 == 0 ? "-" : "";
  text += hexadecimal ? "0x" : "";
  text += digits(nth, lengths[random(nth, 3) % (hexadecimal ? 4 : 6)], alphabet);
  if (random(nth, 4) % 2 == 0) text += "." + digits(nth + 1, random(nth, 5) % 30, alphabet);
  if (random(nth, 6) % 2 == 0) {
    const std::int64_t spreads[] = {20, 340, 5'100};
    const std::int64_t spread = spreads[random(nth, 7) % 3] * (hexadecimal ? 4 : 1);
    const auto steps = static_cast<std::int64_t>(random(nth, 8) >> 8U) % (2 * spread);
    text += (hexadecimal ? "p" : "e") + std::to_string(steps - spread);
  }
  return text;
}

// The text exactly halfway between two neighbours, where only the tie decides.
std::string halfway_text(std::uint64_t nth) {
  const auto low = std::bit_cast<double>(random(nth, 1) % (std::uint64_t{0x7FE} << 52U));
  const double high = std::nextafter(low, INFINITY);
  std::array<char, 2'000> text{};
  std::snprintf(text.data(), text.size(), "%.1100Le",
                (static_cast<long double>(low) + static_cast<long double>(high)) / 2);
  return text.data();
}

void expect_read(const std::string& text) {
  CAPTURE(text);
  char* end = nullptr;
  errno = 0;
  const double narrow = std::strtod(text.c_str(), &end);
  const bool narrow_error = errno == ERANGE && (narrow == 0 || std::isinf(narrow));
  const FloatingText ours = read_floating(text, kBinary64Format);
  REQUIRE(ours.length == static_cast<std::size_t>(end - text.c_str()));
  REQUIRE(ours.out_of_range == narrow_error);
  if (ours.length > 0) REQUIRE(same(ours.number, narrow));
  errno = 0;
  const long double wide = std::strtold(text.c_str(), &end);
  const bool wide_error = errno == ERANGE && (wide == 0 || std::isinf(wide));
  const FloatingText extended = read_floating(text, kExtended80Format);
  REQUIRE(extended.length == static_cast<std::size_t>(end - text.c_str()));
  REQUIRE(extended.out_of_range == wide_error);
  if (extended.length > 0) REQUIRE(same(extended.number, wide));
}

TEST_CASE("numbers are read as strtod and strtold read them") {
  for (std::uint64_t nth = 0; nth < 6'000; ++nth) expect_read(number_text(nth));
  for (std::uint64_t nth = 0; nth < 100; ++nth) expect_read(halfway_text(nth));
}

TEST_CASE("what is no number, or more than one, is read as far as strtod reads it") {
  for (const char* const text : {"",
                                 "-",
                                 "+",
                                 ".",
                                 "1.",
                                 ".5",
                                 "-.5e1",
                                 "1e",
                                 "1e+",
                                 "1e-",
                                 "1e5x",
                                 "1..2",
                                 " 1",
                                 "\t\n-2.5",
                                 "  ",
                                 "0x",
                                 "0x.",
                                 "0x.8",
                                 "0x1p",
                                 "0x1p+",
                                 "0xg",
                                 "inf",
                                 "-INF",
                                 "infinit",
                                 "Infinity1",
                                 "nan",
                                 "nan(",
                                 "nan(a)",
                                 "NaN()",
                                 "00012",
                                 "-0",
                                 "0e999999999999999999999",
                                 "1e999999999999999999999",
                                 "1e-999999999999999999999",
                                 "1_000"}) {
    expect_read(text);
  }
}

TEST_CASE("a score prints as %.17g prints it") {
  std::array<char, 64> theirs{};
  for (std::uint64_t nth = 0; nth < 20'000; ++nth) {
    double number = std::bit_cast<double>(random(nth, 1));
    const auto whole = static_cast<double>(random(nth, 2) >> random(nth, 3) % 64);
    if (nth % 3 == 0) number = whole;
    if (nth % 3 == 1) number = whole / static_cast<double>(1 + random(nth, 4) % 1'000);
    if (std::isnan(number)) continue;
    std::snprintf(theirs.data(), theirs.size(), "%.17g", number);
    const Binary64 ours = Binary64::of_bits(std::bit_cast<std::uint64_t>(number));
    REQUIRE(general_text(ours.parts()) == theirs.data());
  }
}

TEST_CASE("long numbers add and print as the x87 adds and %.17Lf prints") {
  std::array<char, 6'000> theirs{};
  for (std::uint64_t nth = 0; nth < 20'000; ++nth) {
    const auto number = [nth](std::uint64_t what) {
      const auto power = static_cast<int>(random(nth, what + 1) % 160) - 120;
      const long double size = std::ldexp(static_cast<long double>(random(nth, what)), power);
      return random(nth, what + 2) % 2 == 0 ? size : -size;
    };
    const long double left = number(10);
    const long double right = nth % 4 == 0 ? -left * (1 + std::ldexp(1.0L, -60)) : number(20);
    const Extended80 sum = Extended80::of(parts_of(left)) + Extended80::of(parts_of(right));
    REQUIRE(same(sum.parts(), left + right));
    std::snprintf(theirs.data(), theirs.size(), "%.17Lf", left + right);
    REQUIRE(fixed_text(sum.parts()) == theirs.data());
  }
}

TEST_CASE("INCRBYFLOAT's numbers lose their trailing zeros and a minus before zero") {
  const auto printed = [](const char* text) {
    return redis::long_number_text(*redis::read_long_number(text));
  };
  CHECK(printed("3.0e3") == "3000");
  CHECK(printed("0.1") == "0.1");
  CHECK(printed("-0") == "0");
  CHECK(printed("-1e-18") == "0");
  CHECK_FALSE(redis::read_long_number(" 1").has_value());
  CHECK_FALSE(redis::read_long_number("nan").has_value());
  CHECK_FALSE(redis::read_long_number(std::string(5'120, '1')).has_value());
}

}  // namespace
}  // namespace hindcast
