// When one failure can spread to a fixed share of a large random network. Each vertex fails once a
// share `threshold` of its neighbours has failed; a vertex of degree k is vulnerable to a single
// one if k <= 1/threshold. Vulnerable vertices percolate, and cascades are global, where sum k (k -
// 1) p_k over the vulnerable degrees exceeds the mean degree (D. J. Watts, "A simple model of
// global cascades on random networks", 2002).
#pragma once

#include <optional>
#include <vector>

namespace hindcast {

// Returns sum over k <= 1/threshold of k (k - 1) p_k, divided by the mean degree: how many
// vulnerable vertices one vulnerable vertex leads on to. Above 1, cascades are global.
// `degrees[k]` is the share of vertices with degree k; they need not sum to 1. REQUIRES: 0 <
// threshold <= 1.
double cascade_factor(const std::vector<double>& degrees, double threshold);

// The same for the Poisson degrees of a random graph with that mean degree.
double poisson_cascade_factor(double mean_degree, double threshold);

struct CascadeWindow {
  double low = 0;
  double high = 0;
};

// Returns the mean degrees between which a Poisson random graph has global cascades, to 1e-9; none
// if no mean degree has. REQUIRES: .002 <= threshold <= 1. Below it the network is in pieces, above
// it too few are vulnerable.
std::optional<CascadeWindow> poisson_cascade_window(double threshold);

}  // namespace hindcast
