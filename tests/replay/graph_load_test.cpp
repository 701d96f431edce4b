#include "hindcast/replay/graph/load.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "hindcast/replay/graph/linear.hpp"
#include "tests/replay/topologies.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// Returns the rates that arrive within that many calls of a client, by following the calls.
std::vector<double> rates_within(const CallGraph& graph, const std::vector<double>& gains,
                                 int calls) {
  std::vector<double> wave(graph.size(), 0);
  for (std::size_t v = 0; v < graph.size(); ++v) wave[v] = graph.offered(v);
  std::vector<double> sum = wave;
  for (int call = 0; call < calls; ++call) {
    std::vector<double> next(graph.size(), 0);
    for (std::size_t arc = 0; arc < gains.size(); ++arc) {
      next[graph.arcs()[arc].to] += wave[graph.arcs()[arc].from] * gains[arc];
    }
    wave = next;
    for (std::size_t v = 0; v < graph.size(); ++v) sum[v] += wave[v];
  }
  return sum;
}

Topology random_topology(KeyedStream& stream, std::size_t vertices, std::uint64_t percent) {
  Sketch sketch;
  for (std::size_t v = 0; v < vertices; ++v) sketch.vertex("v" + std::to_string(v));
  sketch.topology.vertices[0].kind = VertexKind::client;
  sketch.topology.vertices[0].offered = Rate::per_second(10);
  for (const auto& [from, to] : random_digraph(stream, vertices, percent).arcs) {
    TopologyEdge& edge = sketch.edge("v" + std::to_string(from), "v" + std::to_string(to));
    edge.calls_per_request = Ratio::percent(bounded(stream.next(), 100));
    edge.attempts_max = static_cast<std::uint32_t>(1 + bounded(stream.next(), 3));
  }
  return sketch.topology;
}

Topology chain(std::size_t layers, std::uint32_t attempts) {
  Sketch sketch;
  sketch.client("0", 1);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    sketch.vertex(std::to_string(layer + 1));
    sketch.edge(std::to_string(layer), std::to_string(layer + 1)).attempts_max = attempts;
  }
  return sketch.topology;
}

}  // namespace

TEST_CASE("load follows the visit ratios and adds up where calls meet") {
  Sketch sketch;
  sketch.client("clients", 6);
  sketch.client("batch", 4);
  sketch.vertex("mcp");
  sketch.vertex("store");
  sketch.edge("clients", "mcp");
  sketch.edge("batch", "mcp").calls_per_request = Ratio::percent(50);
  sketch.edge("mcp", "store").calls_per_request = Ratio::percent(25);
  sketch.edge("batch", "store").calls_per_request = Ratio::percent(200);
  const CallGraph graph(sketch.topology);
  const auto rate = rates(graph, calm_gains(graph));
  CHECK(rate[graph.index_of("mcp")] == doctest::Approx(6 + 4 * .5));
  CHECK(rate[graph.index_of("store")] == doctest::Approx((6 + 4 * .5) * .25 + 4 * 2));
}

TEST_CASE("rates of random topologies, loops included, are the sum over all ways of calling") {
  KeyedStream stream(11);
  std::size_t finite = 0;
  std::size_t infinite = 0;
  for (std::uint64_t round = 0; round < 200; ++round) {
    const CallGraph graph(random_topology(stream, 2 + bounded(stream.next(), 6), 10 + round % 40));
    for (const auto& gains : {calm_gains(graph), outage_gains(graph)}) {
      const auto found = rates(graph, gains);
      const auto short_ways = rates_within(graph, gains, 2'000);
      const auto long_ways = rates_within(graph, gains, 4'000);
      for (std::size_t v = 0; v < graph.size(); ++v) {
        const bool grows = std::isinf(long_ways[v]) || long_ways[v] > short_ways[v] * 1.5;
        const bool settles = !grows && long_ways[v] <= short_ways[v] * (1 + 1e-9);
        if (!settles && !grows) continue;  // too slow to tell
        CHECK(std::isinf(found[v]) == grows);
        if (settles) CHECK(found[v] == doctest::Approx(long_ways[v]).epsilon(1e-6));
        ++(settles ? finite : infinite);
      }
    }
  }
  CHECK(finite > 200);
  CHECK(infinite > 200);
}

TEST_CASE("layers of retries multiply: 3 attempts at 5 layers are 243 calls") {
  const CallGraph graph(chain(5, 3));
  const Amplification found = amplification(graph, graph.index_of("5"));
  CHECK(found.factor == doctest::Approx(243));
  CHECK(found.worst_path == doctest::Approx(243));
  CHECK(found.path.size() == 6);
  CHECK(amplification(graph, graph.index_of("2")).factor == doctest::Approx(9));
}

TEST_CASE(
    "a fallback ends the retries above it, a breaker and a budget limit those of their call") {
  Topology topology = chain(3, 4);
  CHECK(amplification(CallGraph(topology), 3).factor == doctest::Approx(64));
  topology.edges[1].has_fallback = true;  // 1 -> 2 no longer fails 1
  CHECK(amplification(CallGraph(topology), 3).factor == doctest::Approx(16));
  topology.edges[1].has_fallback = false;
  topology.edges[2].retry_budget = Ratio::percent(10);
  CHECK(amplification(CallGraph(topology), 3).factor == doctest::Approx(16 * 1.1));
  topology.edges[2].has_breaker = true;
  CHECK(amplification(CallGraph(topology), 3).factor == doctest::Approx(16));
}

TEST_CASE("an alternative that still stands ends the failure, and takes the load of the lost one") {
  Sketch sketch;
  sketch.client("clients", 10).slots = 0;
  sketch.vertex("a");
  sketch.vertex("b");
  for (const char* name : {"a", "b"}) {
    TopologyEdge& edge = sketch.edge("clients", name);
    edge.port = "backend";
    edge.needed = 1;
    edge.attempts_max = 3;
    edge.calls_per_request = Ratio::percent(50);
  }
  const CallGraph graph(sketch.topology);
  const std::size_t a = graph.index_of("a");
  CHECK(failing_with(graph, a) == std::vector<std::size_t>{a});
  const auto shifted = rates(graph, gains_without(graph, a));
  CHECK(shifted[a] == 0);
  CHECK(shifted[graph.index_of("b")] == doctest::Approx(10));
}

TEST_CASE("without its shield a call is made as often as without a cache") {
  Sketch sketch;
  sketch.client("clients", 6);
  sketch.vertex("cache", VertexKind::cache);
  sketch.vertex("store");
  sketch.edge("clients", "cache").has_fallback = true;
  TopologyEdge& misses = sketch.edge("clients", "store");
  misses.calls_per_request = Ratio::percent(40);
  misses.calls_unshielded = Ratio::percent(104);
  misses.shield = "cache";
  const CallGraph graph(sketch.topology);
  const auto calm = rates(graph, calm_gains(graph));
  const auto shifted = rates(graph, gains_without(graph, graph.index_of("cache")));
  CHECK(shifted[graph.index_of("store")] / calm[graph.index_of("store")] == doctest::Approx(2.6));
}

TEST_CASE("parallel calls are collapsed: calls add up, attempts are their mean") {
  Sketch sketch;
  sketch.client("a", 1);
  sketch.vertex("b");
  TopologyEdge& often = sketch.edge("a", "b");
  often.calls_per_request = Ratio::percent(300);
  often.attempts_max = 2;
  TopologyEdge& rarely = sketch.edge("a", "b");
  rarely.port = "other";
  rarely.attempts_max = 6;
  const CallGraph graph(sketch.topology);
  REQUIRE(graph.arcs().size() == 1);
  CHECK(graph.arcs()[0].calls_per_request() == doctest::Approx(4));
  CHECK(graph.arcs()[0].attempts() == doctest::Approx((3 * 2 + 1 * 6) / 4.0));
}

TEST_CASE("a loop's growth is its spectral radius, and its heaviest cycle is named") {
  Sketch sketch;
  sketch.client("client", 1);
  sketch.vertex("a");
  sketch.vertex("b");
  sketch.edge("client", "a");
  sketch.edge("a", "b").calls_per_request = Ratio::percent(50);
  sketch.edge("b", "a").calls_per_request = Ratio::percent(80);
  Topology topology = sketch.topology;
  const CallGraph graph(topology);
  const auto loops = feedback_loops(graph, calm_gains(graph));
  REQUIRE(loops.size() == 1);
  CHECK(loops[0].cycle_gain == doctest::Approx(.4));
  CHECK(loops[0].growth == doctest::Approx(std::sqrt(.4)));
  // rate(a) = 1 + .4 rate(a)
  CHECK(rates(graph, calm_gains(graph))[graph.index_of("a")] == doctest::Approx(1 / .6));
  for (TopologyEdge& edge : topology.edges) edge.attempts_max = 2;
  const CallGraph retried(topology);
  CHECK(feedback_loops(retried, outage_gains(retried))[0].cycle_gain == doctest::Approx(1.6));
  CHECK(std::isinf(amplification(retried, retried.index_of("a")).factor));
}

TEST_CASE("two light loops through one vertex can grow together") {
  // Each has gain .6, so no cycle grows; the spectral radius solves x^2 = 1.2.
  SquareMatrix matrix(3);
  matrix.at(1, 0) = .6;
  matrix.at(0, 1) = 1;
  matrix.at(2, 0) = .6;
  matrix.at(0, 2) = 1;
  CHECK(spectral_radius(matrix) == doctest::Approx(std::sqrt(1.2)).epsilon(1e-9));
  CHECK_FALSE(is_contraction(matrix));
  matrix.at(2, 0) = .3;
  CHECK(is_contraction(matrix));
}
