// condition.wait(mutex): releases the mutex and waits for a signal, then requests the mutex again.
// Signals wake the oldest waiter; there are no spurious wake-ups.
#pragma once

#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/scheduler.hpp"
#include "hindcast/sim/time.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class ConditionVariable final : public Waitable {
 public:
  explicit ConditionVariable(Label name = "condition") : Waitable(name) {}

  // REQUIRES: the calling fiber owns `mutex`; it owns it again afterwards.
  void wait(Mutex& mutex) { wait_for(mutex, Duration::infinite()); }
  // Returns false when no signal came in time; the mutex is owned again all the same.
  bool wait_for(Mutex& mutex, Duration timeout);
  void signal();
  void broadcast();

  std::size_t waiting() const { return queue_.size(); }
  // A signal is not lost with the fiber that it woke (POSIX, pthread_cond_wait).
  void forfeited(Waiter&) override {
    if (!queue_.empty()) Scheduler::current().grant(queue_.oldest());
  }

 private:
  WaitQueue queue_;
};

}  // namespace hindcast
