// BreakerTrial: the ready test of circuit breakers that somebody else wrote. It runs a design under
// its own load, lets everything happen to what stands behind such a breaker that a breaker must be
// able to bear, and holds it to the breaker contract (breaker_contract.hpp).
#pragma once

#include "hindcast/scenarios/catalogue/scenario_kind.hpp"

namespace hindcast {

// Adds the scenario breaker_contract, of level 0: it runs only when it is named.
void add_breaker_trial(ScenarioRegistry& scenarios);

}  // namespace hindcast
