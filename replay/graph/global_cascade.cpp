#include "hindcast/replay/graph/global_cascade.hpp"

#include <cmath>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// Returns the greatest degree that a single failed neighbour brings down. A threshold of .1 is
// meant to include degree 10, which 1/.1 in binary arithmetic may just miss.
double degree_max(double threshold) {
  HINDCAST_CHECK(threshold > 0 && threshold <= 1);
  return std::floor(1 / threshold * (1 + 1e-12));
}

// Finds where the factor crosses 1 between two mean degrees.
double crossing(double below, double above, double threshold) {
  const bool rises = poisson_cascade_factor(above, threshold) > 1;
  for (int step = 0; step < 200; ++step) {
    const double middle = (below + above) / 2;
    ((poisson_cascade_factor(middle, threshold) > 1) == rises ? above : below) = middle;
  }
  return (below + above) / 2;
}

}  // namespace

double cascade_factor(const std::vector<double>& degrees, double threshold) {
  const double most = degree_max(threshold);
  double mean = 0;
  double led_to = 0;
  for (std::size_t i = 0; i < degrees.size(); ++i) {
    const auto degree = static_cast<double>(i);
    mean += degree * degrees[i];
    if (degree <= most) led_to += degree * (degree - 1) * degrees[i];
  }
  return mean > 0 ? led_to / mean : 0;
}

double poisson_cascade_factor(double mean_degree, double threshold) {
  const double most = degree_max(threshold);
  // sum of k (k - 1) p_k / z is z times the chance of at most `most` - 2 further neighbours.
  double term = std::exp(-mean_degree);
  double chance = 0;
  for (double further = 0; further <= most - 2; ++further) {
    chance += term;
    term *= mean_degree / (further + 1);
    if (further > mean_degree && term < 1e-18) break;
  }
  return mean_degree * chance;
}

std::optional<CascadeWindow> poisson_cascade_window(double threshold) {
  // The factor rises to one peak and falls: it is z times a chance that falls ever faster.
  const double end = degree_max(threshold) * 2 + 10;
  double low = 0;
  double high = end;
  for (int step = 0; step < 300; ++step) {
    const double left = low + (high - low) / 3;
    const double right = high - (high - low) / 3;
    const bool rises =
        poisson_cascade_factor(left, threshold) < poisson_cascade_factor(right, threshold);
    (rises ? low : high) = rises ? left : right;
  }
  const double peak = (low + high) / 2;
  if (poisson_cascade_factor(peak, threshold) <= 1) return {};
  return CascadeWindow{crossing(0, peak, threshold), crossing(peak, end, threshold)};
}

}  // namespace hindcast
