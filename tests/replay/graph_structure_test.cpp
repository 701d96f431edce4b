#include "hindcast/replay/graph/structure.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/replay/topologies.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// Returns what `root` reaches without passing `removed`; directions count or not.
std::vector<bool> reached(const Digraph& graph, std::size_t root, std::size_t removed,
                          bool directed) {
  std::vector<bool> seen(graph.vertices, false);
  if (root == removed) return seen;
  seen[root] = true;
  for (std::size_t round = 0; round < graph.vertices; ++round) {
    for (const auto& [from, to] : graph.arcs) {
      if (from == removed || to == removed) continue;
      if (seen[from]) seen[to] = true;
      if (!directed && seen[to]) seen[from] = true;
    }
  }
  return seen;
}

std::size_t pieces(const Digraph& graph, std::size_t removed) {
  std::vector<bool> counted(graph.vertices, false);
  std::size_t count = 0;
  for (std::size_t root = 0; root < graph.vertices; ++root) {
    if (root == removed || counted[root]) continue;
    ++count;
    const std::vector<bool> piece = reached(graph, root, removed, false);
    for (std::size_t v = 0; v < graph.vertices; ++v) counted[v] = counted[v] || piece[v];
  }
  return count;
}

// Whether every path from the root to `vertex` passes `other`.
bool dominates(const Digraph& graph, std::size_t root, std::size_t other, std::size_t vertex) {
  return !reached(graph, root, other, true)[vertex];
}

// Calls `seen` with the arcs of each simple cycle.
void each_cycle(const Digraph& graph,
                const std::function<void(const std::vector<std::size_t>&)>& seen) {
  std::vector<std::size_t> arcs;
  std::vector<bool> on_path(graph.vertices, false);
  const std::function<void(std::size_t, std::size_t)> walk = [&](std::size_t start,
                                                                 std::size_t at) {
    for (std::size_t arc = 0; arc < graph.arcs.size(); ++arc) {
      const auto& [from, to] = graph.arcs[arc];
      if (from != at || to < start) continue;
      arcs.push_back(arc);
      if (to == start) seen(arcs);
      if (to != start && !on_path[to]) {
        on_path[to] = true;
        walk(start, to);
        on_path[to] = false;
      }
      arcs.pop_back();
    }
  };
  for (std::size_t start = 0; start < graph.vertices; ++start) walk(start, start);
}

}  // namespace

TEST_CASE("dominators of random graphs are those found by removing each vertex") {
  KeyedStream stream(1);
  std::size_t compared = 0;
  for (std::uint64_t round = 0; round < 300; ++round) {
    const Digraph graph = random_digraph(stream, 2 + bounded(stream.next(), 8), 10 + round % 30);
    const auto found = immediate_dominators(graph, 0);
    const auto reach = reached(graph, 0, kNoVertex, true);
    CHECK(found[0] == kNoVertex);
    for (std::size_t v = 1; v < graph.vertices; ++v) {
      if (!reach[v]) {
        CHECK(found[v] == kNoVertex);
        continue;
      }
      // The immediate dominator is the dominator that all other dominators dominate.
      REQUIRE(found[v] != kNoVertex);
      CHECK((found[v] == 0 || dominates(graph, 0, found[v], v)));
      for (std::size_t other = 1; other < graph.vertices; ++other) {
        if (other == v || other == found[v] || !dominates(graph, 0, other, v)) continue;
        CHECK(dominates(graph, 0, other, found[v]));
        ++compared;
      }
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("articulation points of random graphs are those found by removing each vertex") {
  KeyedStream stream(2);
  std::size_t points = 0;
  for (std::uint64_t round = 0; round < 300; ++round) {
    const Digraph graph = random_digraph(stream, 1 + bounded(stream.next(), 9), 3 + round % 25);
    const std::size_t whole = pieces(graph, kNoVertex);
    std::vector<std::size_t> expected;
    for (std::size_t v = 0; v < graph.vertices; ++v) {
      const bool alone = pieces(graph, v) + 1 == whole;
      if (!alone && pieces(graph, v) > whole) expected.push_back(v);
    }
    CHECK(articulation_points(graph) == expected);
    points += expected.size();
  }
  CHECK(points > 100);
}

TEST_CASE("strong components of random graphs hold what reaches each other, callers first") {
  KeyedStream stream(3);
  for (std::uint64_t round = 0; round < 200; ++round) {
    const Digraph graph = random_digraph(stream, 1 + bounded(stream.next(), 8), 5 + round % 25);
    const auto components = strong_components(graph);
    std::vector<std::size_t> place(graph.vertices, kNoVertex);
    for (std::size_t i = 0; i < components.size(); ++i) {
      for (const std::size_t v : components[i]) place[v] = i;
    }
    for (const auto& [from, to] : graph.arcs) CHECK(place[from] <= place[to]);
    for (std::size_t a = 0; a < graph.vertices; ++a) {
      const auto from_a = reached(graph, a, kNoVertex, true);
      for (std::size_t b = 0; b < graph.vertices; ++b) {
        const bool mutual = from_a[b] && reached(graph, b, kNoVertex, true)[a];
        CHECK((place[a] == place[b]) == mutual);
      }
    }
  }
}

TEST_CASE("the heaviest cycle of random graphs has the greatest mean of all simple cycles") {
  KeyedStream stream(4);
  std::size_t cyclic = 0;
  for (std::uint64_t round = 0; round < 200; ++round) {
    const Digraph graph = random_digraph(stream, 1 + bounded(stream.next(), 6), 10 + round % 30);
    std::vector<double> weights;
    for (std::size_t i = 0; i < graph.arcs.size(); ++i) {
      weights.push_back(static_cast<double>(bounded(stream.next(), 2001)) / 1000 - 1);
    }
    bool any = false;
    double heaviest = -10;
    each_cycle(graph, [&](const std::vector<std::size_t>& arcs) {
      double sum = 0;
      for (const std::size_t arc : arcs) sum += weights[arc];
      heaviest = std::max(heaviest, sum / static_cast<double>(arcs.size()));
      any = true;
    });
    const auto found = heaviest_cycle(graph, weights);
    REQUIRE(found.has_value() == any);
    if (!any) continue;
    ++cyclic;
    CHECK(found->mean == doctest::Approx(heaviest).epsilon(1e-9));
    double sum = 0;
    for (std::size_t i = 0; i < found->vertices.size(); ++i) {
      const std::pair arc{found->vertices[i], found->vertices[(i + 1) % found->vertices.size()]};
      const auto place = std::find(graph.arcs.begin(), graph.arcs.end(), arc);
      REQUIRE(place != graph.arcs.end());
      sum += weights[static_cast<std::size_t>(place - graph.arcs.begin())];
    }
    CHECK(sum / static_cast<double>(found->vertices.size()) == doctest::Approx(heaviest));
    CHECK(found->vertices.front() ==
          *std::min_element(found->vertices.begin(), found->vertices.end()));
  }
  CHECK(cyclic > 100);
}
