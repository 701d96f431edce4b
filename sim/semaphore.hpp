// semaphore.acquire(): takes a permit, or queues first in, first out, for one. A permit may be
// released by another fiber than the one that took it, so a wait for one is never part of a
// reported deadlock.
#pragma once

#include <cstdint>

#include "hindcast/sim/time.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class Semaphore final : public Waitable {
 public:
  explicit Semaphore(std::uint32_t permits, Label name = "semaphore")
      : Waitable(name), permits_(permits), initial_(permits) {}

  void acquire() { acquire_for(Duration::infinite()); }
  // Returns false, without a permit, when none was granted in time.
  bool acquire_for(Duration timeout);
  bool try_acquire();
  void release();

  std::uint32_t permits() const { return permits_; }
  std::size_t waiting() const { return queue_.size(); }
  void forfeited(Waiter&) override;

 private:
  // Counts one more permit given. Returns how many releases that took in all.
  std::uint64_t count_grant() { return ++granted_ > initial_ ? granted_ - initial_ : 0; }
  void note_wait(std::uint64_t releases_needed);
  void pass_on();

  WaitQueue queue_;
  std::uint32_t permits_;
  std::uint64_t initial_;
  std::uint64_t granted_ = 0;
  // Sums of the chains of waits and of releases: only the order between the two kinds matters.
  std::uint64_t waits_ = 0;
  std::uint64_t releases_ = 0;
};

}  // namespace hindcast
