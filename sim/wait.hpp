// Waiting: what every blocking primitive is made of. A Waitable is a thing to wait for; a WaitQueue
// hands over first in, first out, so the order is set by the requests and nobody barges in.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/fiber.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast {

class Scheduler;
class WaitQueue;
struct Waiter;

// Who could end a wait. `complete` says that nobody else can: then a knot of such waits is a
// deadlock.
struct Blockers {
  std::vector<FiberHandle> fibers;
  bool complete = false;
};

// Anything a fiber can wait for: it has a name for reports and a key for the dependence relation.
class Waitable {
 public:
  // Names the object after its creator's path, `name`, and how many of that name the creator made.
  explicit Waitable(Label name);
  Waitable(Key key, const char* name) : key_(key), name_(name) {}
  Waitable(const Waitable&) = delete;
  Waitable& operator=(const Waitable&) = delete;
  virtual ~Waitable() = default;

  Key key() const { return key_; }
  const char* name() const { return name_; }

  // Adds the fibers that could end a wait for this object. The default knows nothing, which makes
  // no claim: a wait whose end is unknown is never reported as part of a deadlock.
  virtual void add_blockers(Blockers&) const {}
  // A waiter that was granted is cancelled before it ran: what it was given goes on to the next.
  virtual void forfeited(Waiter&) {}

 protected:
  // The hash of the order in which conflicting operations on this object happened: each adds the
  // chain of the fiber that did it, so a different order gives a different class.
  std::uint64_t stamp_ = 0;
  // The sum of the chains of waits that timed out or were ended: what opens the object adds it.
  std::uint64_t expiries_ = 0;

 private:
  friend class Scheduler;
  Key key_;
  const char* name_;
};

enum class WaitOutcome : std::uint8_t { pending, granted, expired };

// One fiber's place in a queue; lives on that fiber's stack, and leaves the queue when it is
// unwound.
struct Waiter {
  Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter();

  // What the end of the wait by its timeout is called: who waits to send is a matter of receivers.
  Operation expiry() const {
    return operation == Operation::send_wait ? Operation::send_expire : Operation::expire;
  }

  Waiter* older = nullptr;
  Waiter* newer = nullptr;
  WaitQueue* queue = nullptr;
  Fiber* fiber = nullptr;
  Waitable* target = nullptr;
  Operation operation = Operation::none;  // what the fiber does when the wait is granted
  WaitOutcome outcome = WaitOutcome::pending;
  bool timed = false;
  bool at_once = false;  // granted as soon as it waits
  bool quiet = false;    // the primitive reports the grant itself, as when it does not have to wait
  Instant expires;       // when it times out, if timed
  std::uint32_t overtaken = 0;
  std::uint64_t value = 0;  // for the primitive: what was asked for, or what was handed over
  void* item = nullptr;     // for the primitive: where what is handed over lies
};

class WaitQueue {
 public:
  WaitQueue() = default;
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;
  // REQUIRES: nobody waits, unless the node is dead.
  ~WaitQueue() {
    if (oldest_ != nullptr) abandon();
  }

  bool empty() const { return oldest_ == nullptr; }
  std::size_t size() const { return size_; }
  // Returns the waiter that came first. REQUIRES: not empty.
  Waiter& oldest() const { return *oldest_; }

  void push(Waiter& waiter) {
    waiter.queue = this;
    waiter.older = newest_;
    waiter.newer = nullptr;
    (newest_ == nullptr ? oldest_ : newest_->newer) = &waiter;
    newest_ = &waiter;
    ++size_;
  }
  void remove(Waiter& waiter) {
    (waiter.older == nullptr ? oldest_ : waiter.older->newer) = waiter.newer;
    (waiter.newer == nullptr ? newest_ : waiter.newer->older) = waiter.older;
    waiter.queue = nullptr;
    --size_;
  }

 private:
  void abandon();

  Waiter* oldest_ = nullptr;
  Waiter* newest_ = nullptr;
  std::size_t size_ = 0;
};

inline Waiter::~Waiter() {
  if (queue != nullptr) queue->remove(*this);
}

}  // namespace hindcast
