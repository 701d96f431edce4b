#include "hindcast/sim/event.hpp"

#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

bool Event::wait_for(Duration timeout) {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::event_wait, key());
  scheduler.touch(Operation::event_wait, key());
  waits_ += scheduler.emit(events::kRequested, key().value, stamp_, set_ ? 1 : 0);
  if (set_) return true;
  Waiter waiter;
  waiter.operation = Operation::event_wake;
  waiter.quiet = true;
  if (scheduler.wait(*this, queue_, waiter, timeout) == WaitOutcome::expired) return false;
  scheduler.touch(Operation::event_wake, key(), waiter.value);
  scheduler.emit(events::kGranted, key().value);
  return true;
}

void Event::set() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  scheduler.point(Operation::event_set, key());
  const Fiber* const setter = scheduler.running();
  const std::uint64_t name_of_set = setter == nullptr ? 1 : setter->chain;
  scheduler.touch(Operation::event_set, key(), name_of_set);
  stamp_ = scheduler.emit(events::kReleased, key().value,
                          stamp_ + std::exchange(waits_, 0) + expiries_, 1);
  set_ = true;
  while (!queue_.empty()) {
    queue_.oldest().value = name_of_set;
    scheduler.grant(queue_.oldest());
  }
}

void Event::reset() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  scheduler.point(Operation::event_reset, key());
  scheduler.touch(Operation::event_reset, key());
  stamp_ = scheduler.emit(events::kReleased, key().value, stamp_ + std::exchange(waits_, 0), 0);
  set_ = false;
}

}  // namespace hindcast
