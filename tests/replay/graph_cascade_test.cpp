#include "hindcast/replay/graph/cascade.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/replay/topologies.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// The platform in small: a cache in front of a pool of one session that waits 24 minutes for a
// silent warehouse, and nobody in between has a timeout but the clients.
Topology platform() {
  Sketch sketch;
  sketch.client("clients", 6);
  sketch.vertex("mcp");
  TopologyVertex& pool = sketch.vertex("pool", VertexKind::pool);
  pool.slots = 1;
  pool.slots_parameter = "max";
  pool.service_time = 150ms;
  pool.queues = true;
  sketch.vertex("redis", VertexKind::cache);
  sketch.vertex("snowflake", VertexKind::store);
  sketch.edge("clients", "mcp").timeout = 60s;
  TopologyEdge& cache = sketch.edge("mcp", "redis");
  cache.has_fallback = true;
  cache.timeout = 1s;
  TopologyEdge& misses = sketch.edge("mcp", "pool");
  misses.shield = "redis";
  misses.calls_per_request = Ratio::percent(45);
  misses.calls_unshielded = Ratio::percent(117);
  TopologyEdge& query = sketch.edge("pool", "snowflake");
  query.timeout = 90s;
  query.attempts_max = 16;
  return sketch.topology;
}

std::vector<std::string> texts(const std::vector<CascadePath>& paths) {
  std::vector<std::string> all;
  for (const CascadePath& path : paths) all.push_back(path.text());
  return all;
}

const CascadePath& path_named(const std::vector<CascadePath>& paths, const std::string& text) {
  for (const CascadePath& path : paths) {
    if (path.text() == text) return path;
  }
  FAIL("no path " << text);
  return paths.front();
}

std::string settings(const CascadeHop& hop) {
  std::string text;
  for (const Assignment& each : hop.neutralised_by) {
    text += (text.empty() ? "" : " ") + each.path + "=" + each.value;
  }
  return text;
}

}  // namespace

TEST_CASE("a silent warehouse reaches the clients through pool, server and their own timeout") {
  const auto paths = cascade_paths(facts_of(platform()));
  const CascadePath& path = path_named(paths, "snowflake -> pool -> mcp -> clients");
  REQUIRE(path.hops.size() == 3);
  CHECK(path.hops[0].law == Law::pool_too_small);
  CHECK(path.hops[0].margin == doctest::Approx(6 * .45 * 16 * 90));
  CHECK(path.hops[1].law == Law::missing_timeout);
  CHECK(path.hops[2].law == Law::timeout_inversion);
  CHECK(path.hops[2].margin == doctest::Approx((16 * 90 + .15 + 1) / 60));
  CHECK(path.margin == path.hops[2].margin);
  CHECK(path.share == 1);
  CHECK(path.trigger == "snowflake");
  CHECK(path.client == "clients");
}

TEST_CASE("a lost cache reaches the clients by the load that it spared: misses x2.6, room x2.47") {
  const auto paths = cascade_paths(facts_of(platform()));
  const CascadePath& path = path_named(paths, "redis -> pool -> mcp -> clients");
  CHECK(path.hops[0].law == Law::load_shift);
  CHECK(path.hops[0].margin == doctest::Approx(6 * 1.17 * .15));
  CHECK(path.hops[0].cause == "load x2.6, room x2.47");
}

TEST_CASE("each hop names what neutralises its policy, and never removes the call") {
  const auto paths = cascade_paths(facts_of(platform()));
  const CascadePath& path = path_named(paths, "snowflake -> pool -> mcp -> clients");
  CHECK(settings(path.hops[0]) == "pool.max=7776");  // twice the 3,888 needed
  CHECK(settings(path.hops[1]) == "mcp.pool.timeout=30s");
  CHECK(settings(path.hops[2]) == "clients.mcp.timeout=infinite");
}

TEST_CASE("retries that exceed the room are a hop, neutralised by one attempt") {
  Sketch sketch;
  sketch.client("clients", 6);
  TopologyVertex& server = sketch.vertex("server");
  server.servers = 1;
  server.service_time = 100ms;
  TopologyEdge& edge = sketch.edge("clients", "server");
  edge.timeout = 1s;
  edge.attempts_max = 3;
  const auto paths = cascade_paths(facts_of(sketch.topology));
  REQUIRE(texts(paths) == std::vector<std::string>{"server -> clients"});
  CHECK(paths[0].hops[0].law == Law::retry_amplification);
  CHECK(paths[0].hops[0].margin == doctest::Approx(6 * 3 / 10.0));
  CHECK(settings(paths[0].hops[0]) == "clients.server.attempts_max=1");
  sketch.topology.edges[0].attempts_max = 1;
  CHECK(cascade_paths(facts_of(sketch.topology)).empty());
}

TEST_CASE("bounds at each hop leave no cascade, only dependencies") {
  Topology topology = platform();
  for (TopologyVertex& vertex : topology.vertices) {
    if (vertex.name == "pool") vertex.slots = 20;
  }
  for (TopologyEdge& edge : topology.edges) {
    if (edge.from == "pool") edge.attempts_max = 1;
    if (edge.from == "pool") edge.timeout = 2s;
    if (edge.to == "pool") edge.timeout = 5s;
  }
  CHECK(texts(cascade_paths(facts_of(topology))).empty());
}

TEST_CASE("a fallback behind a timeout stops a failure; without the timeout it is never reached") {
  Topology topology = platform();
  for (TopologyEdge& edge : topology.edges) {
    if (edge.to == "redis") edge.timeout = Duration::infinite();
  }
  const auto paths = cascade_paths(facts_of(topology));
  CHECK(path_named(paths, "redis -> mcp -> clients").hops[0].law == Law::missing_timeout);
  const auto bounded = texts(cascade_paths(facts_of(platform())));
  CHECK(std::count(bounded.begin(), bounded.end(), "redis -> mcp -> clients") == 0);
}

TEST_CASE("of several ways to a client, the one with the strongest weakest link is reported") {
  Sketch sketch;
  sketch.client("clients", 10);
  sketch.vertex("wide").slots = 10;
  sketch.vertex("narrow").slots = 1;
  sketch.vertex("store");
  sketch.edge("clients", "wide").timeout = 10s;
  sketch.edge("clients", "narrow").timeout = 10s;
  sketch.edge("wide", "store").timeout = 2s;    // 10/s x 2 s = 20 of 10
  sketch.edge("narrow", "store").timeout = 2s;  // 20 of 1
  const auto paths = cascade_paths(facts_of(sketch.topology));
  CHECK(texts(paths) ==
        std::vector<std::string>{"store -> narrow -> clients", "store -> wide -> clients"});
  CHECK(paths[0].margin == doctest::Approx(20));
  CHECK(paths[1].margin == doctest::Approx(2));
}

TEST_CASE(
    "random topologies: every cascade is a chain of its graph's hops, from trigger to client") {
  KeyedStream stream(21);
  std::size_t found = 0;
  for (std::uint64_t round = 0; round < 100; ++round) {
    Sketch sketch;
    const std::size_t vertices = 3 + bounded(stream.next(), 6);
    for (std::size_t v = 0; v < vertices; ++v) {
      TopologyVertex& vertex = sketch.vertex("v" + std::to_string(v));
      vertex.slots = static_cast<std::uint32_t>(bounded(stream.next(), 4));
      vertex.service_time = Duration(20ms);
    }
    sketch.topology.vertices[0].kind = VertexKind::client;
    sketch.topology.vertices[0].offered = Rate::per_second(5);
    for (const auto& [from, to] : random_digraph(stream, vertices, 20).arcs) {
      TopologyEdge& edge = sketch.edge("v" + std::to_string(from), "v" + std::to_string(to));
      edge.timeout = Duration(1s) * static_cast<std::int64_t>(1 + bounded(stream.next(), 5));
      edge.attempts_max = static_cast<std::uint32_t>(1 + bounded(stream.next(), 3));
      edge.calls_per_request = Ratio::percent(bounded(stream.next(), 60));
    }
    const GraphFacts facts = facts_of(sketch.topology);
    for (const CascadePath& path : cascade_paths(facts)) {
      ++found;
      std::string at = path.trigger;
      double weakest = INFINITY;
      for (const CascadeHop& hop : path.hops) {
        CHECK(hop.from == at);
        at = hop.to;
        weakest = std::min(weakest, hop.margin);
        CHECK(hop.margin > 1);
      }
      CHECK(at == path.client);
      CHECK(path.margin == weakest);
      CHECK(std::any_of(path.hops.begin(), path.hops.end(),
                        [](const CascadeHop& hop) { return hop.law != Law::dependency; }));
    }
  }
  CHECK(found > 100);
}
