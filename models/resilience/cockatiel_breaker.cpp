#include "hindcast/models/resilience/cockatiel_breaker.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast {

CockatielBreaker::CockatielBreaker(const CockatielOptions& options, BreakerListener* listener)
    : Breaker(listener), options_(options), counting_(make_cockatiel_counting(options)) {}

// Backoff.next(): the waits of failed tests in a row.
Duration CockatielBreaker::wait_of(std::uint32_t step) const {
  switch (options_.half_open_wait) {
    case CockatielOptions::Wait::constant:
      break;
    case CockatielOptions::Wait::iterable: {
      const std::size_t last = options_.half_open_waits.size() - 1;
      return options_.half_open_waits[std::min<std::size_t>(step, last)];
    }
    case CockatielOptions::Wait::exponential: {
      Duration wait = options_.half_open_after;
      for (; step > 0 && wait < options_.half_open_max; --step) wait = wait + wait;
      return std::min(wait, options_.half_open_max);
    }
  }
  return options_.half_open_after;
}

BreakerAnswer CockatielBreaker::admit(const ClockReading& now) {
  switch (state()) {
    case BreakerState::closed:
      return {};
    case BreakerState::half_open:
      return {.kind = BreakerAnswer::Kind::waits, .ticket = {tests_, true}};
    case BreakerState::open:
      if (now.wall - opened_at_ < wait_of(backoff_step_)) return reject(kBroken);
      ++tests_;
      change(BreakerState::half_open, now);
      return {.ticket = {tests_, true}};
    case BreakerState::isolated:
      break;
  }
  return reject(kBroken);
}

void CockatielBreaker::settle(BreakerTicket ticket, const BreakerResult& result,
                              const ClockReading& now) {
  switch (result.outcome) {
    case BreakerOutcome::success:
      counting_->succeeded(ticket.probe, now.wall);
      if (ticket.probe) close(now);
      break;
    case BreakerOutcome::failure:
    case BreakerOutcome::timeout: {
      const bool opens = counting_->failed(ticket.probe, now.wall);
      if (opens || ticket.probe) open(now);
      break;
    }
    case BreakerOutcome::ignored:
      // "Task failed successfully!"
      if (ticket.probe) close(now);
      break;
  }
}

// A failure that began before the trip opens a half-open circuit again too, with the next wait.
void CockatielBreaker::open(const ClockReading& now) {
  if (state() == BreakerState::open || state() == BreakerState::isolated) return;
  backoff_step_ = state() == BreakerState::half_open ? backoff_step_ + 1 : 0;
  opened_at_ = now.wall;
  change(BreakerState::open, now);
}

void CockatielBreaker::close(const ClockReading& now) {
  if (state() == BreakerState::half_open) change(BreakerState::closed, now);
}

void CockatielBreaker::isolate(const ClockReading& now) {
  if (state() != BreakerState::isolated) {
    isolations_ = 0;
    change(BreakerState::isolated, now);
  }
  ++isolations_;
}

void CockatielBreaker::dispose(const ClockReading& now) {
  HINDCAST_CHECK(isolations_ > 0);
  if (--isolations_ == 0 && state() == BreakerState::isolated) change(BreakerState::closed, now);
}

}  // namespace hindcast
