#include "hindcast/sim/units.hpp"

#include <limits>

#include "hindcast/sim/quantity.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kInfinite = "infinite";
constexpr std::uint64_t kSecond = 1'000'000'000;

// The longest finite span: one nanosecond less than "for ever".
constexpr std::uint64_t kDurationMax = std::numeric_limits<std::int64_t>::max() - 1;

const Quantity& durations() {
  static const Quantity quantity{.name = "duration",
                                 .smallest = "nanoseconds",
                                 .example = "250ms, 1.5s or 2m",
                                 .units = {{"ns", 1},
                                           {"us", 1'000},
                                           {"ms", 1'000'000},
                                           {"s", kSecond},
                                           {"m", 60 * kSecond},
                                           {"h", 3'600 * kSecond},
                                           {"d", 86'400 * kSecond}},
                                 .printed = {{"d", 86'400 * kSecond},
                                             {"h", 3'600 * kSecond},
                                             {"m", 60 * kSecond},
                                             {"s", kSecond},
                                             {"ms", 1'000'000},
                                             {"us", 1'000},
                                             {"ns", 1}},
                                 .zero_unit = "s",
                                 .maximum = kDurationMax};
  return quantity;
}

const Quantity& ratios() {
  static const Quantity quantity{.name = "ratio",
                                 .smallest = "parts per billion",
                                 .example = "2.5% or 50ppm",
                                 .units = {{"%", Ratio::kOne / 100}, {"ppm", 1'000}},
                                 .printed = {{"%", Ratio::kOne / 100}},
                                 .zero_unit = "%",
                                 .maximum = std::numeric_limits<std::uint64_t>::max()};
  return quantity;
}

const Quantity& decimals() {
  static const Quantity quantity{.name = "number",
                                 .smallest = "billionths",
                                 .example = "2, 0.8 or 1.5",
                                 .units = {{"", Ratio::kOne}},
                                 .printed = {{"", Ratio::kOne}},
                                 .zero_unit = "",
                                 .maximum = std::numeric_limits<std::uint64_t>::max()};
  return quantity;
}

const Quantity& byte_sizes() {
  static const Quantity quantity{.name = "size",
                                 .smallest = "bytes",
                                 .example = "64KiB, 10MiB or 500MB",
                                 .units = {{"B", 1},
                                           {"kB", 1'000},
                                           {"MB", 1'000'000},
                                           {"GB", 1'000'000'000},
                                           {"TB", 1'000'000'000'000},
                                           {"KiB", 1ULL << 10U},
                                           {"MiB", 1ULL << 20U},
                                           {"GiB", 1ULL << 30U},
                                           {"TiB", 1ULL << 40U}},
                                 .printed = {{"TiB", 1ULL << 40U},
                                             {"TB", 1'000'000'000'000},
                                             {"GiB", 1ULL << 30U},
                                             {"GB", 1'000'000'000},
                                             {"MiB", 1ULL << 20U},
                                             {"MB", 1'000'000},
                                             {"KiB", 1ULL << 10U},
                                             {"kB", 1'000},
                                             {"B", 1}},
                                 .zero_unit = "B",
                                 .maximum = std::numeric_limits<std::uint64_t>::max()};
  return quantity;
}

const Quantity& rates() {
  static const Quantity quantity{.name = "rate",
                                 .smallest = "millionths of an event per day",
                                 .example = "6/s, 2.5/s or 100/m",
                                 .units = {{"/s", Rate::kPerSecond},
                                           {"/m", Rate::kPerDay * 1'440},
                                           {"/h", Rate::kPerDay * 24},
                                           {"/d", Rate::kPerDay}},
                                 .printed = {{"/s", Rate::kPerSecond},
                                             {"/m", Rate::kPerDay * 1'440},
                                             {"/h", Rate::kPerDay * 24},
                                             {"/d", Rate::kPerDay}},
                                 .zero_unit = "/s",
                                 .maximum = std::numeric_limits<std::uint64_t>::max()};
  return quantity;
}

TextError not_a_number(std::string_view text, std::string_view why) {
  return {in_quotes(text) + " is not a whole number" + std::string(why),
          "write decimal digits only, such as 25"};
}

TextError too_large(std::string_view text) {
  return {in_quotes(text) + " needs more than 64 bits", "write a smaller number"};
}

// Reads the digits of `text`, which names them in complaints.
Parsed<std::uint64_t> read_count(std::string_view digits, std::string_view text) {
  if (digits.empty()) return not_a_number(text, text.empty() ? ": it is empty" : "");
  if (digits.size() > 1 && digits.front() == '0') {
    return not_a_number(text, ": it begins with a zero");
  }
  std::uint64_t value = 0;
  bool fits = true;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return not_a_number(text, "");
    fits = fits && !__builtin_mul_overflow(value, std::uint64_t{10}, &value) &&
           !__builtin_add_overflow(value, static_cast<std::uint64_t>(digit - '0'), &value);
  }
  if (!fits) return too_large(text);
  return value;
}

// Returns seconds and tenths or hundredths as a decimal without trailing zeros.
std::string decimal(std::uint64_t value, std::uint64_t per_one) {
  std::string text = std::to_string(value / per_one);
  std::uint64_t rest = value % per_one;
  if (rest == 0) return text;
  text += '.';
  for (std::uint64_t place = per_one / 10; rest != 0; place /= 10) {
    text += static_cast<char>('0' + static_cast<int>(rest / place));
    rest %= place;
  }
  return text;
}

std::uint64_t rounded(std::uint64_t value, std::uint64_t unit) { return (value + unit / 2) / unit; }

std::string two_units(std::uint64_t smaller, std::uint64_t per_larger, std::string_view larger_name,
                      std::string_view smaller_name) {
  std::string text = std::to_string(smaller / per_larger) + std::string(larger_name);
  const std::uint64_t rest = smaller % per_larger;
  return rest == 0 ? text : text + " " + std::to_string(rest) + std::string(smaller_name);
}

// Each branch rounds first and is left to the next one when the rounded value no longer fits it.
std::string human_span(std::uint64_t nanoseconds) {
  if (nanoseconds == 0) return "0 s";
  if (nanoseconds < 1'000) return std::to_string(nanoseconds) + " ns";
  const std::uint64_t microseconds = rounded(nanoseconds, 1'000);
  if (microseconds < 1'000) return std::to_string(microseconds) + " us";
  if (const std::uint64_t tenths = rounded(nanoseconds, 100'000); tenths < 100) {
    return decimal(tenths, 10) + " ms";
  }
  const std::uint64_t milliseconds = rounded(nanoseconds, 1'000'000);
  if (milliseconds < 100) return std::to_string(milliseconds) + " ms";
  if (const std::uint64_t hundredths = rounded(nanoseconds, kSecond / 100); hundredths < 100) {
    return decimal(hundredths, 100) + " s";
  }
  if (const std::uint64_t tenths = rounded(nanoseconds, kSecond / 10); tenths < 100) {
    return decimal(tenths, 10) + " s";
  }
  const std::uint64_t seconds = rounded(nanoseconds, kSecond);
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3'600) return two_units(seconds, 60, " min", " s");
  const std::uint64_t minutes = rounded(nanoseconds, 60 * kSecond);
  if (minutes < 24 * 60) return two_units(minutes, 60, " h", " min");
  return two_units(rounded(nanoseconds, 3'600 * kSecond), 24, " d", " h");
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text, Sign sign) {
  if (text == kInfinite) return Duration::infinite();
  const bool negative = sign == Sign::allowed && !text.empty() && text.front() == '-';
  const Parsed<std::uint64_t> size = parse_quantity(text.substr(negative ? 1 : 0), durations());
  if (!size.ok()) return size.error();
  const auto count = static_cast<std::int64_t>(size.value());
  if (negative && count == 0) return not_a_quantity(text, "nothing is less than 0s", durations());
  return Duration::nanoseconds(negative ? -count : count);
}

Parsed<Ratio> parse_ratio(std::string_view text) {
  const Parsed<std::uint64_t> parts = parse_quantity(text, ratios());
  if (!parts.ok()) return parts.error();
  return Ratio::parts_per_billion(parts.value());
}

Parsed<Ratio> parse_decimal(std::string_view text) {
  const Parsed<std::uint64_t> parts = parse_quantity(text, decimals());
  if (!parts.ok()) return parts.error();
  return Ratio::parts_per_billion(parts.value());
}

Parsed<ByteSize> parse_byte_size(std::string_view text) {
  const Parsed<std::uint64_t> size = parse_quantity(text, byte_sizes());
  if (!size.ok()) return size.error();
  return ByteSize::bytes(size.value());
}

Parsed<Rate> parse_rate(std::string_view text) {
  const Parsed<std::uint64_t> rate = parse_quantity(text, rates());
  if (!rate.ok()) return rate.error();
  return Rate::millionths_per_day(rate.value());
}

Parsed<std::uint64_t> parse_count(std::string_view text) { return read_count(text, text); }

Parsed<std::int64_t> parse_integer(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const Parsed<std::uint64_t> size = read_count(text.substr(negative ? 1 : 0), text);
  if (!size.ok()) return size.error();
  if (negative && size.value() == 0) return not_a_number(text, "");
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (size.value() > largest + (negative ? 1 : 0)) return too_large(text);
  // Wraps to the negative number without passing through one that int64 cannot hold.
  return static_cast<std::int64_t>(negative ? ~size.value() + 1 : size.value());
}

Parsed<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return TextError{in_quotes(text) + " is neither true nor false", "write true or false"};
}

std::string to_text(Duration value) {
  if (value.is_infinite()) return std::string(kInfinite);
  if (value.count() >= 0) {
    return print_quantity(static_cast<std::uint64_t>(value.count()), durations());
  }
  return "-" + print_quantity(~static_cast<std::uint64_t>(value.count()) + 1, durations());
}

std::string to_text(Ratio value) { return print_quantity(value.parts_per_billion(), ratios()); }
std::string to_decimal_text(Ratio value) {
  return print_quantity(value.parts_per_billion(), decimals());
}
std::string to_text(ByteSize value) { return print_quantity(value.bytes(), byte_sizes()); }
std::string to_text(Rate value) { return print_quantity(value.millionths_per_day(), rates()); }

std::string human(Duration value) {
  if (value.is_infinite()) return "for ever";
  if (value.count() >= 0) return human_span(static_cast<std::uint64_t>(value.count()));
  return "-" + human_span(~static_cast<std::uint64_t>(value.count()) + 1);
}

std::string human(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, 1, ',');
  return text;
}

}  // namespace hindcast
