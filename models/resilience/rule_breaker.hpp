// RuleBreaker: a circuit breaker that follows RuleBreakerOptions.
#pragma once

#include <cstdint>
#include <memory>

#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/models/resilience/failure_window.hpp"
#include "hindcast/models/resilience/rule_breaker_options.hpp"

namespace hindcast {

class RuleBreaker final : public Breaker {
 public:
  RuleBreaker(RuleBreakerOptions options, const ClockReading& now,
              BreakerListener* listener = nullptr);

  BreakerAnswer admit(const ClockReading& now) override;
  void settle(BreakerTicket ticket, const BreakerResult& result, const ClockReading& now) override;
  void abandon(BreakerTicket ticket, const ClockReading& now) override {
    settle(ticket, {BreakerOutcome::ignored}, now);
  }
  void advance(const ClockReading& now) override;
  Duration timeout() const override { return options_.timeout; }
  std::uint32_t probes_max() const override { return options_.probes; }

  const RuleBreakerOptions& options() const { return options_; }
  WindowCounts counts(const ClockReading& now) { return window_->counts(now); }
  // The probes that may still begin in this half-open period.
  std::uint32_t permits() const { return permits_; }

 private:
  std::unique_ptr<FailureWindow> make_window(const ClockReading& now) const;
  void move_to(BreakerState state, const ClockReading& at);
  void open(const ClockReading& at);
  void half_open(const ClockReading& at);
  void take_snapshots(const ClockReading& now);
  bool waited(const ClockReading& now) const;
  bool trips(const WindowCounts& counts) const;
  bool above(std::uint64_t part, std::uint64_t whole, Ratio ratio) const;
  void settle_closed(const WindowCounts& one, const ClockReading& now);
  void settle_half_open(const WindowCounts& one, const ClockReading& now);
  BreakerAnswer admit_half_open();

  RuleBreakerOptions options_;
  std::unique_ptr<FailureWindow> window_;
  SnapshotWindow* snapshots_ = nullptr;  // the window, if it is one of these
  IntervalWindow* interval_ = nullptr;   // likewise
  std::uint32_t generation_ = 0;
  std::uint64_t consecutive_failures_ = 0;
  ClockReading opened_at_;
  Duration wait_;
  Instant half_open_since_;
  std::uint32_t permits_ = 0;
  std::uint32_t successes_ = 0;  // consecutive ones, half open
  WindowCounts probed_;
};

}  // namespace hindcast
