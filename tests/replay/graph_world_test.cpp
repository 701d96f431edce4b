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
