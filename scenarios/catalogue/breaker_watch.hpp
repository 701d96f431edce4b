// What the circuit breakers of a world did, for the observation of a run.
#pragma once

#include <vector>

#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// Says to every breaker how to know that the other side is well: the server and everything that it
// calls is up, and no cut lies in between. Rejections meanwhile are healthy calls rejected.
void judge_breakers(World& world);

// Returns one observation for each breaker, and for each connection without one that keeps the
// times of its failed calls, in the order of the connections. The fault lasted from `from` until
// `to`.
std::vector<BreakerObservation> observe_breakers(const World& world, Instant from, Instant to);

}  // namespace hindcast
