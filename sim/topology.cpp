#include "hindcast/sim/topology.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "hindcast/sim/operation_mix.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

__extension__ using Wide = __int128;

Duration saturated(Wide nanoseconds) {
  const Wide longest = Duration::infinite().count();
  return nanoseconds >= longest ? Duration::infinite()
                                : Duration::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

std::uint32_t product(std::uint32_t left, std::uint32_t right) {
  const std::uint64_t exact = std::uint64_t{left} * right;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(exact, UINT32_MAX));
}

Wide waits_between(const Backoff& backoff, std::uint32_t attempts) {
  Wide sum = 0;
  Wide wait = backoff.base.count();
  const Wide longest = backoff.maximum.count();
  for (std::uint32_t retry = 1; retry < attempts; ++retry) {
    if (wait >= longest) return sum + longest * (attempts - retry);
    sum += wait;
    wait *= 2;
  }
  return sum;
}

PortUse use_of(const TopologyVertex& vertex, std::string_view port) {
  for (const PortUse& use : vertex.uses) {
    if (use.port == port) return use;
  }
  PortUse once;
  once.port = port;
  return once;
}

// The parameters that change a timeout: the connection's, if it has any effect, and the
// component's.
std::vector<std::string> timeout_parameters(const std::string& connection,
                                            const std::string& component, const PortUse& use) {
  std::vector<std::string> all;
  if (!use.mounted) all.push_back(connection + ".timeout");
  if (!use.timeout_parameter.empty()) all.push_back(component + "." + use.timeout_parameter);
  return all;
}

// The parameters that must all be 1 for one attempt: of the layers that make more. Empty if a layer
// has none, as when a driver's retries are out of reach.
std::vector<std::string> attempts_parameters(const std::string& connection,
                                             const std::string& component, const PortUse& use,
                                             const CallPolicy& policy) {
  std::vector<std::string> all;
  if (policy.retry != nullptr) {
    all.push_back(connection + ".retry.attempts_max");
  } else if (policy.attempts_max > 1) {
    all.push_back(connection + ".attempts_max");
  }
  if (use.attempts_max == 1) return all;
  if (use.attempts_parameter.empty()) return {};
  all.push_back(component + "." + use.attempts_parameter);
  return all;
}

// Returns the name of the component behind a port of `owner`, or nothing.
std::string callee_of(const Component& owner, const std::string& port) {
  if (port.empty()) return "";
  const Port* const found = owner.find_port(port);
  if (found == nullptr || found->connections().empty()) return "";
  return found->connections().front()->server.owner().name();
}

// Lets retry policy, guards and wrappers say what they add.
void add_policies(const CallPolicy& policy, TopologyEdge& edge) {
  if (policy.retry != nullptr) policy.retry->describe(edge);
  for (const auto& guard : policy.guards) {
    edge.timeout = std::min(edge.timeout, guard->timeout());
    guard->describe(edge);
  }
  for (const auto& guard : policy.call_guards) {
    edge.deadline = std::min(edge.deadline, guard->timeout());
    guard->describe(edge);
  }
  for (const auto& wrapper : policy.wrappers) wrapper->describe(edge);
}

// Replicas behind one port share its calls, and any of them answers.
PortUse balanced(PortUse use, const Connection& connection) {
  if (connection.policy.balancing.order == Balancing::Order::none) return use;
  const std::size_t replicas = connection.client.connections().size();
  const auto share_of = [replicas](Ratio whole) {
    return Ratio::parts_per_billion(whole.parts_per_billion() / replicas);
  };
  use.needed = 1;
  use.calls_per_request = share_of(use.calls_per_request);
  use.calls_unshielded = share_of(use.calls_unshielded);
  for (OperationCalls& entry : use.by_operation) {
    entry.calls = share_of(entry.calls);
    entry.unshielded = share_of(entry.unshielded);
  }
  return use;
}

// The component's own attempts contain those of the connection.
void add_own_attempts(const PortUse& use, TopologyEdge& edge) {
  if (!edge.backoff_total.is_infinite() && !use.backoff_total.is_infinite()) {
    edge.backoff_total =
        saturated(Wide{edge.backoff_total.count()} * use.attempts_max + use.backoff_total.count());
  } else {
    edge.backoff_total = Duration::infinite();
  }
  edge.attempts_max = product(edge.attempts_max, use.attempts_max);
}

TopologyEdge edge_of(const Connection& connection, const PortUse& use) {
  const Component& owner = connection.client.owner();
  const CallPolicy& policy = connection.policy;
  TopologyEdge edge;
  edge.from = owner.name();
  edge.to = connection.server.owner().name();
  edge.port = use.port;
  edge.timeout = use.mounted ? use.timeout : std::min(policy.timeout, use.timeout);
  edge.steps = use.steps;
  edge.has_fallback = use.has_fallback;
  edge.waits = use.waits;
  edge.pulls = use.pulls;
  edge.mounted = use.mounted;
  edge.needed = use.needed;
  edge.shield = callee_of(owner, use.shield_port);
  const std::string path = connection.client.full_name();
  edge.timeout_parameters = timeout_parameters(path, owner.name(), use);
  edge.attempts_parameters = attempts_parameters(path, owner.name(), use, policy);
  if (!use.mounted) {
    edge.deadline = policy.deadline;
    if (policy.retry == nullptr) {
      edge.attempts_max = policy.attempts_max;
      edge.backoff_total = longest_waits(policy.backoff, policy.attempts_max);
    }
    add_policies(policy, edge);
  }
  add_own_attempts(use, edge);
  return edge;
}

TextError no_vertex(const std::string& name) {
  return {fmt::format("there is no component {}", in_quotes(name)),
          "name one of the topology's components"};
}

std::optional<TextError> problem_of_vertex(const TopologyVertex& vertex) {
  if (vertex.name.empty()) return TextError{"a component has no name", "give it one"};
  if (vertex.replicas == 0) {
    return TextError{fmt::format("component {} has no replicas", in_quotes(vertex.name)),
                     "write at least 1"};
  }
  return {};
}

std::optional<TextError> problem_of_edge(const TopologyEdge& edge,
                                         const std::set<std::string>& names) {
  for (const std::string& name : {edge.from, edge.to}) {
    if (!names.contains(name)) return no_vertex(name);
  }
  if (!edge.shield.empty() && !names.contains(edge.shield)) return no_vertex(edge.shield);
  if (edge.attempts_max == 0) {
    return TextError{fmt::format("the call from {} to {} has no attempts", in_quotes(edge.from),
                                 in_quotes(edge.to)),
                     "write at least 1"};
  }
  return {};
}

}  // namespace

Duration longest_waits(const Backoff& backoff, std::uint32_t attempts) {
  return saturated(waits_between(backoff, attempts));
}

const char* name_of(VertexKind kind) {
  switch (kind) {
    case VertexKind::client:
      return "client";
    case VertexKind::service:
      return "service";
    case VertexKind::cache:
      return "cache";
    case VertexKind::queue:
      return "queue";
    case VertexKind::pool:
      return "pool";
    case VertexKind::store:
      return "store";
  }
  return "?";
}

Topology in_order(Topology topology) {
  std::stable_sort(topology.vertices.begin(), topology.vertices.end(),
                   [](const TopologyVertex& left, const TopologyVertex& right) {
                     return left.name < right.name;
                   });
  // All that tells two edges apart takes part, so that the order of insertion does not.
  const auto rank = [](const TopologyEdge& edge) {
    return std::tuple(edge.from, edge.to, edge.port, edge.calls_per_request, edge.calls_most,
                      edge.timeout, edge.deadline, edge.attempts_max, edge.steps,
                      edge.backoff_total, edge.retry_budget, edge.has_breaker, edge.has_fallback,
                      edge.waits, edge.pulls, edge.mounted, edge.needed, edge.shield,
                      edge.calls_unshielded);
  };
  std::stable_sort(topology.edges.begin(), topology.edges.end(),
                   [&](const TopologyEdge& left, const TopologyEdge& right) {
                     return rank(left) < rank(right);
                   });
  return topology;
}

std::optional<TextError> problem_of(const Topology& topology) {
  std::set<std::string> names;
  for (const TopologyVertex& vertex : topology.vertices) {
    if (auto problem = problem_of_vertex(vertex)) return problem;
    if (!names.insert(vertex.name).second) {
      return TextError{fmt::format("two components are named {}", in_quotes(vertex.name)),
                       "give each its own name"};
    }
  }
  std::map<std::pair<std::string, std::string>, std::uint32_t> connections;
  for (const TopologyEdge& edge : topology.edges) {
    if (auto problem = problem_of_edge(edge, names)) return problem;
    ++connections[{edge.from, edge.port}];
  }
  for (const TopologyEdge& edge : topology.edges) {
    const std::uint32_t count = connections[{edge.from, edge.port}];
    if (edge.needed > count) {
      return TextError{fmt::format("port {} of {} needs {} connections and has {}",
                                   in_quotes(edge.port), in_quotes(edge.from), edge.needed, count),
                       "need at most as many as there are"};
    }
  }
  return {};
}

Topology topology_of(const World& world) {
  Topology topology;
  std::map<std::string, std::size_t> places;
  for (const auto& component : world.components()) {
    TopologyVertex vertex;
    vertex.name = component->name();
    vertex.node = component->node().name();
    component->describe(vertex);
    places[vertex.name] = topology.vertices.size();
    topology.vertices.push_back(std::move(vertex));
  }
  std::vector<OperationMix::Call> calls;
  for (const auto& connection : world.connections()) {
    const std::size_t caller = places.at(connection->client.owner().name());
    calls.push_back({caller, places.at(connection->server.owner().name()),
                     balanced(use_of(topology.vertices[caller], connection->client.name().text()),
                              *connection)});
    topology.edges.push_back(edge_of(*connection, calls.back().use));
  }
  const OperationMix mix(topology.vertices, calls);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    topology.edges[i].calls_per_request = mix.calls_per_request(calls[i]);
    topology.edges[i].calls_unshielded = mix.calls_unshielded(calls[i]);
    if (!calls[i].use.by_operation.empty()) topology.edges[i].calls_most = mix.calls_most(calls[i]);
  }
  return in_order(std::move(topology));
}

Rate capacity_of(const TopologyVertex& vertex) {
  if (vertex.capacity > Rate::zero()) return vertex.capacity;
  const std::uint32_t at_once = vertex.servers > 0 ? vertex.servers : vertex.slots;
  if (at_once == 0 || vertex.service_time <= Duration::zero() || vertex.service_time.is_infinite())
    return Rate::zero();
  const Wide day = Wide{86'400'000'000'000} * Rate::kPerDay;
  const Wide exact = day * at_once / vertex.service_time.count();
  return Rate::millionths_per_day(static_cast<std::uint64_t>(std::min<Wide>(exact, UINT64_MAX)));
}

}  // namespace hindcast
