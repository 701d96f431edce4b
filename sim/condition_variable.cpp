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
  mutex.release_stamp_ = scheduler.emit(events::kReleased, mutex.key().value, mutex.try_stamp_);
  mutex.hand_over();
  bool signalled = false;
  {
    Waiter waiter;
    waiter.operation = Operation::condition_wake;
    signalled = scheduler.wait(*this, queue_, waiter, timeout) == WaitOutcome::granted;
  }
  scheduler.touch(Operation::condition_wake, key());
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
  stamp_ = scheduler.emit(events::kReleased, key().value, stamp_);
  if (!queue_.empty()) scheduler.grant(queue_.oldest());
}

void ConditionVariable::broadcast() {
  Scheduler& scheduler = Scheduler::current();
  if (scheduler.voided()) return;
  scheduler.point(Operation::condition_broadcast, key());
  scheduler.touch(Operation::condition_broadcast, key());
  stamp_ = scheduler.emit(events::kReleased, key().value, stamp_, 1);
  while (!queue_.empty()) scheduler.grant(queue_.oldest());
}

}  // namespace hindcast
