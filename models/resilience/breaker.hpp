// Breaker: the state machine of a circuit breaker, on its own: time is passed in, so the same code
// runs in a world, in a replay of a recording and in a test. Each kind of breaker is a class of its
// own; circuit_breaker.hpp puts one on a connection.
//
// Two clocks, because which of them a breaker reads decides what a step of the wall clock does to
// it.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class BreakerState : std::uint8_t { closed, open, half_open, isolated };

const char* name_of(BreakerState state);

// What the caller's node reads at one moment. The wall clock counts from some epoch; it may be
// stepped.
struct ClockReading {
  Instant monotonic;
  Instant wall;
};

enum class BreakerOutcome : std::uint8_t {
  success,
  failure,
  timeout,  // a failure: the breaker's own limit, or another one, was reached
  ignored,  // what the breaker is told to count as neither
};

// What an admitted call brings back to its breaker.
struct BreakerTicket {
  std::uint32_t generation = 0;  // changes with each state; for cockatiel, the test it belongs to
  bool probe = false;            // admitted while half open
  // As one number, for GuardedCall::ticket.
  std::uint64_t packed() const { return std::uint64_t{generation} << 1U | (probe ? 1U : 0U); }
  static BreakerTicket unpacked(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed >> 1U), (packed & 1U) != 0};
  }
};

struct BreakerAnswer {
  enum class Kind : std::uint8_t { admitted, rejected, waits };

  Kind kind = Kind::admitted;
  // Of the admitted call; for one that waits, that of the probe after whose end it asks again.
  BreakerTicket ticket{};
};

// How an admitted call ended.
struct BreakerResult {
  BreakerOutcome outcome = BreakerOutcome::success;
  Duration elapsed = Duration::zero();  // since it was admitted, on the monotonic clock
};

struct BreakerChange {
  BreakerState from = BreakerState::closed;
  BreakerState to = BreakerState::closed;
  ClockReading at{};  // of a timer: when it was due
};

class BreakerListener {
 public:
  virtual ~BreakerListener() = default;
  virtual void changed(const BreakerChange& change) = 0;
};

// Time never goes back between calls on the monotonic clock; on the wall clock it may.
class Breaker {
 public:
  explicit Breaker(BreakerListener* listener) : listener_(listener) {}
  Breaker(const Breaker&) = delete;
  Breaker& operator=(const Breaker&) = delete;
  virtual ~Breaker() = default;

  // A call asks to be let through.
  virtual BreakerAnswer admit(const ClockReading& now) = 0;
  // An admitted call ended.
  virtual void settle(BreakerTicket ticket, const BreakerResult& result,
                      const ClockReading& now) = 0;
  // An admitted call was cancelled by its caller; what the library makes of that differs.
  virtual void abandon(BreakerTicket ticket, const ClockReading& now) = 0;
  // Runs the timers that are due. Everything else does so first.
  virtual void advance(const ClockReading& now) = 0;

  BreakerState state() const { return state_; }
  // What the call that was rejected last reads.
  const std::string& rejection() const { return rejection_; }
  // The breaker's own limit on a call; infinite if it has none.
  virtual Duration timeout() const { return Duration::infinite(); }
  // What a call reads that reached that limit.
  virtual std::string expiry() const { return "timed out"; }
  // How many calls it lets through in one half-open period at most, before any of them ends.
  virtual std::uint32_t probes_max() const { return 1; }

 protected:
  void change(BreakerState to, const ClockReading& at) {
    const BreakerState from = state_;
    state_ = to;
    if (listener_ != nullptr && from != to) listener_->changed({from, to, at});
  }
  BreakerAnswer reject(std::string text) {
    rejection_ = std::move(text);
    return {.kind = BreakerAnswer::Kind::rejected};
  }

 private:
  BreakerListener* listener_;
  BreakerState state_ = BreakerState::closed;
  std::string rejection_;
};

}  // namespace hindcast
