#include "hindcast/sim/deadlock_sweep.hpp"

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

void sweep_deadlocks(Scheduler& scheduler, WaitForSearch& search) {
  scheduler.each_fiber([&](const Fiber& fiber) {
    const bool waits = fiber.state == FiberState::waiting && fiber.waiter != nullptr;
    if (waits) report_deadlock(scheduler, search, fiber);
  });
}

}  // namespace hindcast
