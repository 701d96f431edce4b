// What only the parts of a design together can have wrong.
#include <fmt/format.h>

#include <map>
#include <optional>

#include "hindcast/models/host/host.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/scenarios/design/replicas.hpp"
#include "hindcast/scenarios/design/service_cycles.hpp"
#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

// A world that is built to be looked at, never run.
class NoChooser final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return false; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

// Adds one instance of each component: all replicas have the same ports.
void add_components(const Design& design, World& world) {
  for (const ComponentDesign& component : design.components) {
    Node* node = world.find_node(component.node);
    if (node == nullptr) node = &world.add_node(component.node);
    component.kind->add(world, *node, component.name, component.options.get());
  }
}

// Returns the port that "component.port" names, or throws with what there is instead.
Port& port_of(const World& world, const std::string& text, const Place& place, Port::Role role) {
  const std::size_t dot = text.find('.');
  Component* const component = world.find_component(std::string_view(text).substr(0, dot));
  if (dot == std::string::npos) {
    throw InputError(place, fmt::format("{} names no component's port", in_quotes(text)),
                     "write component.port, such as mcp.cache");
  }
  if (component == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& known : world.components()) names.push_back(known->name());
    const std::string_view name = std::string_view(text).substr(0, dot);
    throw InputError(place,
                     fmt::format("{}: there is no component {}", in_quotes(text), in_quotes(name)),
                     suggestion(name, names));
  }
  Port* const port = component->find_port(std::string_view(text).substr(dot + 1));
  if (port != nullptr && port->role() == role) return *port;
  std::string known;
  for (const Port* const other : component->ports()) {
    if (other->role() == role) known += fmt::format(" {}", other->full_name());
  }
  throw InputError(place,
                   fmt::format("{} is no port that {}", in_quotes(text),
                               role == Port::Role::client ? "calls" : "can be called"),
                   known.empty() ? fmt::format("{} has none", component->name())
                                 : fmt::format("{} has{}", component->name(), known));
}

bool carries_calls(const Port& from) {
  // Which files a component uses is no traffic: two processes of one host share a disk.
  return std::string_view(from.protocol().name) != "files";
}

// Returns the first value of a connection that is not the default, or nothing.
std::optional<std::string> first_policy(const ConnectionDesign& connection) {
  const ParameterSet set(ConnectionOptions::fields(), *connection.options, connection.path);
  for (const Parameter& parameter : set.parameters()) {
    if (parameter.value != parameter.default_value) return parameter.path;
  }
  return std::nullopt;
}

void check_policy_place(const ConnectionDesign& connection, const Port& from) {
  if (carries_calls(from)) return;
  const std::optional<std::string> policy = first_policy(connection);
  if (!policy) return;
  throw InputError(connection.place,
                   fmt::format("{} does nothing: {} names a file that two processes use, nothing "
                               "is called over it",
                               *policy, connection.from),
                   "leave it out");
}

void check_connection(const ConnectionDesign& connection, const World& world) {
  const Port& from = port_of(world, connection.from, connection.from_place, Port::Role::client);
  const Port& to = port_of(world, connection.to, connection.to_place, Port::Role::server);
  if (from.protocol().request != to.protocol().request ||
      from.protocol().reply != to.protocol().reply) {
    throw InputError(connection.to_place,
                     fmt::format("{} speaks {}, but {} speaks {}", connection.from,
                                 from.protocol().name, connection.to, to.protocol().name),
                     "connect ports of one protocol");
  }
  check_policy_place(connection, from);
  if (carries_calls(from) && connection.link.empty() &&
      &from.owner().node() != &to.owner().node()) {
    throw InputError(connection.place,
                     fmt::format("{} and {} are on different nodes and have no link between them",
                                 connection.from, connection.to),
                     "add \"link\" with the name of one of the links");
  }
}

// Whether a port's first connection falls back to another one.
bool falls_back(const Design& design, std::string_view port) {
  for (const ConnectionDesign& connection : design.connections) {
    if (connection.from != port) continue;
    return connection.options->resilience.fallback.kind == FallbackOptions::Kind::connection;
  }
  return false;
}

// A second connection from a port is what its first falls back to, one server each.
void check_second(const Design& design, const ConnectionDesign& second) {
  if (!falls_back(design, second.from)) {
    throw InputError(second.from_place, fmt::format("{} is connected twice", second.from),
                     "a port calls one server, which may have replicas, unless its first "
                     "connection has the fallback connection");
  }
  for (const ConnectionDesign& connection : design.connections) {
    if (connection.from != second.from) continue;
    const ComponentDesign* const callee =
        design.find(std::string_view(connection.to).substr(0, connection.to.find('.')));
    if (callee == nullptr || replicas_of(design, *callee) == 1) continue;
    throw InputError(connection.place,
                     fmt::format("{} falls back to another connection and {} has replicas",
                                 connection.from, callee->name),
                     "leave out the replicas or the fallback");
  }
}

void check_all_connected(const Design& design, const World& world) {
  std::map<std::string, int> connected;
  for (const ConnectionDesign& connection : design.connections) {
    check_connection(connection, world);
    if (++connected[connection.from] == 2) check_second(design, connection);
  }
  for (const ComponentDesign& component : design.components) {
    for (const Port* const port : world.find_component(component.name)->ports()) {
      if (port->role() != Port::Role::client || connected.count(port->full_name()) != 0) continue;
      throw InputError(component.place,
                       fmt::format("{} is connected to nothing", port->full_name()),
                       "add a connection from it");
    }
  }
}

// A process that a host runs is a component with a node of its own, and only one.
void check_runs(const Design& design, const ComponentDesign& host, const std::string& runs) {
  const ComponentDesign* const process = design.find(runs);
  if (process == nullptr || process->node != runs || process == &host) {
    std::vector<std::string_view> names;
    for (const ComponentDesign& other : design.components) {
      if (other.node == other.name && &other != &host) names.push_back(other.name);
    }
    throw InputError(
        host.place,
        fmt::format("{} runs {}, which is no process of the design", host.name, in_quotes(runs)),
        suggestion(runs, names));
  }
  if (replicas_of(design, *process) == 1) return;
  throw InputError(host.place,
                   fmt::format("{} runs {}, of which there are {}", host.name, runs,
                               replicas_of(design, *process)),
                   "replicas have hosts of their own: leave it out, or write 1 replica");
}

void check_hosts(const Design& design, const World& world) {
  std::map<std::string, std::string> host_of;
  for (const ComponentDesign& component : design.components) {
    const auto* const host = dynamic_cast<const Host*>(world.find_component(component.name));
    if (host == nullptr) continue;
    for (const std::string& runs : host->options().runs) {
      check_runs(design, component, runs);
      const auto [place, is_new] = host_of.emplace(runs, component.name);
      if (is_new) continue;
      throw InputError(component.place,
                       fmt::format("{} and {} both run {}", place->second, component.name, runs),
                       "name it in one of them");
    }
  }
}

void check_clocks(const Design& design) {
  std::map<std::string, std::string> clocks;  // by node
  for (const ComponentDesign& component : design.components) {
    if (component.kind->name != "clock") continue;
    const auto [first, is_new] = clocks.emplace(component.node, component.name);
    if (is_new) continue;
    throw InputError(component.place,
                     fmt::format("{} and {} are both the clock of {}", first->second,
                                 component.name, component.node),
                     "keep one of them, or put one \"on\" another component");
  }
}

}  // namespace

void check_design(const Design& design) {
  NoChooser chooser;
  World world(chooser);
  check_clocks(design);
  add_components(design, world);
  check_all_connected(design, world);
  check_hosts(design, world);
  check_replicas(design);
  check_calls_end(design);
}

}  // namespace hindcast
