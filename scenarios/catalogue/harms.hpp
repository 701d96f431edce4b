// The harms that every story looks for, once the run is over: what was acknowledged and is lost,
// what was served and never committed, what was served stale, what arrived twice.
#pragma once

#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/sim/observation.hpp"

namespace hindcast {

void add_harms(const Platform& platform, Observation& observation);

}  // namespace hindcast
