// ProgramKind: a program of the explorer as a scenario, so that the programs of the literature are
// checked, replayed and named on the command line like every story. They run no design.
#pragma once

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"

namespace hindcast {

// Adds the programs of replay/explore/classics.hpp, each with its size as parameters.
void add_classics(ScenarioRegistry& scenarios);

}  // namespace hindcast
