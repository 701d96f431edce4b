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
    Scheduler::current().touch(Operation::condition_signal, key());
    if (!queue_.empty()) wake(queue_.oldest(), 1);
  }

 private:
  // Grants the wait of the `place`-th in line, and tells it how many signals it would have taken.
  void wake(Waiter& waiter, std::uint64_t place);

  WaitQueue queue_;
  std::uint64_t signals_ = 0;
  std::uint64_t wakes_ = 0;  // the sum of the chains of waits that were signalled
};

}  // namespace hindcast
