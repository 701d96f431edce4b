// Little's law for a pool during an outage: in flight = load * time held.
#pragma once

#include <optional>

#include "hindcast/replay/graph/facts.hpp"

namespace hindcast {

struct PoolNeed {
  double load = 0;          // requests per second at the caller, which has the slots, but for those
                            // of callers that take their work at their own pace
  double held_seconds = 0;  // how long a request keeps its slot, in the mean, for a silent callee
  double slots_needed = 0;
  double slots = 0;  // of all replicas
};

// Returns what the caller of an arc needs while the callee is silent; nothing if it has no slots,
// waits for nothing, or is not known to have any load.
std::optional<PoolNeed> pool_need(const GraphFacts& facts, const CallArc& arc);

}  // namespace hindcast
