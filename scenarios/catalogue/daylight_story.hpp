// The daylight-saving story, which is one of the family "Time" and has a file of its own.
#pragma once

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"

namespace hindcast {

void add_daylight_story(ScenarioRegistry& scenarios);

}  // namespace hindcast
