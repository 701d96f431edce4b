// A look at every wait, for deadlocks that no wait closes: who could have ended it is ended.
#pragma once

#include "hindcast/sim/wait_for.hpp"

namespace hindcast {

// Does what report_deadlock does for each fiber that waits. Takes time for each fiber there is.
void sweep_deadlocks(Scheduler& scheduler, WaitForSearch& search);

}  // namespace hindcast
