// Timers of nodes whose clock is not virtual time. Apart from scheduler.cpp, whose paths they must
// not slow down.
#include <algorithm>

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

// Notes when the timer that the fiber is about to set ends, and returns how long that takes.
[[gnu::noinline]] Duration Scheduler::by_node_clock(Fiber& fiber, Duration duration) const {
  fiber.due_reading = Instant::never();
  if (duration.is_infinite()) return duration;
  const TimerClock& clock = *fiber.node->timer_clock_;
  fiber.due_reading = saturating_add(clock.reading(now_), duration);
  if (fiber.due_reading.is_never()) return Duration::infinite();
  return std::max(clock.when(fiber.due_reading) - now_, Duration::zero());
}

void Scheduler::rearm_timers(Node& node) {
  HINDCAST_CHECK(node.timer_clock_ != nullptr);
  const TimerClock& clock = *node.timer_clock_;
  for (Fiber* fiber = node.newest_; fiber != nullptr; fiber = fiber->older) {
    const bool waits = fiber->state == FiberState::waiting && fiber->waiter->timed;
    if (!waits && fiber->state != FiberState::sleeping) continue;
    // What is due already is on its way.
    if (fiber->due_reading.is_never() || fiber->due_reading <= clock.reading(now_)) continue;
    ++fiber->epoch;
    compact_timers();
    const Instant end = clock.when(fiber->due_reading);
    if (waits) fiber->waiter->expires = end;
    set_timer(end - now_, {fiber->slot, fiber->epoch});
  }
}

}  // namespace hindcast
