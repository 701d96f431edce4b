// The heaviest cycle by cycle cancelling: while some cycle has a greater mean than the best so far,
// take that one. Boost's maximum_cycle_mean (1.74) compares with a tolerance of .005 and says that
// graphs with cycles have none, so it is not used.
#include <algorithm>

#include "hindcast/replay/graph/structure.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr double kEqual = 1e-12;

// Follows the arcs by which vertices were reached, back from `start`, to a cycle of arcs in their
// order; empty if the way ends.
std::vector<std::size_t> cycle_behind(const Digraph& graph,
                                      const std::vector<std::size_t>& reached_by,
                                      std::size_t start) {
  for (std::size_t step = 0; step < graph.vertices; ++step) {
    if (reached_by[start] == kNoVertex) return {};
    start = graph.arcs[reached_by[start]].first;
  }
  std::vector<std::size_t> cycle;
  std::size_t at = start;
  do {
    if (reached_by[at] == kNoVertex) return {};
    cycle.push_back(reached_by[at]);
    at = graph.arcs[reached_by[at]].first;
  } while (at != start);
  std::reverse(cycle.begin(), cycle.end());
  return cycle;
}

// Returns the arcs of a cycle whose mean weight is above `mean`, or nothing: Bellman and Ford's
// algorithm from everywhere at once, for the longest way under the weights less `mean`.
std::vector<std::size_t> heavier_cycle(const Digraph& graph, const std::vector<double>& weights,
                                       double mean) {
  std::vector<double> length(graph.vertices, 0);
  std::vector<std::size_t> reached_by(graph.vertices, kNoVertex);
  std::size_t last = kNoVertex;
  for (std::size_t round = 0; round <= graph.vertices; ++round) {
    last = kNoVertex;
    for (std::size_t arc = 0; arc < graph.arcs.size(); ++arc) {
      const auto& [from, to] = graph.arcs[arc];
      const double longer = length[from] + weights[arc] - mean;
      if (longer <= length[to] + kEqual) continue;
      length[to] = longer;
      reached_by[to] = arc;
      last = to;
    }
    if (last == kNoVertex) return {};
  }
  return cycle_behind(graph, reached_by, last);
}

}  // namespace

std::optional<HeavyCycle> heaviest_cycle(const Digraph& graph, const std::vector<double>& weights) {
  HINDCAST_CHECK(weights.size() == graph.arcs.size());
  if (weights.empty()) return {};
  std::optional<HeavyCycle> heaviest;
  double mean = *std::min_element(weights.begin(), weights.end()) - 1;
  while (true) {
    const std::vector<std::size_t> cycle = heavier_cycle(graph, weights, mean);
    double sum = 0;
    for (const std::size_t arc : cycle) sum += weights[arc];
    const double heavier = sum / static_cast<double>(cycle.size());
    if (cycle.empty() || (heaviest && heavier <= mean)) break;
    mean = heavier;
    heaviest = HeavyCycle{{}, mean};
    for (const std::size_t arc : cycle) heaviest->vertices.push_back(graph.arcs[arc].first);
  }
  if (heaviest) {
    auto& vertices = heaviest->vertices;
    std::rotate(vertices.begin(), std::min_element(vertices.begin(), vertices.end()),
                vertices.end());
  }
  return heaviest;
}

}  // namespace hindcast
