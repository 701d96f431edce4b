#include "hindcast/replay/report/paired_words.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/sim/time.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kPoints = " points";
constexpr std::size_t kLabelWidth = 38;
constexpr std::size_t kValueWidth = 13;

std::string magnitude(std::int64_t value, PairUnit unit) {
  const auto size = static_cast<std::uint64_t>(value < 0 ? -value : value);
  switch (unit) {
    case PairUnit::count:
      return human(size);
    case PairUnit::duration:
      return human(Duration::nanoseconds(static_cast<std::int64_t>(size)));
    case PairUnit::ppm:
      return fmt::format("{}.{}", size / 10'000, size / 1'000 % 10);
  }
  return {};
}

std::string interval(std::int64_t low, std::int64_t high, PairUnit unit) {
  const auto end = [unit](std::int64_t value) {
    std::string text = difference_text(value, unit);
    if (text.ends_with(kPoints)) text.erase(text.size() - kPoints.size());
    return text;
  };
  return fmt::format("[{}, {}]", end(low), end(high));
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t length = utf8_characters(text);
  return text + std::string(length < width ? width - length : 0, ' ');
}

std::string rate_difference(double value) {
  if (value == 0) return "0";
  const std::string digits = fmt::format("{:.2f}", value < 0 ? -value : value);
  return (value < 0 ? "-" : "+") + (digits == "1.00" ? "1" : digits.substr(1));
}

}  // namespace

std::string value_text(std::int64_t value, PairUnit unit) {
  if (value == kEndless) return unit == PairUnit::duration ? "never" : "without end";
  return magnitude(value, unit) + (unit == PairUnit::ppm ? "%" : "");
}

std::string difference_text(std::int64_t value, PairUnit unit) {
  if (value == kEndless) return "+inf";
  if (value == -kEndless) return "-inf";
  if (value == 0) return "0";
  return (value < 0 ? "-" : "+") + magnitude(value, unit) +
         std::string(unit == PairUnit::ppm ? kPoints : "");
}

PairedRow median_row(std::string label, const QuantityPair& pair, PairUnit unit) {
  return {std::move(label), value_text(pair.before_p50, unit), value_text(pair.after_p50, unit),
          fmt::format("{} {}", difference_text(pair.difference, unit),
                      interval(pair.low, pair.high, unit))};
}

PairedRow p95_row(std::string label, const QuantityPair& pair, PairUnit unit) {
  return {std::move(label), value_text(pair.before_p95, unit), value_text(pair.after_p95, unit),
          fmt::format("{} {}", difference_text(pair.difference_p95, unit),
                      interval(pair.low_p95, pair.high_p95, unit))};
}

PairedRow rate_row(std::string label, const RatePair& pair) {
  const auto share = [](const Share& of) {
    return fmt::format("{} of {}", human(of.hits), human(of.trials));
  };
  return {
      std::move(label), share(pair.before), share(pair.after),
      fmt::format("{} {}", rate_difference(pair.difference), signed_interval_text(pair.interval))};
}

std::string row_text(const PairedRow& row, std::size_t indent) {
  return std::string(indent, ' ') + padded(row.label, kLabelWidth - indent) + " " +
         padded(row.before, kValueWidth) + " " + padded(row.after, kValueWidth) + " " +
         row.difference;
}

}  // namespace hindcast
