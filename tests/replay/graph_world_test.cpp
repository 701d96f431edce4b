#include <doctest/doctest.h>

#include "hindcast/sim/topology.hpp"
#include "tests/replay/topologies.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

struct DescribedOptions {
  std::function<void(TopologyVertex&)> describe{};
};

// A component with two client ports and a server port that says about itself what the test wants.
class Described final : public Component {
 public:
  using Options = DescribedOptions;

  Described(const Place& place, Options options) : Component(place), options_(std::move(options)) {}

  void describe(TopologyVertex& vertex) const override {
    if (options_.describe) options_.describe(vertex);
  }

  ServerPort<Number, Number> in{
      *this, "in",
      [](const Number& request, Responder<Number> responder) { responder.reply({request.value}); }};
  ClientPort<Number, Number> out{*this, "out"};
  ClientPort<Number, Number> aside{*this, "aside"};

 private:
  Options options_;
};

// A retry policy that says what it does and is never asked.
class ThreeAttempts final : public RetryPolicy {
 public:
  std::optional<Duration> after(const EndedAttempt&) override { return {}; }
  void describe(TopologyEdge& edge) const override {
    edge.attempts_max *= 3;
    edge.retry_budget = Ratio::percent(20);
  }
};

class OpenGuard final : public CallGuard {
 public:
  bool admit(GuardedCall&) override { return true; }
  void settle(const GuardedCall&, const CallEnd&) override {}
  Duration timeout() const override { return 3s; }
  void describe(TopologyEdge& edge) const override { edge.has_breaker = true; }
};

const TopologyEdge& edge_between(const Topology& topology, const char* from, const char* to) {
  for (const TopologyEdge& edge : topology.edges) {
    if (edge.from == from && edge.to == to) return edge;
  }
  FAIL("no such edge");
  return topology.edges.front();
}

}  // namespace

TEST_CASE("a world's topology has its components and connections in the order of their names") {
  Universe universe;
  auto& server = universe.world.add<Described>("server");
  auto& client = universe.world.add<Described>("client");
  auto& audit = universe.world.add_to<Described>(server.node(), "audit");
  universe.world.connect(server.out, audit.in);
  universe.world.connect(client.out, server.in, {.timeout = 2s, .attempts_max = 3});
  const Topology topology = topology_of(universe.world);
  REQUIRE(topology.vertices.size() == 3);
  CHECK(topology.vertices[0].name == "audit");
  CHECK(topology.vertices[0].node == "server");
  CHECK(topology.vertices[1].name == "client");
  CHECK(topology.vertices[2].name == "server");
  REQUIRE(topology.edges.size() == 2);
  CHECK(topology.edges[0].from == "client");
  CHECK(topology.edges[0].timeout == Duration(2s));
  CHECK(topology.edges[0].attempts_max == 3);
  CHECK(topology.edges[0].timeout_parameters == std::vector<std::string>{"client.out.timeout"});
  CHECK(topology.edges[1].timeout.is_infinite());
  CHECK_FALSE(problem_of(topology).has_value());
}

TEST_CASE("what a component says about itself and its calls is in the topology") {
  Universe universe;
  auto& cache = universe.world.add<Described>("cache");
  auto& store = universe.world.add<Described>("store");
  auto& server =
      universe.world.add<Described>("server", {.describe = [](TopologyVertex& vertex) {
                                      vertex.kind = VertexKind::pool;
                                      vertex.slots = 8;
                                      vertex.service_time = 50ms;
                                      vertex.uses = {{.port = "out",
                                                      .calls_per_request = Ratio::percent(40),
                                                      .timeout = 90s,
                                                      .attempts_max = 4,
                                                      .backoff_total = 10s,
                                                      .shield_port = "aside",
                                                      .calls_unshielded = Ratio::percent(110),
                                                      .timeout_parameter = "network_timeout"},
                                                     {.port = "aside", .has_fallback = true}};
                                    }});
  universe.world.connect(
      server.out, store.in,
      {.timeout = 200s, .attempts_max = 3, .backoff = {.base = 1s, .maximum = 1500ms}});
  universe.world.connect(server.aside, cache.in);
  const Topology topology = topology_of(universe.world);
  CHECK(topology.vertices[1].kind == VertexKind::pool);
  // Servers are not stated, so the slots bound the rate: 8 / 50 ms.
  CHECK(capacity_of(topology.vertices[1]) == Rate::per_second(160));
  const TopologyEdge& query = edge_between(topology, "server", "store");
  CHECK(query.calls_per_request == Ratio::percent(40));
  CHECK(query.timeout == Duration(90s));
  CHECK(query.attempts_max == 12);
  // Each of the component's 4 attempts may wait 1 s and 1.5 s between the connection's 3.
  CHECK(query.backoff_total == Duration(4 * 2500ms + 10s));
  CHECK(query.shield == "cache");
  CHECK(query.timeout_parameters ==
        std::vector<std::string>{"server.out.timeout", "server.network_timeout"});
  CHECK(edge_between(topology, "server", "cache").has_fallback);
}

TEST_CASE(
    "policies on the connection say what they add, and a retry policy replaces attempts_max") {
  Universe universe;
  auto& client = universe.world.add<Described>("client");
  auto& server = universe.world.add<Described>("server");
  CallPolicy policy{.timeout = 5s, .attempts_max = 7};
  policy.retry = std::make_shared<ThreeAttempts>();
  policy.guards = {std::make_shared<OpenGuard>()};
  policy.deadline = 20s;
  universe.world.connect(client.out, server.in, policy);
  const Topology topology = topology_of(universe.world);
  const TopologyEdge& edge = edge_between(topology, "client", "server");
  CHECK(edge.attempts_max == 3);
  CHECK(edge.retry_budget == Ratio::percent(20));
  CHECK(edge.has_breaker);
  CHECK(edge.timeout == Duration(3s));
  CHECK(edge.deadline == Duration(20s));
}

TEST_CASE("calls that depend on the operation are the mean over what the clients ask for") {
  Universe universe;
  auto& client = universe.world.add<Described>(
      "client", {.describe = [](TopologyVertex& vertex) {
        vertex.kind = VertexKind::client;
        vertex.offered = Rate::per_second(10);
        vertex.uses = {{.port = "out",
                        .by_operation = {{.calls = Ratio::percent(80), .as = "read"},
                                         {.calls = Ratio::percent(20), .as = "write"}}}};
      }});
  auto& server = universe.world.add<Described>(
      "server", {.describe = [](TopologyVertex& vertex) {
        vertex.uses = {{.port = "out",
                        .shield_port = "aside",
                        .by_operation = {{.operation = "read",
                                          .calls = Ratio::percent(10),
                                          .as = "loan",
                                          .unshielded = Ratio::one()},
                                         {.operation = "write", .as = "long loan"}}},
                       {.port = "aside", .by_operation = {{.operation = "read"}}}};
      }});
  auto& pool = universe.world.add<Described>(
      "pool", {.describe = [](TopologyVertex& vertex) {
        vertex.uses = {
            {.port = "out",
             .by_operation = {{.operation = "loan"},
                              {.operation = "long loan", .calls = Ratio::percent(400)}}}};
      }});
  auto& cache = universe.world.add<Described>("cache");
  auto& store = universe.world.add<Described>("store");
  universe.world.connect(client.out, server.in);
  universe.world.connect(server.out, pool.in);
  universe.world.connect(server.aside, cache.in);
  universe.world.connect(pool.out, store.in);
  const Topology topology = topology_of(universe.world);
  // .8 x .1 + .2 x 1, and without the cache .8 + .2.
  const TopologyEdge& loans = edge_between(topology, "server", "pool");
  CHECK(loans.calls_per_request == Ratio::percent(28));
  CHECK(loans.calls_unshielded == Ratio::one());
  CHECK(edge_between(topology, "server", "cache").calls_per_request == Ratio::percent(80));
  // (.08 x 1 + .2 x 4) / .28 statements a loan, 4 at most.
  const TopologyEdge& statements = edge_between(topology, "pool", "store");
  CHECK(statements.calls_per_request == Ratio::parts_per_billion(3'142'857'143));
  CHECK(statements.calls_most == Ratio::percent(400));
}

TEST_CASE("around a loop of calls the mix of operations settles, and unknown ones call nothing") {
  Universe universe;
  auto& client = universe.world.add<Described>(
      "client", {.describe = [](TopologyVertex& vertex) {
        vertex.offered = Rate::per_second(1);
        vertex.uses = {{.port = "out", .by_operation = {{.as = "first"}}}};
      }});
  auto& loop = universe.world.add<Described>(
      "loop", {.describe = [](TopologyVertex& vertex) {
        vertex.uses = {{.port = "out",
                        .by_operation = {{.operation = "first", .as = "again"},
                                         {.operation = "again", .calls = Ratio::percent(50)}}},
                       {.port = "aside", .by_operation = {{.operation = "never"}}}};
      }});
  auto& leaf = universe.world.add<Described>("leaf");
  universe.world.connect(client.out, loop.in);
  universe.world.connect(loop.out, loop.in);
  universe.world.connect(loop.aside, leaf.in);
  const Topology topology = topology_of(universe.world);
  // 1 first and 2 again arrive: (1 x 1 + 2 x .5) / 3.
  const double calls = static_cast<double>(
      edge_between(topology, "loop", "loop").calls_per_request.parts_per_billion());
  CHECK(calls / 1e9 == doctest::Approx(2.0 / 3).epsilon(1e-6));
  CHECK(edge_between(topology, "loop", "leaf").calls_per_request == Ratio::zero());
}

TEST_CASE("attempts can be neutralised only where each layer that retries has a parameter") {
  const auto parameters = [](const PortUse& use, const CallPolicy& policy) {
    Universe universe;
    auto& client = universe.world.add<Described>(
        "client", {.describe = [&use](TopologyVertex& vertex) { vertex.uses = {use}; }});
    auto& server = universe.world.add<Described>("server");
    universe.world.connect(client.out, server.in, policy);
    return topology_of(universe.world).edges.front().attempts_parameters;
  };
  using Paths = std::vector<std::string>;
  CHECK(parameters({.port = "out"}, {}).empty());
  CHECK(parameters({.port = "out"}, {.attempts_max = 3}) == Paths{"client.out.attempts_max"});
  CHECK(parameters({.port = "out", .attempts_max = 2, .attempts_parameter = "tries"},
                   {.attempts_max = 3}) == Paths{"client.out.attempts_max", "client.tries"});
  CHECK(parameters({.port = "out", .attempts_max = 16}, {.attempts_max = 3}).empty());
  CallPolicy policy;
  policy.retry = std::make_shared<ThreeAttempts>();
  CHECK(parameters({.port = "out"}, policy) == Paths{"client.out.retry.attempts_max"});
}

TEST_CASE("no policy of a connection applies to a file that is mounted") {
  Universe universe;
  auto& client = universe.world.add<Described>("client", {.describe = [](TopologyVertex& vertex) {
                                                 vertex.uses = {{.port = "out", .mounted = true}};
                                               }});
  auto& disk = universe.world.add<Described>("disk");
  universe.world.connect(client.out, disk.in, {.timeout = 2s, .attempts_max = 3});
  const Topology topology = topology_of(universe.world);
  CHECK(topology.edges.front().timeout.is_infinite());
  CHECK(topology.edges.front().attempts_max == 1);
  CHECK(topology.edges.front().timeout_parameters.empty());
}

TEST_CASE("a capacity that is stated counts, and none is invented") {
  TopologyVertex vertex;
  vertex.name = "v";
  CHECK(capacity_of(vertex) == Rate::zero());
  vertex.servers = 3;
  CHECK(capacity_of(vertex) == Rate::zero());
  vertex.service_time = 250ms;
  CHECK(capacity_of(vertex) == Rate::per_second(12));
  vertex.capacity = Rate::per_second(5);
  CHECK(capacity_of(vertex) == Rate::per_second(5));
}
