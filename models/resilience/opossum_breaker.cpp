#include "hindcast/models/resilience/opossum_breaker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/models/resilience/binary64.hpp"

namespace hindcast {
namespace {

// setInterval(f, floor(timeout / buckets)), where Node turns 0 into 1.
Duration bucket_interval(const OpossumOptions& options) {
  const Duration millisecond = std::chrono::milliseconds(1);
  const std::int64_t whole =
      options.rolling_count_timeout / options.rolling_count_buckets / millisecond;
  return millisecond * std::max<std::int64_t>(whole, 1);
}

}  // namespace

OpossumBreaker::OpossumBreaker(const OpossumOptions& options, const ClockReading& now,
                               BreakerListener* listener)
    : Breaker(listener),
      options_(options),
      window_(options.rolling_count_buckets),
      bucket_interval_(bucket_interval(options)),
      next_rotation_(now.monotonic + bucket_interval_),
      made_at_(now.wall),
      warming_up_(options.allow_warm_up),
      slots_(options.capacity) {
  if (warming_up_) warm_at_ = now.monotonic + options.rolling_count_timeout;
}

OpossumBreaker::OpossumBreaker(const OpossumOptions& options, const Saved& saved,
                               const ClockReading& now, BreakerListener* listener)
    : OpossumBreaker(options, now, listener) {
  if (saved.state == BreakerState::open) {
    if (now.wall - saved.last_timer_at > options.reset_timeout) {
      change(BreakerState::half_open, now);
      pending_close_ = true;
    } else {
      open(now);
    }
  } else if (saved.state == BreakerState::half_open) {
    change(BreakerState::half_open, now);
    pending_close_ = true;
  }
}

// ETIMEDOUT, lib/circuit.js.
std::string OpossumBreaker::expiry() const {
  return fmt::format("Timed out after {}ms",
                     options_.timeout / Duration(std::chrono::milliseconds(1)));
}

void OpossumBreaker::rotate() {
  window_.pop_back();
  window_.emplace_front();
}

// An idle breaker may have slept for years: more rotations than buckets change nothing.
void OpossumBreaker::rotate_until(Instant now) {
  if (next_rotation_ > now) return;
  const std::int64_t due = (now - next_rotation_) / bucket_interval_ + 1;
  const auto buckets = static_cast<std::int64_t>(window_.size());
  for (std::int64_t turn = 0; turn < std::min(due, buckets); ++turn) rotate();
  next_rotation_ = next_rotation_ + bucket_interval_ * due;
}

void OpossumBreaker::reset_elapsed(const ClockReading& at) {
  reset_at_ = Instant::never();
  change(BreakerState::half_open, at);
  pending_close_ = true;
  emitted(Event::half_open, at);
}

void OpossumBreaker::advance(const ClockReading& now) {
  if (holds_timers_) return;
  if (warm_at_ <= now.monotonic) {
    warming_up_ = false;
    warm_at_ = Instant::never();
  }
  if (reset_at_ <= now.monotonic) {
    rotate_until(reset_at_);
    const Duration ago = now.monotonic - reset_at_;
    reset_elapsed({reset_at_, now.wall - ago});
  }
  rotate_until(now.monotonic);
}

BreakerAnswer OpossumBreaker::admit(const ClockReading& now) {
  advance(now);
  ++window_.front().fires;
  if (state() != BreakerState::closed && !pending_close_) {
    ++window_.front().rejects;
    emitted(Event::reject, now);
    return reject(kOpen);
  }
  pending_close_ = false;
  if (slots_ == 0) {
    ++window_.front().semaphore_rejections;
    emitted(Event::semaphore_locked, now);
    fail(now);
    return reject(kSemaphoreLocked);
  }
  --slots_;
  return {.ticket = {.probe = state() == BreakerState::half_open}};
}

void OpossumBreaker::settle(BreakerTicket, const BreakerResult& result, const ClockReading& now) {
  advance(now);
  ++slots_;
  if (result.outcome == BreakerOutcome::success || result.outcome == BreakerOutcome::ignored) {
    // errorFilter emits `success` for what it lets pass.
    ++window_.front().successes;
    if (state() == BreakerState::half_open) close(now);
    emitted(Event::success, now);
    return;
  }
  if (result.outcome == BreakerOutcome::timeout) {
    ++window_.front().timeouts;
    emitted(Event::timeout, now);
  }
  fail(now);
}

void OpossumBreaker::fail(const ClockReading& now) {
  ++window_.front().failures;
  emitted(Event::failure, now);
  if (warming_up_) return;
  const OpossumStats counts = stats();
  const bool half_open = state() == BreakerState::half_open;
  if (counts.fires < options_.volume_threshold && !half_open) return;
  const Binary64 rate = Binary64::of(static_cast<std::int64_t>(counts.failures)) /
                        Binary64::of(static_cast<std::int64_t>(counts.fires)) * Binary64::of(100);
  const Ratio threshold = options_.error_threshold_percentage;
  const Binary64 percentage =
      Binary64::of(static_cast<std::int64_t>(threshold.parts_per_billion())) /
      Binary64::of(static_cast<std::int64_t>(Ratio::percent(1).parts_per_billion()));
  if (rate > percentage || half_open) open(now);
}

void OpossumBreaker::open(const ClockReading& now) {
  if (state() == BreakerState::open) return;
  change(BreakerState::open, now);
  pending_close_ = false;
  reset_at_ = saturating_add(now.monotonic, options_.reset_timeout);
  emitted(Event::open, now);
}

void OpossumBreaker::close(const ClockReading& now) {
  if (state() == BreakerState::closed) return;
  reset_at_ = Instant::never();
  change(BreakerState::closed, now);
  pending_close_ = false;
  emitted(Event::close, now);
}

OpossumStats OpossumBreaker::stats() const {
  OpossumStats total;
  for (const OpossumStats& bucket : window_) {
    total.fires += bucket.fires;
    total.successes += bucket.successes;
    total.failures += bucket.failures;
    total.rejects += bucket.rejects;
    total.timeouts += bucket.timeouts;
    total.semaphore_rejections += bucket.semaphore_rejections;
  }
  return total;
}

}  // namespace hindcast
