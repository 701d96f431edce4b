#include "hindcast/scenarios/design/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hindcast/models/resilience/failed_calls.hpp"
#include "hindcast/scenarios/design/plug_in.hpp"

namespace hindcast {
namespace {

void add_parts(const Design& design, World& world) {
  for (const ComponentDesign& component : design.components) {
    const std::uint32_t replicas = replicas_of(design, component);
    for (std::uint32_t nth = 0; nth < replicas; ++nth) {
      const std::string on = replica_name(component.node, nth);
      Node* node = world.find_node(on);
      if (node == nullptr) node = &world.add_node(on);
      component.kind->add(world, *node, replica_name(component.name, nth), component.options.get());
    }
  }
  for (const LinkDesign& link : design.links) world.add<NetworkLink>(link.name, *link.options);
}

// Makes the connections of a design, each over a link of its own.
class Connector {
 public:
  Connector(const Design& design, World& world) : design_(design), world_(world) {}

  void connect(const ConnectionDesign& connection) {
    const auto [caller, port] = parts_of(connection.from);
    const auto [callee, service] = parts_of(connection.to);
    const std::uint32_t callers = replicas_of(design_, *caller);
    const std::uint32_t callees = replicas_of(design_, *callee);
    const bool paired = caller->node == callee->node;  // those of one node belong together
    for (std::uint32_t nth = 0; nth < callers; ++nth) {
      Port& from = port_of(*caller, nth, port);
      const GuardPlace place{world_, fmt::format("{} -> {}", from.full_name(), connection.to),
                             &from.owner().node()};
      CallPolicy policy = policy_of(*connection.options, place);
      plug_in(connection, place, policy);
      const bool breaks = connection.breaker.plug != nullptr ||
                          connection.options->resilience.breaker.preset != BreakerPreset::none;
      if (breaks || connection.keeps_failures) {
        policy.guards.push_back(std::make_shared<FailedCalls>(connection.keeps_failures));
      }
      if (!paired && callees > 1) policy.balancing = connection.route->policy();
      const std::uint32_t first = paired ? nth : 0;
      const std::uint32_t last = paired ? nth + 1 : callees;
      for (std::uint32_t other = first; other < last; ++other) {
        join(connection, from, port_of(*callee, other, service), policy);
      }
    }
  }

 private:
  struct PortName {
    const ComponentDesign* component;
    std::string port;
  };

  PortName parts_of(const std::string& text) const {
    const std::size_t dot = text.find('.');
    return {design_.find(std::string_view(text).substr(0, dot)), text.substr(dot + 1)};
  }

  Port& port_of(const ComponentDesign& component, std::uint32_t nth, const std::string& port) {
    return world_.find_component(replica_name(component.name, nth))->port(port);
  }

  void join(const ConnectionDesign& connection, Port& from, Port& to, const CallPolicy& policy) {
    if (connection.link.empty()) {
      world_.connect(from, to, policy);
    } else {
      world_.connect(from, link_for(connection.link, from, to), to, policy);
    }
  }

  Link& link_for(const std::string& name, const Port& from, const Port& to) {
    if (used_.insert(name).second) {
      for (const auto& link : world_.links()) {
        if (link->name() == name) return *link;
      }
    }
    const auto found = std::find_if(design_.links.begin(), design_.links.end(),
                                    [&name](const LinkDesign& link) { return link.name == name; });
    HINDCAST_CHECK(found != design_.links.end());
    return world_.add<NetworkLink>(
        fmt::format("{} {} -> {}", name, from.full_name(), to.owner().name()), *found->options);
  }

  const Design& design_;
  World& world_;
  std::set<std::string> used_;
};

}  // namespace

std::vector<Parameter> Design::parameters() const {
  std::vector<Parameter> all;
  for (const ParameterSet& set : parameter_sets) {
    const std::vector<Parameter> part = set.parameters();
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<Parameter> Design::shown_parameters() const {
  std::vector<Parameter> all;
  for (const ParameterSet& set : parameter_sets) {
    const auto connection =
        std::find_if(connections.begin(), connections.end(),
                     [&](const ConnectionDesign& one) { return one.path == set.path(); });
    const std::vector<Parameter> part = connection == connections.end()
                                            ? set.parameters()
                                            : hindcast::shown_parameters(*connection->options, set);
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::uint64_t Design::content_hash() const {
  std::vector<Parameter> all = parameters();
  for (const ComponentDesign& component : components) {
    all.push_back({.path = component.name + ".kind", .value = component.kind->name});
    all.push_back({.path = component.name + ".on", .value = component.node});
  }
  for (const ConnectionDesign& connection : connections) {
    all.push_back({.path = connection.from + ".to", .value = connection.to});
    all.push_back({.path = connection.from + ".link", .value = connection.link});
  }
  for (const PluggedIn& own : plugged) {
    all.push_back({.path = own.path + ".kind", .value = own.plug->name});
  }
  return hash_parameters(all);
}

const ComponentDesign* Design::find(std::string_view component) const {
  const auto found =
      std::find_if(components.begin(), components.end(),
                   [&](const ComponentDesign& one) { return one.name == component; });
  return found == components.end() ? nullptr : &*found;
}

void build_design(const Design& design, World& world) {
  add_parts(design, world);
  Connector connector(design, world);
  for (const ConnectionDesign& connection : design.connections) connector.connect(connection);
}

}  // namespace hindcast
