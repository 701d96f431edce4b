#include "hindcast/models/resilience/rule_breaker.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/resilience/binary64.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

__extension__ using Wide = unsigned __int128;

// `back` before `at`, on both clocks.
ClockReading earlier(const ClockReading& at, Duration back) {
  return {at.monotonic - back, at.wall - back};
}

}  // namespace

RuleBreaker::RuleBreaker(RuleBreakerOptions options, const ClockReading& now,
                         BreakerListener* listener)
    : Breaker(listener), options_(std::move(options)), window_(make_window(now)) {
  snapshots_ = dynamic_cast<SnapshotWindow*>(window_.get());
  interval_ = dynamic_cast<IntervalWindow*>(window_.get());
}

std::unique_ptr<FailureWindow> RuleBreaker::make_window(const ClockReading& now) const {
  const bool wall = options_.window_clock == BreakerClock::wall;
  switch (options_.window) {
    case BreakerWindow::count:
      break;
    case BreakerWindow::interval:
      return std::make_unique<IntervalWindow>(options_.window_time, now);
    case BreakerWindow::seconds: {
      const std::int64_t seconds = options_.window_time / Duration(std::chrono::seconds(1));
      return std::make_unique<SecondsWindow>(
          static_cast<std::uint32_t>(std::max<std::int64_t>(seconds, 1)), wall, now);
    }
    case BreakerWindow::rolling:
      return std::make_unique<RollingWindow>(options_.window_time, options_.window_parts, wall);
    case BreakerWindow::snapshot:
      return std::make_unique<SnapshotWindow>(options_.window_time,
                                              options_.window_time / options_.window_parts, now);
  }
  return std::make_unique<CountWindow>(options_.window_calls);
}

void RuleBreaker::move_to(BreakerState to, const ClockReading& at) {
  ++generation_;
  consecutive_failures_ = 0;
  if (to == BreakerState::closed) window_->reset(at);
  change(to, at);
}

void RuleBreaker::open(const ClockReading& at) {
  if (state() == BreakerState::half_open) {
    const Wide grown =
        static_cast<Wide>(wait_.count()) * options_.wait_factor.parts_per_billion() / Ratio::kOne;
    const Wide most = static_cast<Wide>(std::max(options_.wait_max, options_.open_wait).count());
    wait_ = Duration::nanoseconds(static_cast<std::int64_t>(std::min(grown, most)));
  } else {
    wait_ = options_.open_wait;
  }
  opened_at_ = at;
  move_to(BreakerState::open, at);
}

void RuleBreaker::half_open(const ClockReading& at) {
  if (options_.admission == HalfOpenAdmission::all) return move_to(BreakerState::closed, at);
  half_open_since_ = at.monotonic;
  permits_ = options_.probes;
  successes_ = 0;
  probed_ = {};
  move_to(BreakerState::half_open, at);
}

bool RuleBreaker::waited(const ClockReading& now) const {
  const Duration gone = options_.wait_clock == BreakerClock::wall
                            ? now.wall - opened_at_.wall
                            : now.monotonic - opened_at_.monotonic;
  return options_.wait_strict ? gone > wait_ : gone >= wait_;
}

void RuleBreaker::take_snapshots(const ClockReading& now) {
  while (snapshots_->next_snapshot() <= now.monotonic) {
    const Duration back = now.monotonic - snapshots_->next_snapshot();
    snapshots_->take_snapshot();
    const ClockReading at = earlier(now, back);
    if (state() == BreakerState::closed && trips(snapshots_->counts(at))) open(at);
    snapshots_->skip_idle(now.monotonic);
  }
}

void RuleBreaker::advance(const ClockReading& now) {
  if (snapshots_ != nullptr) take_snapshots(now);
  if (interval_ != nullptr && state() == BreakerState::closed && interval_->expire(now)) {
    ++generation_;
    consecutive_failures_ = 0;
  }
  if (state() == BreakerState::half_open && !options_.half_open_max.is_infinite()) {
    const Duration late = now.monotonic - half_open_since_;
    if (late >= options_.half_open_max) open(earlier(now, late - options_.half_open_max));
  }
  if (state() == BreakerState::open && options_.by_timer) {
    const Duration gone = now.monotonic - opened_at_.monotonic;
    if (gone >= wait_) half_open(earlier(now, gone - wait_));
  }
}

BreakerAnswer RuleBreaker::admit(const ClockReading& now) {
  advance(now);
  if (state() == BreakerState::open && !options_.by_timer && waited(now)) half_open(now);
  BreakerAnswer answer;
  if (state() == BreakerState::half_open) {
    answer = admit_half_open();
  } else if (state() == BreakerState::open) {
    answer = reject(options_.open_text);
  } else {
    answer.ticket = {generation_, false};
  }
  if (answer.kind == BreakerAnswer::Kind::rejected && options_.counts_rejections) {
    window_->record({.calls = 1}, now);
  }
  return answer;
}

BreakerAnswer RuleBreaker::admit_half_open() {
  const BreakerTicket probe{generation_, true};
  if (permits_ > 0) {
    --permits_;
    return {.ticket = probe};
  }
  if (options_.admission == HalfOpenAdmission::awaits) {
    return {.kind = BreakerAnswer::Kind::waits, .ticket = probe};
  }
  return reject(options_.surplus_text);
}

void RuleBreaker::settle(BreakerTicket ticket, const BreakerResult& result,
                         const ClockReading& now) {
  advance(now);
  if (options_.drops_late && ticket.generation != generation_) return;
  BreakerOutcome outcome = result.outcome;
  if (outcome == BreakerOutcome::ignored) {
    if (options_.ignored == Ignored::released) {
      if (ticket.probe && ticket.generation == generation_) ++permits_;
      return;
    }
    outcome = BreakerOutcome::success;
  }
  const bool failed = outcome != BreakerOutcome::success;
  const WindowCounts one{1, failed ? 1U : 0U, result.elapsed > options_.slow_call ? 1U : 0U};
  if (state() == BreakerState::closed)
    settle_closed(one, now);
  else if (state() == BreakerState::half_open)
    settle_half_open(one, now);
}

void RuleBreaker::settle_closed(const WindowCounts& one, const ClockReading& now) {
  window_->record(one, now);
  consecutive_failures_ = one.failures > 0 ? consecutive_failures_ + 1 : 0;
  if (snapshots_ != nullptr) return;
  if (one.failures == 0 && !options_.on_success) return;
  if (trips(window_->counts(now))) open(now);
}

void RuleBreaker::settle_half_open(const WindowCounts& one, const ClockReading& now) {
  const bool failed = one.failures > 0;
  switch (options_.close) {
    case HalfOpenClose::first:
      return failed ? open(now) : move_to(BreakerState::closed, now);
    case HalfOpenClose::consecutive:
      if (failed) return open(now);
      if (++successes_ >= options_.probes) move_to(BreakerState::closed, now);
      return;
    case HalfOpenClose::ratio:
      break;
  }
  probed_ += one;
  if (probed_.calls < options_.probes_min) return;
  const bool bad = above(probed_.failures, probed_.calls, options_.failure_ratio) ||
                   above(probed_.slow, probed_.calls, options_.slow_ratio);
  return bad ? open(now) : move_to(BreakerState::closed, now);
}

bool RuleBreaker::above(std::uint64_t part, std::uint64_t whole, Ratio ratio) const {
  if (part == 0 && ratio > Ratio::zero()) return false;
  const Wide left = static_cast<Wide>(part) * Ratio::kOne;
  const Wide right = static_cast<Wide>(whole) * ratio.parts_per_billion();
  return options_.strict ? left > right : left >= right;
}

bool RuleBreaker::trips(const WindowCounts& counts) const {
  switch (options_.trip) {
    case BreakerTrip::consecutive:
      return consecutive_failures_ >= options_.failures;
    case BreakerTrip::failures:
      return counts.failures >= options_.failures;
    case BreakerTrip::ratio:
      break;
  }
  if (counts.calls < options_.volume_min || counts.calls == 0) return false;
  if (options_.whole_percents) {
    // (int) ((double) errors / total * 100), HystrixCommandMetrics.HealthCounts.
    const Binary64 share = Binary64::of(static_cast<std::int64_t>(counts.failures)) /
                           Binary64::of(static_cast<std::int64_t>(counts.calls));
    const std::int64_t percents = (share * Binary64::of(100)).truncated();
    return above(static_cast<std::uint64_t>(percents), 100, options_.failure_ratio);
  }
  return above(counts.failures, counts.calls, options_.failure_ratio) ||
         (!options_.slow_call.is_infinite() &&
          above(counts.slow, counts.calls, options_.slow_ratio));
}

}  // namespace hindcast
