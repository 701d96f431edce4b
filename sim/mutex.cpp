#include "hindcast/sim/mutex.hpp"

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

bool Mutex::lock_for(Duration timeout) {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::lock_request, key());
  HINDCAST_CHECK(scheduler.voided() || owner_ != this_fiber());
  scheduler.touch(Operation::lock_request, key());
  stamp_ = scheduler.emit(events::kRequested, key().value, stamp_);
  return await_grant(timeout, Operation::lock_wait);
}

bool Mutex::await_grant(Duration timeout, Operation operation) {
  Scheduler& scheduler = Scheduler::current();
  const bool at_once = owner_.empty();
  if (at_once) owner_ = this_fiber();
  if (at_once && !scheduler.splits(WaitSplit::all)) {
    scheduler.touch(operation, key());
    scheduler.emit(events::kGranted, key().value);
    return true;
  }
  Waiter waiter;
  waiter.at_once = at_once;
  waiter.operation = operation;
  if (scheduler.wait(*this, queue_, waiter, timeout) == WaitOutcome::expired) return false;
  scheduler.touch(operation, key());
  return true;
}

bool Mutex::try_lock() {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::lock_try, key());
  scheduler.touch(Operation::lock_try, key());
  const bool free = owner_.empty() && !scheduler.voided();
  stamp_ = try_stamp_ =
      scheduler.emit(events::kTried, key().value, mix(stamp_, release_stamp_), free ? 1 : 0);
  if (free) owner_ = this_fiber();
  return free;
}

void Mutex::unlock() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  // A fiber that is ended in a condition's wait does not own the mutex that its Lock releases.
  if (scheduler.running()->cancelling && owner_ != this_fiber()) return;
  scheduler.release_point(Operation::lock_release, key());
  if (scheduler.voided()) return;
  HINDCAST_CHECK(owner_ == this_fiber());
  scheduler.touch(Operation::lock_release, key());
  note_release();
  hand_over();
}

// A release and a try, or a wait that ends by itself, do not commute; two releases cannot race.
void Mutex::note_release() {
  Scheduler& scheduler = Scheduler::current();
  release_stamp_ = scheduler.emit(events::kReleased, key().value, try_stamp_ + expiries_);
}

void Mutex::forfeited(Waiter&) {
  Scheduler::current().touch(Operation::lock_release, key());
  hand_over();
}

void Mutex::hand_over() {
  owner_ = {};
  if (queue_.empty()) return;
  Waiter& next = queue_.oldest();
  owner_ = Scheduler::current().handle_of(*next.fiber);
  Scheduler::current().grant(next);
}

void Mutex::add_blockers(Blockers& blockers) const {
  if (owner_.empty()) return;
  blockers.fibers.push_back(owner_);
  blockers.complete = true;
}

}  // namespace hindcast
