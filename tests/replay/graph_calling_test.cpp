// Laws of how calls are made: by whom the work is taken, in which steps, and who bounds the wait.
#include <doctest/doctest.h>

#include <algorithm>

#include "hindcast/replay/graph/cascade.hpp"
#include "hindcast/replay/graph/law.hpp"
#include "hindcast/replay/graph/timing.hpp"
#include "tests/replay/topologies.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("a caller that takes its work itself has the rate of what others put there") {
  Sketch sketch;
  sketch.client("clients", 10);
  sketch.vertex("front");
  sketch.vertex("queue", VertexKind::queue);
  sketch.vertex("worker").servers = 2;
  sketch.vertex("pool", VertexKind::pool).slots = 5;
  sketch.vertex("store", VertexKind::store);
  sketch.edge("clients", "front").timeout = 5s;
  TopologyEdge& put = sketch.edge("front", "queue");
  put.timeout = 1s;
  put.calls_per_request = Ratio::percent(30);
  TopologyEdge& take = sketch.edge("worker", "queue");
  take.pulls = true;
  take.timeout = 1s;
  TopologyEdge& loan = sketch.edge("worker", "pool");
  loan.timeout = 100s;
  loan.attempts_max = 1'000'000;
  sketch.edge("pool", "store").timeout = 60s;
  const GraphFacts facts = facts_of(sketch.topology);
  const auto at = [&](const char* name) { return facts.vertices[facts.graph.index_of(name)]; };
  CHECK(at("queue").load == doctest::Approx(3));
  CHECK(at("worker").load == doctest::Approx(3));
  CHECK(at("store").load == doctest::Approx(3));
  // It takes nothing new while it retries, so its retries add no load.
  CHECK(at("store").retries.factor == doctest::Approx(1));
  // 3/s x 60 s would need 180 slots; two servers never hold more than two.
  for (const Flag& flag : flags_of(facts)) CHECK(flag.law != Law::pool_too_small);
  sketch.topology.vertices[4].slots = 1;
  const std::vector<Flag> flags = flags_of(facts_of(sketch.topology));
  const auto found = std::find_if(flags.begin(), flags.end(),
                                  [](const Flag& flag) { return flag.law == Law::pool_too_small; });
  REQUIRE(found != flags.end());
  CHECK(found->margin == doctest::Approx(2));
  // Nothing that clients wait for depends on the worker.
  CHECK(at("worker").load_lost == 0);
  CHECK(at("queue").load_lost == doctest::Approx(.3));  // of the requests, those that put
}

TEST_CASE("the first call that fails ends a request, unless there is a fallback") {
  Sketch sketch;
  sketch.client("clients", 2);
  sketch.vertex("pool", VertexKind::pool).slots = 10;
  sketch.vertex("store", VertexKind::store);
  sketch.edge("clients", "pool").timeout = 60s;
  TopologyEdge& query = sketch.edge("pool", "store");
  query.timeout = 10s;
  query.calls_per_request = Ratio::percent(400);
  const auto margin = [&] {
    for (const Flag& flag : flags_of(facts_of(sketch.topology))) {
      if (flag.law == Law::pool_too_small) return flag.margin;
    }
    return 0.0;
  };
  CHECK(margin() == doctest::Approx(2));  // 2/s x 10 s
  sketch.topology.edges[1].has_fallback = true;
  CHECK(margin() == doctest::Approx(8));  // 2/s x 4 x 10 s
  sketch.topology.edges[1].calls_per_request = Ratio::percent(70);
  CHECK(margin() == doctest::Approx(1.4));
}

TEST_CASE("steps have the timeout each, and calls made at once last as long as the longest") {
  Sketch sketch;
  sketch.vertex("front");
  sketch.vertex("pool", VertexKind::pool);
  sketch.vertex("other");
  TopologyEdge& loan = sketch.edge("front", "pool");
  loan.timeout = 8s;
  loan.steps = 5;
  sketch.edge("front", "other").timeout = 3s;
  const auto worst = [&] {
    const GraphFacts facts = facts_of(sketch.topology);
    return facts.vertices[facts.graph.index_of("front")].worst_case;
  };
  CHECK(worst() == Duration(43s));
  CHECK(silent_call(sketch.topology.edges[0]) == Duration(8s));
  sketch.topology.vertices[0].calls_at_once = true;
  CHECK(worst() == Duration(40s));
  sketch.topology.edges[0].calls_most = Ratio::percent(200);
  CHECK(worst() == Duration(80s));
}

TEST_CASE("a pool that bounds the wait for a slot bounds its callers, if its work is bounded too") {
  Sketch sketch;
  sketch.client("clients", 1);
  sketch.vertex("front");
  TopologyVertex& pool = sketch.vertex("pool", VertexKind::pool);
  pool.slots = 100;
  pool.queues = true;
  pool.queue_timeout_parameter = "acquire";
  sketch.vertex("store", VertexKind::store);
  sketch.edge("clients", "front").timeout = 60s;
  sketch.edge("front", "pool");
  sketch.edge("pool", "store").timeout = 10s;
  const auto count = [&](Law law) {
    const std::vector<Flag> flags = flags_of(facts_of(sketch.topology));
    return std::count_if(flags.begin(), flags.end(),
                         [law](const Flag& flag) { return flag.law == law; });
  };
  CHECK(count(Law::missing_timeout) == 1);
  const std::vector<CascadeHop> hops = hops_from(facts_of(sketch.topology), 2);
  REQUIRE(hops.size() == 1);
  REQUIRE(hops[0].neutralised_by.size() == 1);
  CHECK(hops[0].neutralised_by[0].path == "pool.acquire");
  CHECK(hops[0].neutralised_by[0].value == "30s");
  sketch.topology.vertices[2].queue_timeout = 20s;
  CHECK(count(Law::missing_timeout) == 0);
  CHECK(count(Law::timeout_inversion) == 0);
  sketch.topology.vertices[2].queue_timeout = 51s;  // 51 s + 10 s > 60 s
  CHECK(count(Law::timeout_inversion) == 1);
  sketch.topology.edges[2].timeout = Duration::infinite();
  CHECK(count(Law::missing_timeout) == 2);
}
