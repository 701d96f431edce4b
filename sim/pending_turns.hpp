// Pending turns: everything that is ready now or due later in a world, for those who look at its
// state between two steps.
#pragma once

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

template <class Visit>
void Scheduler::visit_due(Due due, Duration in, Visit&& visit) const {
  const std::uint64_t entry = std::uint64_t{due.slot} << 32 | due.epoch;
  if ((due.slot & kMessageBit) != 0) {
    Alternative message;
    if (observer_.describe(due.slot & ~kMessageBit, due.epoch, message)) {
      visit(Pending{nullptr, message.actor, in, entry});
    }
  } else if (is_current(due) && !fiber_at(due.slot).node->paused()) {
    visit(Pending{&fiber_at(due.slot), {}, in, entry});
  }
}

template <class Visit>
void Scheduler::each_due(Visit&& visit) const {
  for (std::size_t index = 0; index < ready_.size(); ++index) {
    visit_due(ready_[index], Duration::zero(), visit);
  }
  timers_.each([&](std::int64_t time, Due due) {
    visit_due(due, Instant::at(Duration::nanoseconds(time)) - now_, visit);
  });
}

}  // namespace hindcast
