#include "hindcast/sim/field_info.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "hindcast/sim/distribution_text.hpp"
#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kUnlimited = "unlimited";
constexpr auto kBytesUnlimited = ByteSize::bytes(std::numeric_limits<std::uint64_t>::max());

// Lets a value pass if it lies from minimum to maximum.
template <class Info, class Value>
Parsed<Value> within(std::string_view text, const Parsed<Value>& parsed, const Info& info) {
  if (!parsed.ok()) return parsed.error();
  const bool below = parsed.value() < info.minimum;
  if (!below && parsed.value() <= info.maximum) return parsed.value();
  const std::string minimum = write_field(info.minimum, info);
  const std::string maximum = write_field(info.maximum, info);
  return TextError{printable(text) + (below ? " is below the minimum, " + minimum
                                            : " is above the maximum, " + maximum),
                   "write a value from " + minimum + " to " + maximum};
}

// Returns "MINIMUM to MAXIMUM", an open end named as such, and nothing if both ends are open.
template <class Info, class Value>
std::string range_text(const Info& info, const Value& lowest, const Value& highest) {
  const bool open_below = info.minimum == lowest;
  const bool open_above = info.maximum == highest;
  if (open_below && open_above) return {};
  if (open_above) return "at least " + write_field(info.minimum, info);
  return write_field(info.minimum, info) + " to " + write_field(info.maximum, info);
}

// Returns a small number within the range.
template <WholeNumber Value>
Value example_of(const FieldInfo<Value>& info) {
  return std::clamp(Value{10}, info.minimum, info.maximum);
}

template <WholeNumber Value>
Parsed<Value> number_of(std::string_view text) {
  if constexpr (std::same_as<Value, std::int64_t>) {
    return parse_integer(text);
  } else if constexpr (std::same_as<Value, std::uint64_t>) {
    return parse_count(text);
  } else {
    const Parsed<std::uint64_t> count = parse_count(text);
    if (!count.ok()) return count.error();
    if (count.value() > std::numeric_limits<Value>::max()) {
      return TextError{printable(text) + " needs more than 32 bits", "write a smaller number"};
    }
    return static_cast<Value>(count.value());
  }
}

}  // namespace

FieldShape shape_of(const FieldInfo<bool>&) {
  return {.type = "boolean", .example = "true", .form = TextForm::boolean};
}
Parsed<bool> read_field(std::string_view text, const FieldInfo<bool>&) {
  return parse_boolean(text);
}
std::string write_field(bool value, const FieldInfo<bool>&) { return value ? "true" : "false"; }

template <WholeNumber Value>
FieldShape shape_of(const FieldInfo<Value>& info) {
  using Limits = std::numeric_limits<Value>;
  FieldShape shape{.type = std::same_as<Value, std::int64_t> ? "integer" : "count",
                   .example = write_field(example_of(info), info),
                   .range = range_text(info, Limits::min(), Limits::max()),
                   .form = TextForm::number};
  if (!info.unlimited) return shape;
  shape.words.push_back(kUnlimited);
  if (!shape.range.empty() && info.maximum != Limits::max()) shape.range += ", or unlimited";
  return shape;
}
template <WholeNumber Value>
Parsed<Value> read_field(std::string_view text, const FieldInfo<Value>& info) {
  if (info.unlimited && text == kUnlimited) return std::numeric_limits<Value>::max();
  return within(text, number_of<Value>(text), info);
}
template <WholeNumber Value>
std::string write_field(Value value, const FieldInfo<Value>& info) {
  if (info.unlimited && value == std::numeric_limits<Value>::max()) return std::string(kUnlimited);
  return std::to_string(value);
}

template FieldShape shape_of(const FieldInfo<std::uint32_t>&);
template FieldShape shape_of(const FieldInfo<std::uint64_t>&);
template FieldShape shape_of(const FieldInfo<std::int64_t>&);
template Parsed<std::uint32_t> read_field(std::string_view, const FieldInfo<std::uint32_t>&);
template Parsed<std::uint64_t> read_field(std::string_view, const FieldInfo<std::uint64_t>&);
template Parsed<std::int64_t> read_field(std::string_view, const FieldInfo<std::int64_t>&);
template std::string write_field(std::uint32_t, const FieldInfo<std::uint32_t>&);
template std::string write_field(std::uint64_t, const FieldInfo<std::uint64_t>&);
template std::string write_field(std::int64_t, const FieldInfo<std::int64_t>&);

FieldShape shape_of(const FieldInfo<Duration>& info) {
  FieldShape shape{.type = "duration", .example = "250ms", .unit = "ns, us, ms, s, m, h, d"};
  shape.range = range_text(info, Duration::zero(), Duration::infinite());
  if (info.maximum.is_infinite()) shape.words.push_back("infinite");
  return shape;
}
Parsed<Duration> read_field(std::string_view text, const FieldInfo<Duration>& info) {
  const Sign sign = info.minimum < Duration::zero() ? Sign::allowed : Sign::refused;
  return within(text, parse_duration(text, sign), info);
}
std::string write_field(Duration value, const FieldInfo<Duration>&) { return to_text(value); }

FieldShape shape_of(const FieldInfo<Ratio>& info) {
  const std::string range =
      write_field(info.minimum, info) + " to " + write_field(info.maximum, info);
  if (info.factor)
    return {.type = "factor", .example = "1.5", .range = range, .form = TextForm::number};
  return {.type = "ratio", .example = "2.5%", .unit = "%, ppm", .range = range};
}
Parsed<Ratio> read_field(std::string_view text, const FieldInfo<Ratio>& info) {
  return within(text, info.factor ? parse_decimal(text) : parse_ratio(text), info);
}
std::string write_field(Ratio value, const FieldInfo<Ratio>& info) {
  return info.factor ? to_decimal_text(value) : to_text(value);
}

FieldShape shape_of(const FieldInfo<ByteSize>& info) {
  FieldShape shape{
      .type = "size", .example = "10MiB", .unit = "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB"};
  shape.range = range_text(info, ByteSize::bytes(0), kBytesUnlimited);
  if (!info.unlimited) return shape;
  shape.words.push_back(kUnlimited);
  if (!shape.range.empty() && info.maximum != kBytesUnlimited) shape.range += ", or unlimited";
  return shape;
}
Parsed<ByteSize> read_field(std::string_view text, const FieldInfo<ByteSize>& info) {
  if (info.unlimited && text == kUnlimited) return kBytesUnlimited;
  return within(text, parse_byte_size(text), info);
}
std::string write_field(ByteSize value, const FieldInfo<ByteSize>& info) {
  return info.unlimited && value == kBytesUnlimited ? std::string(kUnlimited) : to_text(value);
}

FieldShape shape_of(const FieldInfo<Rate>& info) {
  const auto highest = Rate::millionths_per_day(std::numeric_limits<std::uint64_t>::max());
  return {
      .type = "rate", .unit = "/s, /m, /h, /d", .range = range_text(info, Rate::zero(), highest)};
}
Parsed<Rate> read_field(std::string_view text, const FieldInfo<Rate>& info) {
  return within(text, parse_rate(text), info);
}
std::string write_field(Rate value, const FieldInfo<Rate>&) { return to_text(value); }

FieldShape shape_of(const FieldInfo<std::string>& info) {
  return {
      .type = "text",
      .range = std::to_string(info.bytes_min) + " to " + std::to_string(info.bytes_max) + " bytes"};
}
Parsed<std::string> read_field(std::string_view text, const FieldInfo<std::string>& info) {
  if (text.size() >= info.bytes_min && text.size() <= info.bytes_max) return std::string(text);
  return TextError{in_quotes(text) + " has " + std::to_string(text.size()) + " bytes",
                   "write " + shape_of(info).range};
}
std::string write_field(const std::string& value, const FieldInfo<std::string>&) { return value; }

FieldShape shape_of(const FieldInfo<Distribution>& info) {
  const bool time = info.measure == Measure::time;
  return {.type = time ? "distribution of durations" : "distribution of numbers",
          .example = time ? "exponential(25ms)" : "uniform(1, 10)",
          .unit = time ? "ns, us, ms, s, m, h, d" : ""};
}
Parsed<Distribution> read_field(std::string_view text, const FieldInfo<Distribution>& info) {
  Parsed<Distribution> parsed = parse_distribution(text);
  if (!parsed.ok()) return parsed;
  const bool time = info.measure == Measure::time;
  if (parsed.value().is_time() == time) return parsed;
  return TextError{in_quotes(text) + (time ? " is of plain numbers, not of durations"
                                           : " is of durations, not of plain numbers"),
                   time ? "write units, such as exponential(25ms)"
                        : "write plain numbers, such as uniform(1, 10)"};
}
std::string write_field(const Distribution& value, const FieldInfo<Distribution>&) {
  return value.describe();
}

TextError unknown_word(std::string_view text, const std::vector<std::string_view>& words) {
  return {in_quotes(text) + " is not a known word", suggestion(text, words)};
}

}  // namespace hindcast
