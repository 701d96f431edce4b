// What the bare shape of a directed graph says: strong components, dominators, articulation points,
// the heaviest cycle. Boost.Graph answers; nothing of it shows here.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace hindcast {

inline constexpr std::size_t kNoVertex = std::numeric_limits<std::size_t>::max();

// Vertices are 0 .. vertices-1, arcs (from, to). Parallel arcs and loops are allowed.
struct Digraph {
  std::size_t vertices = 0;
  std::vector<std::pair<std::size_t, std::size_t>> arcs{};
};

// Returns the strong components, each with its vertices ascending; a component stands before all
// others that it has arcs to.
std::vector<std::vector<std::size_t>> strong_components(const Digraph& graph);

// Returns the immediate dominator of each vertex: the last that every path from `root` to it must
// pass. kNoVertex for the root and for what it does not reach. (Lengauer and Tarjan, 1979.)
std::vector<std::size_t> immediate_dominators(const Digraph& graph, std::size_t root);

// Returns, ascending, the vertices without which the graph, directions ignored, falls into more
// pieces.
std::vector<std::size_t> articulation_points(const Digraph& graph);

struct HeavyCycle {
  std::vector<std::size_t> vertices{};  // in the order of its arcs, the least vertex first
  double mean = 0;                      // of the weights of its arcs
};

// Returns a simple cycle with the greatest mean weight, or nothing if there is no cycle. `weights`
// belong to the arcs, in their order.
std::optional<HeavyCycle> heaviest_cycle(const Digraph& graph, const std::vector<double>& weights);

}  // namespace hindcast
