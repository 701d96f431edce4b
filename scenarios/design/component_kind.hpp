// ComponentKind: a model as a system file names it ("redis"), without its type. A kind is made from
// the component class and its Options, whose field table says what a file may write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/scenarios/design/plug.hpp"
#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// Where own code may stand in a component, under the point's key.
struct PlugSocket {
  PlugPoint point = PlugPoint::cache_loader;
  void (*plug_in)(void* options, const PluggedIn& plugged) = nullptr;
};

// Whether a system file may ask for several equal instances of a component.
enum class Replication : std::uint8_t {
  none,       // it keeps state: two of them would be two different things
  with_host,  // as many as the component "on" whose node it stands, each reached from there only
  free,       // it keeps nothing that its replicas would have to share
};

struct ComponentKind {
  std::string name{};
  std::string about{};
  // Moves when the model answers differently for the same options: part of every token.
  std::uint32_t revision = 1;
  Replication replication = Replication::none;
  const FieldList* fields = nullptr;
  std::shared_ptr<void> (*make_options)() = nullptr;
  ParameterSet (*bind)(void* options, std::string path) = nullptr;
  Component& (*add)(World& world, Node& node, std::string_view name, const void* options) = nullptr;
  std::vector<PlugSocket> sockets{};
};

// Makes the kind of a component class. REQUIRES: Kind::Options::fields() is its field table.
template <class Kind>
ComponentKind component_kind(std::string name, std::uint32_t revision, std::string about,
                             Replication replication = Replication::none) {
  using Options = typename Kind::Options;
  ComponentKind kind;
  kind.name = std::move(name);
  kind.about = std::move(about);
  kind.revision = revision;
  kind.replication = replication;
  kind.fields = &Options::fields();
  kind.make_options = [] { return std::shared_ptr<void>(std::make_shared<Options>()); };
  kind.bind = [](void* options, std::string path) {
    return ParameterSet(Options::fields(), *static_cast<Options*>(options), std::move(path));
  };
  kind.add = [](World& world, Node& node, std::string_view as, const void* options) -> Component& {
    return world.add_to<Kind>(node, as, *static_cast<const Options*>(options));
  };
  return kind;
}

// The kinds that a system file may name. An embedding program adds its own.
class KindRegistry {
 public:
  // REQUIRES: the name is new.
  void add(ComponentKind kind);
  const ComponentKind* find(std::string_view name) const;
  const std::vector<ComponentKind>& all() const { return kinds_; }

  // Own code that a system file may name within its components and connections.
  PlugRegistry& plugs() { return plugs_; }
  const PlugRegistry& plugs() const { return plugs_; }

  // The program that adds code of its own, as its tokens name it; empty: hindcast itself.
  const std::string& program() const { return program_; }
  // REQUIRES: 1 to 20 lower-case letters and digits.
  void set_program(std::string name);

 private:
  std::vector<ComponentKind> kinds_;
  PlugRegistry plugs_;
  std::string program_;
};

// Returns the kinds that hindcast ships.
KindRegistry shipped_kinds();

}  // namespace hindcast
