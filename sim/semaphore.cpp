#include "hindcast/sim/semaphore.hpp"

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

bool Semaphore::acquire_for(Duration timeout) {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::semaphore_request, key());
  scheduler.touch(Operation::semaphore_request, key());
  stamp_ = scheduler.emit(events::kRequested, key().value, stamp_);
  const bool at_once = permits_ > 0 && queue_.empty();
  if (at_once) --permits_;
  if (at_once && !scheduler.splits(WaitSplit::permits)) {
    note_wait(count_grant());
    return true;
  }
  Waiter waiter;
  waiter.operation = Operation::semaphore_wait;
  waiter.quiet = true;
  waiter.at_once = at_once;
  if (at_once) waiter.value = count_grant();
  if (scheduler.wait(*this, queue_, waiter, timeout) == WaitOutcome::expired) return false;
  note_wait(waiter.value);
  return true;
}

void Semaphore::note_wait(std::uint64_t releases_needed) {
  Scheduler& scheduler = Scheduler::current();
  scheduler.touch(Operation::semaphore_wait, key(), releases_needed);
  waits_ += scheduler.emit(events::kGranted, key().value);
}

bool Semaphore::try_acquire() {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::semaphore_try, key());
  scheduler.touch(Operation::semaphore_try, key());
  const bool free = permits_ > 0 && queue_.empty() && !scheduler.voided();
  stamp_ = scheduler.emit(events::kTried, key().value, mix(stamp_, releases_), free ? 1 : 0);
  waits_ += stamp_;
  if (free) {
    --permits_;
    count_grant();
  }
  return free;
}

void Semaphore::release() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  scheduler.release_point(Operation::semaphore_release, key());
  if (scheduler.voided()) return;
  scheduler.touch(Operation::semaphore_release, key());
  releases_ += scheduler.emit(events::kReleased, key().value, waits_ + expiries_);
  pass_on();
}

// The permit goes to who waits longest, else to whoever comes.
void Semaphore::pass_on() {
  if (queue_.empty()) {
    ++permits_;
    return;
  }
  Waiter& next = queue_.oldest();
  next.value = count_grant();
  Scheduler::current().grant(next);
}

// As far as others can tell it was granted and released.
void Semaphore::forfeited(Waiter&) {
  Scheduler::current().touch(Operation::semaphore_release, key());
  pass_on();
}

}  // namespace hindcast
