#include "hindcast/replay/laws/retries.hpp"

#include <cmath>

namespace hindcast {
namespace {

double timed_out_at(const RetryField& field, double effective) {
  return std::exp(-(field.capacity - effective) * field.timeout);
}

// How much more load the timeouts at `effective` make than it is.
double excess(const RetryField& field, double effective) {
  return field.load * attempts_per_call(timed_out_at(field, effective), field.retries) - effective;
}

// The root between two loads at which the excess has different signs.
FixedPoint bisect(const RetryField& field, double below, double above) {
  const bool positive = excess(field, below) > 0;
  constexpr int kHalvings = 60;
  for (int halving = 0; halving < kHalvings; ++halving) {
    const double middle = (below + above) / 2;
    ((excess(field, middle) > 0) == positive ? below : above) = middle;
  }
  return {timed_out_at(field, below), below};
}

}  // namespace

double attempts_per_call(double failure, std::uint32_t retries) {
  double sum = 0;
  double power = 1;
  for (std::uint32_t nth = 0; nth <= retries; ++nth) {
    sum += power;
    power *= failure;
  }
  return sum;
}

double success_of_calls(double failure, std::uint32_t retries) {
  return 1 - std::pow(failure, static_cast<double>(retries) + 1);
}

double calls_through_layers(std::uint32_t attempts, std::uint32_t layers) {
  return std::pow(static_cast<double>(attempts), static_cast<double>(layers));
}

double stable_load(double capacity, std::uint32_t retries) {
  return capacity / (static_cast<double>(retries) + 1);
}

FixedPoints fixed_points(const RetryField& field) {
  FixedPoints found;
  constexpr int kCells = 100'000;
  double last = 0;
  for (int cell = 1; cell <= kCells; ++cell) {
    const double here = field.capacity * cell / kCells;
    const bool was_above = excess(field, last) > 0;
    const bool is_above = excess(field, here) > 0;
    if (was_above && !is_above && !found.stable) found.stable = bisect(field, last, here);
    if (!was_above && is_above) {
      found.unstable = bisect(field, last, here);
      break;
    }
    last = here;
  }
  return found;
}

}  // namespace hindcast
