#include "hindcast/sim/condition_variable.hpp"

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

bool ConditionVariable::wait_for(Mutex& mutex, Duration timeout) {
  Scheduler& scheduler = Scheduler::current();
  scheduler.point(Operation::condition_wait, key());
  HINDCAST_CHECK(mutex.owner_ == this_fiber());
  scheduler.touch(Operation::condition_wait, key());
  scheduler.touch(Operation::lock_release, mutex.key());
  stamp_ = scheduler.emit(events::kRequested, key().value, stamp_);
  mutex.note_release();
  mutex.hand_over();
  bool signalled = false;
  {
    Waiter waiter;
    waiter.operation = Operation::condition_wake;
    waiter.quiet = true;
    waiter.value = signals_;
    signalled = scheduler.wait(*this, queue_, waiter, timeout) == WaitOutcome::granted;
    if (signalled) {
      scheduler.touch(Operation::condition_wake, key(), waiter.value);
      wakes_ += scheduler.emit(events::kGranted, key().value);
    }
  }
  scheduler.touch(Operation::lock_request, mutex.key());
  mutex.stamp_ = scheduler.emit(events::kRequested, mutex.key().value, mutex.stamp_);
  mutex.await_grant(Duration::infinite(), Operation::lock_wait);
  return signalled;
}

void ConditionVariable::signal() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  scheduler.point(Operation::condition_signal, key());
  scheduler.touch(Operation::condition_signal, key());
  scheduler.emit(events::kReleased, key().value, stamp_ + wakes_ + expiries_);
  ++signals_;
  if (!queue_.empty()) wake(queue_.oldest(), 0);
}

void ConditionVariable::broadcast() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  scheduler.point(Operation::condition_broadcast, key());
  scheduler.touch(Operation::condition_broadcast, key());
  scheduler.emit(events::kReleased, key().value, stamp_ + wakes_ + expiries_, 1);
  for (std::uint64_t place = 1; !queue_.empty(); ++place) wake(queue_.oldest(), place);
}

void ConditionVariable::wake(Waiter& waiter, std::uint64_t place) {
  waiter.value = signals_ - waiter.value + place;
  Scheduler::current().grant(waiter);
}

}  // namespace hindcast
