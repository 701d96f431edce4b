// OpossumBreaker: opossum 9.0.0 (lib/circuit.js, lib/status.js, lib/semaphore.js). Its counts are
// buckets that a timer rotates; rejected calls count among the calls; it leaves `open` by a timer,
// without traffic; any success while it is half open closes it, also that of a call from before the
// trip.
#pragma once

#include <cstdint>
#include <deque>

#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/models/resilience/opossum_options.hpp"

namespace hindcast {

// The counts of a window, as `circuit.stats` has them.
struct OpossumStats {
  std::uint64_t fires = 0;
  std::uint64_t successes = 0;
  std::uint64_t failures = 0;
  std::uint64_t rejects = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t semaphore_rejections = 0;
};

class OpossumBreaker : public Breaker {
 public:
  enum class Event : std::uint8_t {
    success,
    failure,
    timeout,
    reject,
    semaphore_locked,
    open,
    half_open,
    close,
  };
  // What toJSON() keeps for another process. `last_timer_at` is when the breaker was made, not when
  // it opened.
  struct Saved {
    BreakerState state = BreakerState::closed;
    Instant last_timer_at;
  };

  OpossumBreaker(const OpossumOptions& options, const ClockReading& now,
                 BreakerListener* listener = nullptr);
  // Goes on from what another process saved: half-open at once if, by the wall clock, more than
  // reset_timeout has passed since `last_timer_at`.
  OpossumBreaker(const OpossumOptions& options, const Saved& saved, const ClockReading& now,
                 BreakerListener* listener = nullptr);

  BreakerAnswer admit(const ClockReading& now) override;
  void settle(BreakerTicket ticket, const BreakerResult& result, const ClockReading& now) override;
  // A cancelled action rejects its promise.
  void abandon(BreakerTicket ticket, const ClockReading& now) override {
    settle(ticket, {BreakerOutcome::failure}, now);
  }
  void advance(const ClockReading& now) override;
  Duration timeout() const override { return options_.timeout; }
  std::string expiry() const override;

  // circuit.open() and circuit.close(), which a health check or an operator calls.
  void open(const ClockReading& now);
  void close(const ClockReading& now);

  OpossumStats stats() const;
  // Whether the half-open circuit lets one call through.
  bool pending_close() const { return pending_close_; }
  bool warming_up() const { return warming_up_; }
  Saved saved() const { return {state(), made_at_}; }
  // For who runs the breaker's timers himself, among others and in the order in which they were
  // set: from now on nothing fires but what he fires.
  void hold_timers() { holds_timers_ = true; }
  Duration rotation_interval() const { return bucket_interval_; }
  void fire_rotation() { rotate(); }
  void fire_warm_up() { warming_up_ = false; }
  // Nothing unless it is due exactly now: it may have been cleared or set again.
  void fire_reset(const ClockReading& now) {
    if (reset_at_ == now.monotonic) reset_elapsed(now);
  }

  static constexpr const char* kOpen = "Breaker is open";              // EOPENBREAKER
  static constexpr const char* kSemaphoreLocked = "Semaphore locked";  // ESEMLOCKED

 protected:
  // What the EventEmitter emits, in the order in which a listener that was added last hears it.
  virtual void emitted(Event, const ClockReading&) {}

 private:
  void rotate_until(Instant now);
  void rotate();
  void reset_elapsed(const ClockReading& at);
  void fail(const ClockReading& now);

  OpossumOptions options_;
  std::deque<OpossumStats> window_;  // the newest bucket first
  Duration bucket_interval_;
  Instant next_rotation_;
  Instant reset_at_ = Instant::never();
  Instant warm_at_ = Instant::never();
  Instant made_at_;  // by the wall clock
  bool pending_close_ = false;
  bool warming_up_ = false;
  bool holds_timers_ = false;
  std::uint64_t slots_;
};

}  // namespace hindcast
