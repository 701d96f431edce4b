// Two-sample tests: whether two samples may come from one law. A recorded fraction is a sample as
// much as a simulated one, so neither is the truth.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/replay/report/interval.hpp"

namespace hindcast {

// Two samples differ when their chance is below this: the tests are at 99.9 %.
inline constexpr double kChanceMin = 0.001;
inline constexpr double kNormal9995 = 3.290526731491926;  // of two-sided 99.9 %

// Returns the chance that two samples of one proportion differ at least as much as these, by
// Fisher's exact test: two-sided, the sum over all tables with the same margins that are no more
// likely (R. A. Fisher, 1922; Agresti, Categorical Data Analysis, 3.5.3). REQUIRES: fewer
// than 2 * 10^7 trials in all.
double chance_of(const Share& one, const Share& other);

// Returns the chance that independent trials of this probability give a count at least as far out
// on its side, doubled: the exact two-sided binomial test (Clopper and Pearson, 1934). REQUIRES:
// trials below 10^7, 0 <= probability <= 1.
double chance_of(const Share& share, double probability);

// A mean over runs and the standard deviation of one run.
struct RunMean {
  double mean = 0;
  double deviation = 0;
  std::uint64_t runs = 0;
};
RunMean run_mean(const std::vector<double>& values);

// A mean that was recorded without its spread, rounded to within `rounding`.
struct RecordedMean {
  double mean = 0;
  std::uint64_t runs = 0;
  double rounding = 0;
};
// Returns the half width of the 99.9 % interval of the difference of the means, where the recorded
// runs have the deviation of the simulated ones.
double difference_half_width(const RunMean& simulated, const RecordedMean& recorded);

// Returns the two order statistics between which the quantile of another sample of `other` values
// lies with 99.9 %, as ranks from 0, by the normal law of ranks. REQUIRES: values > 0.
struct RankRange {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};
RankRange quantile_ranks(double quantile, std::uint64_t values, std::uint64_t other);

}  // namespace hindcast
