// mutex.lock(): waits until the calling fiber owns the mutex. Requests queue first in, first out,
// and an unlock hands over to the oldest, so nobody barges in.
#pragma once

#include <cstdint>

#include "hindcast/sim/time.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class Mutex final : public Waitable {
 public:
  explicit Mutex(Label name = "mutex") : Waitable(name) {}

  // REQUIRES: the calling fiber does not own it.
  void lock() { lock_for(Duration::infinite()); }
  // Returns false, without the mutex, when it was not granted in time.
  bool lock_for(Duration timeout);
  bool try_lock();
  // REQUIRES: the calling fiber owns it.
  void unlock();

  bool locked() const { return !owner_.empty(); }
  FiberHandle owner() const { return owner_; }
  std::size_t waiting() const { return queue_.size(); }
  void add_blockers(Blockers& blockers) const override;
  void forfeited(Waiter&) override;

 private:
  friend class ConditionVariable;

  // The request was made and ordered: waits for the grant.
  bool await_grant(Duration timeout, Operation operation);
  void note_release();
  void hand_over();

  WaitQueue queue_;
  FiberHandle owner_;
  std::uint64_t try_stamp_ = 0;      // the last try, which a release can enable or not
  std::uint64_t release_stamp_ = 0;  // the last release, which a try can see or not
};

// Owns a mutex for a scope.
class Lock {
 public:
  explicit Lock(Mutex& mutex) : mutex_(mutex) { mutex_.lock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace hindcast
