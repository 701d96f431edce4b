#include "hindcast/replay/laws/batch_means.hpp"

#include <cmath>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr double kStudent = 3.6594;  // two-sided 99.9 %, 29 degrees of freedom
// A variance with 29 degrees of freedom is too small by this factor in 2 % of the pilots.
constexpr double kMargin = 1.9;

}  // namespace

BatchMean batch_mean(const std::vector<Batch>& batches) {
  HINDCAST_CHECK(batches.size() == kBatches);
  Batch total;
  for (const Batch& batch : batches) {
    HINDCAST_CHECK(batch.weight > 0);
    total.sum += batch.sum;
    total.weight += batch.weight;
  }
  const double mean = total.sum / total.weight;
  const auto count = static_cast<double>(batches.size());
  double squares = 0;
  for (const Batch& batch : batches) {
    const double residual = (batch.sum - mean * batch.weight) / (total.weight / count);
    squares += residual * residual;
  }
  return {mean, kStudent * std::sqrt(squares / (count - 1) / count)};
}

double length_factor(const BatchMean& pilot, double precision) {
  if (pilot.mean <= 0) return 1;
  const double excess = pilot.half_width / (precision * pilot.mean);
  return excess * excess * kMargin;
}

}  // namespace hindcast
