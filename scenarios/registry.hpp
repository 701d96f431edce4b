// Registry: everything that a system file, a command line or a token may name. The shipped program
// uses shipped_registry(); an embedding program adds its own kinds to one.
#pragma once

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"
#include "hindcast/scenarios/design/component_kind.hpp"

namespace hindcast {

struct Registry {
  KindRegistry kinds;
  ScenarioRegistry scenarios;
};

// Returns a registry with all that hindcast ships.
Registry shipped_registry();

}  // namespace hindcast
