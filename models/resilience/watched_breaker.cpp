#include "hindcast/models/resilience/watched_breaker.hpp"

#include <algorithm>
#include <utility>

namespace hindcast {

WatchedBreaker::WatchedBreaker(GuardPlace place, std::shared_ptr<CallGuard> breaker,
                               const BreakerView& view)
    : place_(std::move(place)), breaker_(std::move(breaker)), view_(view) {}

void WatchedBreaker::note(BreakerState now_in, const ClockReading& at) {
  ++epoch_;
  since_ = at.monotonic;
  good_probes_ = 0;
  record_.probes_open = 0;
  if (now_in == BreakerState::open) ++record_.opened;
  seen_ = now_in;
}

// Notes the changes of state since the last look.
void WatchedBreaker::look() {
  const BreakerState now_in = view_.state();
  if (const std::vector<BreakerChange>* timeline = view_.timeline()) {
    for (; copied_ < timeline->size(); ++copied_) {
      note((*timeline)[copied_].to, (*timeline)[copied_].at);
      record_.timeline.push_back((*timeline)[copied_]);
    }
  }
  if (now_in == seen_) return;
  const ClockReading at = place_.reading();
  const BreakerChange change{seen_, now_in, at};
  note(now_in, at);
  if (view_.timeline() == nullptr && record_.timeline.size() < BreakerRecord::kTimelineMax) {
    record_.timeline.push_back(change);
  }
}

const BreakerRecord& WatchedBreaker::record() const { return record_; }

bool WatchedBreaker::admit(GuardedCall& call) {
  if (life_.begins()) {
    // Whatever was under way in an earlier life ended with it.
    record_.probes_lost += record_.probes_open;
    record_.probes_open = 0;
  }
  const bool admitted = breaker_->admit(call);
  look();
  if (!admitted) {
    ++record_.rejected;
    if (is_healthy_ && is_healthy_()) ++record_.healthy_rejected;
    const Duration since = place_.world.now() - since_;
    if (seen_ == BreakerState::open) record_.rejected_open = std::max(record_.rejected_open, since);
    if (seen_ == BreakerState::half_open) {
      record_.rejected_half_open = std::max(record_.rejected_half_open, since);
    }
    return false;
  }
  ++record_.admitted;
  const bool probe = seen_ == BreakerState::half_open;
  if (probe) {
    ++record_.probes;
    record_.probes_open_max = std::max(record_.probes_open_max, ++record_.probes_open);
  }
  if (free_.empty()) {
    free_.push_back(calls_.size());
    calls_.emplace_back();
  }
  calls_[free_.back()] = {call.ticket, epoch_, probe};
  call.ticket = free_.back();
  free_.pop_back();
  return true;
}

WatchedBreaker::Watched WatchedBreaker::take(std::uint64_t ticket) {
  free_.push_back(ticket);
  return calls_[ticket];
}

void WatchedBreaker::settle(const GuardedCall& call, const CallEnd& end) {
  const Watched watched = take(call.ticket);
  GuardedCall inner = call;
  inner.ticket = watched.ticket;
  look();
  const BreakerState before = seen_;
  const bool late = watched.epoch != epoch_;
  const bool good = end.is_good();
  ++record_.settled;
  if (!good) ++record_.failed;
  if (late) ++record_.late;
  if (watched.probe && !late) {
    --record_.probes_open;
    good_probes_ += good ? 1 : 0;
  }
  if (watched.probe && !good) ++record_.failed_after_trip;
  const std::uint32_t good_probes = good_probes_;
  breaker_->settle(inner, end);
  look();
  if (before != BreakerState::half_open) return;
  const bool decided = seen_ != before;
  if (decided && late) ++record_.stale_decisions;
  if (late || good) return;
  if (seen_ == BreakerState::closed && good_probes == 0) ++record_.closed_by_failure;
  if (!decided && good_probes == 0 && record_.probes_open == 0 && view_.probes_max() == 1) {
    ++record_.unpunished;
  }
}

void WatchedBreaker::abandon(const GuardedCall& call) {
  const Watched watched = take(call.ticket);
  GuardedCall inner = call;
  inner.ticket = watched.ticket;
  ++record_.abandoned;
  if (watched.probe && watched.epoch == epoch_) {
    --record_.probes_open;
    ++record_.probes_lost;
  }
  breaker_->abandon(inner);
}

}  // namespace hindcast
