// Registry: everything that a system file, a command line or a token may name. The shipped program
// uses shipped_registry(); an embedding program adds its own kinds to one.
#pragma once

#include <span>
#include <vector>

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"
#include "hindcast/scenarios/design/component_kind.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

struct Registry {
  KindRegistry kinds;
  ScenarioRegistry scenarios;
  // The event kinds of the models, for printing traces by name.
  std::vector<std::span<const EventKind>> event_kinds;
};

// Returns a registry with all that hindcast ships.
Registry shipped_registry();

}  // namespace hindcast
