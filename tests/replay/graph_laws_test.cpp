#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "hindcast/replay/graph/law.hpp"
#include "tests/replay/topologies.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

using Path = std::vector<std::string>;

std::vector<Flag> of(Law law, const Topology& topology) {
  std::vector<Flag> flags = flags_of(facts_of(topology));
  std::erase_if(flags, [&](const Flag& flag) { return flag.law != law; });
  return flags;
}

// clients at 6/s -> server (10/s) -> store.
Sketch sound() {
  Sketch sketch;
  sketch.client("clients", 6);
  TopologyVertex& server = sketch.vertex("server");
  server.servers = 1;
  server.service_time = 100ms;
  server.replicas = 1;
  sketch.vertex("store");
  sketch.edge("clients", "server").timeout = 5s;
  sketch.edge("server", "store").timeout = 1s;
  return sketch;
}

}  // namespace

TEST_CASE("a sound chain raises no flag but its single points of failure") {
  const auto flags = flags_of(facts_of(sound().topology));
  CHECK(flags.size() == 2);
  for (const Flag& flag : flags) CHECK(flag.law == Law::single_point_of_failure);
}

TEST_CASE("load above capacity is flagged with load / capacity") {
  Sketch sketch = sound();
  CHECK(of(Law::overload, sketch.topology).empty());
  sketch.topology.vertices[0].offered = Rate::per_second(25);
  const auto flags = of(Law::overload, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx(25 * .1));
  CHECK(flags[0].path == Path{"server"});
}

TEST_CASE("retries are flagged above the stable load C / (R + 1), and not below") {
  // LAWS 2: mu = 10/s, R retries, stable below C/(R+1): 2.5/s for 3, 5/s for 1.
  for (const std::uint32_t retries : {1U, 3U}) {
    for (const std::uint64_t tenths : {24U, 26U, 49U, 51U}) {
      Sketch sketch = sound();
      sketch.topology.vertices[0].offered =
          Rate::millionths_per_day(Rate::kPerSecond / 10 * tenths);
      sketch.topology.edges[0].attempts_max = retries + 1;
      const double load = static_cast<double>(tenths) / 10;
      const auto flags = of(Law::retry_amplification, sketch.topology);
      CAPTURE(retries);
      CAPTURE(load);
      REQUIRE((flags.size() == 1) == (load > 10.0 / (retries + 1)));
      if (flags.empty()) continue;
      CHECK(flags[0].margin == doctest::Approx(load * (retries + 1) / 10));
      CHECK(flags[0].path == Path{"clients", "server"});
      CHECK(flags[0].figures.back().value == doctest::Approx(10.0 / (retries + 1)));
    }
  }
}

TEST_CASE("a retry budget b is safe while load (1 + b) stays below the capacity") {
  // LAWS 2: at 8/s, b < .25.
  for (const std::uint64_t percent : {24U, 26U}) {
    Sketch sketch = sound();
    sketch.topology.vertices[0].offered = Rate::per_second(8);
    sketch.topology.edges[0].attempts_max = 4;
    sketch.topology.edges[0].retry_budget = Ratio::percent(percent);
    CHECK(of(Law::retry_amplification, sketch.topology).empty() == (percent == 24));
  }
}

TEST_CASE(
    "a callee whose own timeouts exceed its caller's is an inversion, with the way the time goes") {
  Sketch sketch = sound();
  CHECK(of(Law::timeout_inversion, sketch.topology).empty());
  sketch.topology.edges[1].attempts_max = 3;
  sketch.topology.edges[1].timeout = 2s;
  sketch.topology.edges[1].backoff_total = 500ms;
  const auto flags = of(Law::timeout_inversion, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx((.1 + 3 * 2 + .5) / 5));
  CHECK(flags[0].path == Path{"clients", "server", "store"});
  sketch.topology.edges[1].deadline = 4s;  // of the whole call
  CHECK(of(Law::timeout_inversion, sketch.topology).empty());
}

TEST_CASE(
    "calls one after the other add up, and a wait without a timeout lasts as long as its callee") {
  Sketch sketch;
  sketch.client("clients", 1);
  sketch.vertex("mcp");
  sketch.vertex("pool");
  sketch.vertex("store");
  sketch.vertex("log");
  sketch.edge("clients", "mcp").timeout = 60s;
  sketch.edge("mcp", "pool").calls_per_request = Ratio::percent(150);  // twice at worst
  TopologyEdge& query = sketch.edge("pool", "store");
  query.timeout = 90s;
  query.attempts_max = 16;
  TopologyEdge& posted = sketch.edge("mcp", "log");
  posted.waits = false;
  const GraphFacts facts = facts_of(sketch.topology);
  CHECK(facts.vertices[facts.graph.index_of("pool")].worst_case == Duration(16 * 90s));
  CHECK(facts.vertices[facts.graph.index_of("mcp")].worst_case == Duration(2 * 16 * 90s));
  const auto flags = of(Law::timeout_inversion, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx(2 * 16 * 90 / 60.0));
  CHECK(flags[0].path == Path{"clients", "mcp", "pool", "store"});
}

TEST_CASE("waits without timeouts around a loop have no end, and huge ones saturate") {
  Sketch sketch;
  sketch.client("clients", 1);
  sketch.vertex("a");
  sketch.vertex("b");
  sketch.edge("clients", "a").timeout = 1s;
  sketch.edge("a", "b");
  sketch.edge("b", "a");
  CHECK(std::isinf(of(Law::timeout_inversion, sketch.topology).at(0).margin));
  CHECK(of(Law::missing_timeout, sketch.topology).size() == 2);
  sketch.topology.edges[1].timeout = Duration::nanoseconds(Duration::infinite().count() / 2);
  sketch.topology.edges[1].attempts_max = 1'000'000;
  CHECK(std::isinf(of(Law::timeout_inversion, sketch.topology).at(0).margin));
}

TEST_CASE("a pool needs load x timeout slots while a callee is silent") {
  Sketch sketch = sound();
  TopologyVertex& server = sketch.topology.vertices[1];
  server.slots = 4;
  server.replicas = 2;
  server.servers = 0;
  sketch.topology.edges[1].timeout = 1s;
  sketch.topology.edges[1].calls_per_request = Ratio::percent(50);
  CHECK(of(Law::pool_too_small, sketch.topology).empty());  // 6/s x .5 x 1 s = 3 of 8
  sketch.topology.edges[1].attempts_max = 3;
  const auto flags = of(Law::pool_too_small, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx(6 * .5 * 3 / 8));
  CHECK(flags[0].path == Path{"server", "store"});
  sketch.topology.edges[1].timeout = Duration::infinite();
  CHECK(std::isinf(of(Law::pool_too_small, sketch.topology).at(0).margin));
}

TEST_CASE("load that a cache spared is flagged when it exceeds the room") {
  Sketch sketch = sound();
  sketch.vertex("cache", VertexKind::cache);
  sketch.edge("clients", "cache").has_fallback = true;
  TopologyEdge& misses = sketch.topology.edges[0];
  misses.shield = "cache";
  misses.calls_per_request = Ratio::percent(50);
  misses.calls_unshielded = Ratio::percent(130);
  CHECK(of(Law::load_shift, sketch.topology).empty());  // 6 x 1.3 = 7.8 of 10
  misses.calls_unshielded = Ratio::percent(200);
  const auto flags = of(Law::load_shift, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx(6 * 2.0 / 10));
  CHECK(flags[0].path == Path{"cache", "server"});
  CHECK(flags[0].figures[2].value == doctest::Approx(4));         // more
  CHECK(flags[0].figures[3].value == doctest::Approx(10.0 / 3));  // room
}

TEST_CASE("replicas that cannot lose one are flagged") {
  Sketch sketch = sound();
  sketch.topology.vertices[1].replicas = 3;
  sketch.topology.vertices[0].offered = Rate::per_second(19);
  CHECK(of(Law::no_spare_replica, sketch.topology).empty());
  sketch.topology.vertices[0].offered = Rate::per_second(22);
  const auto flags = of(Law::no_spare_replica, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx(22.0 / 20));
}

TEST_CASE("a single point of failure says what share of the requests it takes along") {
  Sketch sketch = sound();
  sketch.client("batch", 2);
  sketch.edge("batch", "store").timeout = 1s;
  const auto flags = of(Law::single_point_of_failure, sketch.topology);
  REQUIRE(flags.size() == 2);
  CHECK(flags[0].path == Path{"store"});
  CHECK(flags[0].margin == doctest::Approx(1));
  CHECK(flags[1].path == Path{"server"});
  CHECK(flags[1].margin == doctest::Approx(6.0 / 8));
}

TEST_CASE("replicas, alternatives and fallbacks are no single points, unless they share a node") {
  Sketch sketch = sound();
  sketch.topology.vertices[1].replicas = 2;
  sketch.topology.edges[1].has_fallback = true;
  CHECK(of(Law::single_point_of_failure, sketch.topology).empty());

  Sketch pair;
  pair.client("clients", 6);
  for (const char* name : {"a", "b"}) {
    pair.vertex(name).node = name;
    TopologyEdge& edge = pair.edge("clients", name);
    edge.timeout = 1s;
    edge.port = "backend";
    edge.needed = 1;
  }
  CHECK(flags_of(facts_of(pair.topology)).empty());
  const GraphFacts facts = facts_of(pair.topology);
  CHECK(facts.cuts.at(0).sets == std::vector<Path>{{"a", "b"}});
  for (TopologyVertex& vertex : pair.topology.vertices) vertex.node = "host";
  pair.topology.vertices[0].node = "";
  const auto flags = flags_of(facts_of(pair.topology));
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].law == Law::shared_node);
  CHECK(flags[0].path == Path{"a", "b"});
}

TEST_CASE("cut sets of a client count replicas one by one, and combine their unavailabilities") {
  Sketch sketch = sound();
  sketch.topology.vertices[1].replicas = 2;
  sketch.topology.vertices[1].unavailability = Ratio::percent(10);
  sketch.topology.vertices[2].unavailability = Ratio::percent(1);
  const GraphFacts facts = facts_of(sketch.topology);
  CHECK(facts.cuts.at(0).sets == std::vector<Path>{{"store"}, {"server 1 of 2", "server 2 of 2"}});
  CHECK(facts.cuts.at(0).unavailability == doctest::Approx(1 - (1 - .01) * (1 - .01)));
}

TEST_CASE("a loop is flagged when calls or their retries grow around it") {
  Sketch sketch;
  sketch.client("clients", 1);
  sketch.vertex("a");
  sketch.vertex("b");
  sketch.edge("clients", "a").timeout = 1s;
  sketch.edge("a", "b").timeout = 1s;
  TopologyEdge& back = sketch.edge("b", "a");
  back.timeout = 1s;
  back.calls_per_request = Ratio::percent(20);
  CHECK(of(Law::feedback_loop, sketch.topology).empty());
  sketch.topology.edges[1].attempts_max = 6;
  const auto flags = of(Law::feedback_loop, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].margin == doctest::Approx(std::sqrt(1.2)));
  CHECK(flags[0].path == Path{"a", "b", "a"});
}

TEST_CASE("slots that wait around a loop are a wait-for cycle; one end without slots breaks it") {
  Sketch sketch;
  sketch.client("clients", 1);
  sketch.vertex("a").slots = 2;
  sketch.vertex("b").slots = 2;
  sketch.edge("clients", "a").timeout = 1s;
  sketch.edge("a", "b");
  sketch.edge("b", "a").calls_per_request = Ratio::percent(1);
  const auto flags = of(Law::wait_for_cycle, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].path == Path{"a", "b", "a"});
  CHECK(std::isinf(flags[0].margin));
  sketch.topology.edges[2].timeout = 1s;
  CHECK(of(Law::wait_for_cycle, sketch.topology).at(0).margin == 1);
  sketch.topology.vertices[2].slots = 0;
  CHECK(of(Law::wait_for_cycle, sketch.topology).empty());
}

TEST_CASE(
    "queues without a bound, waits without a timeout and shared callees without a breaker are "
    "flagged") {
  Sketch sketch = sound();
  sketch.topology.vertices[1].queues = true;
  CHECK(of(Law::unbounded_queue, sketch.topology).size() == 1);
  sketch.topology.vertices[1].queue_max = 100;
  CHECK(of(Law::unbounded_queue, sketch.topology).empty());

  CHECK(of(Law::missing_timeout, sketch.topology).empty());
  sketch.topology.edges[1].timeout = Duration::infinite();
  CHECK(of(Law::missing_timeout, sketch.topology).at(0).path == Path{"server", "store"});
  sketch.topology.edges[1].waits = false;
  CHECK(of(Law::missing_timeout, sketch.topology).empty());
  sketch.topology.edges[1] = sound().topology.edges[1];

  CHECK(of(Law::missing_breaker, sketch.topology).empty());
  sketch.client("batch", 1);
  sketch.edge("batch", "store").timeout = 1s;
  CHECK(of(Law::missing_breaker, sketch.topology).size() == 2);
  sketch.topology.edges[1].has_breaker = true;
  const auto flags = of(Law::missing_breaker, sketch.topology);
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].path == Path{"batch", "store"});
}

TEST_CASE("without any offered load nothing is compared with a capacity") {
  Sketch sketch = sound();
  sketch.topology.vertices[0].offered = Rate::zero();
  sketch.topology.vertices[1].service_time = 3'600s;
  sketch.topology.edges[0].attempts_max = 100;
  CHECK(of(Law::overload, sketch.topology).empty());
  CHECK(of(Law::retry_amplification, sketch.topology).empty());
  const GraphFacts facts = facts_of(sketch.topology);
  CHECK(facts.vertices[facts.graph.index_of("server")].retries.factor == doctest::Approx(100));
}

TEST_CASE("a topology with a mistake says which and how to mend it") {
  const auto complaint = [](const Topology& topology) {
    return problem_of(topology).value().cause;
  };
  Sketch sketch = sound();
  CHECK_FALSE(problem_of(sketch.topology).has_value());
  Sketch twice = sound();
  twice.vertex("store");
  CHECK(complaint(twice.topology) == "two components are named \"store\"");
  Sketch unknown = sound();
  unknown.edge("server", "nowhere");
  CHECK(complaint(unknown.topology) == "there is no component \"nowhere\"");
  Sketch greedy = sound();
  greedy.topology.edges[1].needed = 2;
  CHECK(complaint(greedy.topology) == "port \"store\" of \"server\" needs 2 connections and has 1");
  Sketch none = sound();
  none.topology.edges[0].attempts_max = 0;
  CHECK(complaint(none.topology) == "the call from \"clients\" to \"server\" has no attempts");
}
