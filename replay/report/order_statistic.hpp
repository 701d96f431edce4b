// Quantiles over runs: exact order statistics, never interpolated, so that each number in a report
// is one that some run had.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// Returns the smallest value that at least `percent` in a hundred values do not exceed.
// REQUIRES: values is not empty; 1 <= percent <= 100.
template <class Value>
Value order_statistic(std::vector<Value> values, std::uint64_t percent) {
  HINDCAST_CHECK(!values.empty() && percent >= 1 && percent <= 100);
  const std::size_t rank = (values.size() * percent + 99) / 100;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

// How long something took over the runs. A run in which it never happened counts as longer than
// every other.
struct Spread {
  std::uint64_t runs = 0;
  std::uint64_t never = 0;
  Duration p50 = Duration::infinite();
  Duration p95 = Duration::infinite();
};

// Returns the spread of these durations, of which infinite ones mean "never".
Spread spread_of(const std::vector<Duration>& durations);

}  // namespace hindcast
