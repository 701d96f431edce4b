// Deadlock detection: follows who waits for what, held by whom, at the moment a fiber begins to
// wait. A set of waits that only its own members could end (a cycle, or a knot where any of several
// could) is a verdict, printed hop by hop.
#pragma once

#include "hindcast/sim/fiber.hpp"

namespace hindcast {

class Scheduler;

// Stops the run with verdict deadlocked if `fiber`, which has just begun to wait, closes a knot.
// Waits that a timeout ends within Limits::wait_max count as ending.
void report_deadlock(Scheduler& scheduler, const Fiber& fiber);

// Stops the run with verdict deadlocked if fibers that do not serve are left waiting although
// nothing can happen any more.
void report_stranded(Scheduler& scheduler);

}  // namespace hindcast
