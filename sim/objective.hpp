// Objective: what the callers of a design were promised. A run is judged against it window by
// window.
#pragma once

#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct Objective {
  Ratio availability = Ratio::percent(99);  // calls answered well, of those offered in a window
  Duration latency_p99 = std::chrono::seconds(2);
  // How long after the end of all faults the design may take to be back within the objective.
  Duration recovery_max = std::chrono::seconds(300);
};

// The weakest objectives that count for the score: a design that promises less is capped.
inline constexpr Ratio kAvailabilityFloor = Ratio::percent(99);
inline constexpr Duration kRecoveryFloor = std::chrono::seconds(300);

}  // namespace hindcast
