// ComponentKind: a model as a system file names it ("redis"), without its type. A kind is made from
// the component class and its Options, whose field table says what a file may write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

struct ComponentKind {
  std::string name{};
  std::string about{};
  // Moves when the model answers differently for the same options: part of every token.
  std::uint32_t revision = 1;
  const FieldList* fields = nullptr;
  std::shared_ptr<void> (*make_options)() = nullptr;
  ParameterSet (*bind)(void* options, std::string path) = nullptr;
  Component& (*add)(World& world, Node& node, std::string_view name, const void* options) = nullptr;
};

// Makes the kind of a component class. REQUIRES: Kind::Options::fields() is its field table.
template <class Kind>
ComponentKind component_kind(std::string name, std::uint32_t revision, std::string about) {
  using Options = typename Kind::Options;
  ComponentKind kind;
  kind.name = std::move(name);
  kind.about = std::move(about);
  kind.revision = revision;
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

 private:
  std::vector<ComponentKind> kinds_;
};

// Returns the kinds that hindcast ships.
KindRegistry shipped_kinds();

}  // namespace hindcast
