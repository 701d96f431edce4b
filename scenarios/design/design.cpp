#include "hindcast/scenarios/design/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hindcast/scenarios/design/plug_in.hpp"
#include "hindcast/sim/chooser.hpp"

namespace hindcast {
namespace {

// A world that is built to be looked at, never run.
class NoChooser final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return false; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

void add_parts(const Design& design, World& world) {
  for (const ComponentDesign& component : design.components) {
    Node* node = world.find_node(component.node);
    if (node == nullptr) node = &world.add_node(component.node);
    component.kind->add(world, *node, component.name, component.options.get());
  }
  for (const LinkDesign& link : design.links) world.add<NetworkLink>(link.name, *link.options);
}

Link* find_link(const World& world, std::string_view name) {
  for (const auto& link : world.links()) {
    if (link->name() == name) return link.get();
  }
  return nullptr;
}

// Returns the port that "component.port" names, or throws with what there is instead.
Port& port_of(const World& world, const std::string& text, const Place& place, Port::Role role) {
  const std::size_t dot = text.find('.');
  Component* const component = world.find_component(std::string_view(text).substr(0, dot));
  if (component == nullptr || dot == std::string::npos) {
    throw InputError(place, fmt::format("{} names no component's port", in_quotes(text)),
                     "write component.port, such as mcp.cache");
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
  // Which files a component uses is no traffic: two processes of one host share a disk.
  const bool is_traffic = std::string_view(from.protocol().name) != "files";
  if (is_traffic && connection.link.empty() && &from.owner().node() != &to.owner().node()) {
    throw InputError(connection.place,
                     fmt::format("{} and {} are on different nodes and have no link between them",
                                 connection.from, connection.to),
                     "add \"link\" with the name of one of the links");
  }
}

}  // namespace

std::vector<Parameter> Design::parameters() const {
  std::vector<Parameter> all;
  for (const ParameterSet& set : parameter_sets) {
    const std::vector<Parameter> part = set.parameters();
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
  for (const ConnectionDesign& connection : design.connections) {
    Port& from = port_of(world, connection.from, connection.from_place, Port::Role::client);
    Port& to = port_of(world, connection.to, connection.to_place, Port::Role::server);
    CallPolicy policy = policy_of(*connection.options);
    plug_in(connection, world, policy);
    if (Link* const link = find_link(world, connection.link)) {
      world.connect(from, *link, to, std::move(policy));
    } else {
      world.connect(from, to, std::move(policy));
    }
  }
}

void check_connections(const Design& design) {
  NoChooser chooser;
  World world(chooser);
  add_parts(design, world);
  std::map<std::string, int> connected;
  for (const ConnectionDesign& connection : design.connections) {
    check_connection(connection, world);
    if (++connected[connection.from] == 2) {
      throw InputError(connection.from_place, fmt::format("{} is connected twice", connection.from),
                       "a port calls one server");
    }
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

}  // namespace hindcast
