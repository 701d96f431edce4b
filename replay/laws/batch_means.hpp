// Batch means: a mean of a series whose values depend on each other, with its interval. The series
// is cut into batches so long that their means hardly do (Law and Carson 1979).
#pragma once

#include <cstddef>
#include <vector>

namespace hindcast {

inline constexpr std::size_t kBatches = 30;

// What a batch adds to a ratio: waits and customers, or an integral over time and the time.
struct Batch {
  double sum = 0;
  double weight = 0;
};

struct BatchMean {
  double mean = 0;
  double half_width = 0;  // of the two-sided 99.9 % interval

  double low() const { return mean - half_width; }
  double high() const { return mean + half_width; }
};

// Returns the ratio of the sums to the weights. REQUIRES: kBatches batches, their weights above 0.
BatchMean batch_mean(const std::vector<Batch>& batches);

// Returns how many times as long a run must be as this one was for a half width of `precision`
// times the mean, with a margin for what one run knows of its own variance.
double length_factor(const BatchMean& pilot, double precision);

}  // namespace hindcast
