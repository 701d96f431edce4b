// execute_token(scenario, token): the run of a token again, from seed, base and deviations.
#pragma once

#include "hindcast/replay/execute.hpp"
#include "hindcast/replay/token.hpp"

namespace hindcast {

// Runs it on the scenario that the token names, bound to whatever design; the options' seed is the
// token's. Compares nothing. REQUIRES: the token's delta is known.
Run execute_token(const Scenario& scenario, const Token& token, ExecuteOptions options = {});

}  // namespace hindcast
