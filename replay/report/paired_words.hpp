// Pairs of measurements as rows of a table: the label, before, after, and the difference with its
// interval. The same numbers are in the JSON reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/replay/report/paired.hpp"

namespace hindcast {

enum class PairUnit : std::uint8_t {
  count,     // a number of calls, reads, errors
  duration,  // nanoseconds
  ppm,       // parts per million, printed as a percentage
};

// "12,345", "2 min 5 s", "87.1%"; kEndless is "never" for a duration.
std::string value_text(std::int64_t value, PairUnit unit);
// The same with a sign; kEndless is "+inf".
std::string difference_text(std::int64_t value, PairUnit unit);

// One row: "label", "before", "after", "difference [interval]".
struct PairedRow {
  std::string label{};
  std::string before{};
  std::string after{};
  std::string difference{};
};

// Medians.
PairedRow median_row(std::string label, const QuantityPair& pair, PairUnit unit);
// 95th percentiles.
PairedRow p95_row(std::string label, const QuantityPair& pair, PairUnit unit);
PairedRow rate_row(std::string label, const RatePair& pair);

// Returns the row as a line with columns of fixed width, or what does not fit in them after them.
std::string row_text(const PairedRow& row, std::size_t indent);

}  // namespace hindcast
