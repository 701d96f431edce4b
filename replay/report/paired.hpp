// Differences between two designs on the same seeds. Seed by seed the two met the same load and the
// same fault, so what is compared is each pair, not two heaps; and every difference has a 95 %
// interval, because other seeds would give another one.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "hindcast/replay/report/interval.hpp"

namespace hindcast {

// How often something is so, in pairs (before, after).
struct RatePair {
  Share before{};
  Share after{};
  double difference = 0;  // after - before, of the runs
  // Agresti and Min (2005): Wald's interval after half an observation more in each of the four
  // cells.
  Interval interval{-1, 1};
  std::uint64_t equal = 0;  // pairs that do not differ

  // Whether the interval leaves zero out.
  bool shown() const { return interval.low > 0 || interval.high < 0; }
};

// REQUIRES: the same length.
RatePair rate_pair(const std::vector<bool>& before, const std::vector<bool>& after);

// A quantity that stands for never, or without end; larger than all others.
inline constexpr std::int64_t kEndless = std::numeric_limits<std::int64_t>::max();

// What a quantity was in pairs. Medians and 95th percentiles are order statistics of each side.
struct QuantityPair {
  std::uint64_t n = 0;
  std::int64_t before_p50 = 0;
  std::int64_t before_p95 = 0;
  std::int64_t after_p50 = 0;
  std::int64_t after_p95 = 0;
  // The median of the differences after - before of the pairs; two that are endless do not differ,
  // and one that is makes the difference kEndless or -kEndless. Its interval is that of the sign
  // test: two order statistics of the differences, exact for any law. Fewer than 6 pairs bound
  // nothing: -kEndless to kEndless.
  std::int64_t difference = 0;
  std::int64_t low = -kEndless;
  std::int64_t high = kEndless;
  // Of the 95th percentiles' difference: the percentiles 2.5 and 97.5 of 1,000 resamples of the
  // pairs, drawn from a stream of their own that is always the same.
  std::int64_t difference_p95 = 0;
  std::int64_t low_p95 = -kEndless;
  std::int64_t high_p95 = kEndless;
  std::uint64_t equal = 0;  // pairs that do not differ

  bool shown() const { return low > 0 || high < 0; }
  bool shown_p95() const { return low_p95 > 0 || high_p95 < 0; }
};

// REQUIRES: the same length.
QuantityPair quantity_pair(const std::vector<std::int64_t>& before,
                           const std::vector<std::int64_t>& after);

inline constexpr std::uint64_t kResamples = 1'000;

// Returns the pairs of resample `nth`: n numbers below n, the same in every program.
std::vector<std::size_t> resample(std::size_t n, std::uint64_t nth);

// Returns "[-.25, -.05]" with a sign where the values may be negative.
std::string signed_interval_text(const Interval& interval);

}  // namespace hindcast
