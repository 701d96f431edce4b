// Deadlock detection: follows who waits for what, held by whom, at the moment a fiber begins to
// wait. A set of waits that only its own members could end (a cycle, or a knot where any of several
// could) is a verdict, printed hop by hop.
#pragma once

#include <vector>

#include "hindcast/sim/fiber.hpp"
#include "hindcast/sim/time.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class Scheduler;

// What the search keeps between waits, so that it allocates nothing.
struct WaitForSearch {
  Blockers blockers;
  std::vector<const Fiber*> knot;
  // One was found and tolerated: no more are looked for in this run.
  bool over = false;
};

// Stops the run with verdict deadlocked if `fiber`, which has just begun to wait, closes a knot, or
// tells World::on_deadlock.
// Waits that a timeout ends within Limits::wait_max count as ending.
void report_deadlock(Scheduler& scheduler, WaitForSearch& search, const Fiber& fiber);

// Stops the run with verdict deadlocked if fibers that do not serve are left waiting although
// nothing can happen any more.
void report_stranded(Scheduler& scheduler);

// Stops the run with verdict violated if a fiber that does not serve has waited without a timeout
// for longer than Limits::starved_after. Returns the next instant at which one could have; never if
// there is no such limit or nobody waits and nothing is due.
Instant report_starved(Scheduler& scheduler);

}  // namespace hindcast
