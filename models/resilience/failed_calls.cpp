#include "hindcast/models/resilience/failed_calls.hpp"

#include <algorithm>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {

bool FailedCalls::admit(GuardedCall& call) {
  if (free_.empty()) {
    free_.push_back(open_.size());
    open_.push_back(Instant::never());
  }
  call.ticket = free_.back();
  free_.pop_back();
  open_[call.ticket] = now();
  return true;
}

void FailedCalls::remember(std::uint64_t ticket) {
  if (failures_.size() < kFailuresMax) failures_.push_back(open_[ticket]);
}

void FailedCalls::forget(std::uint64_t ticket) {
  open_[ticket] = Instant::never();
  free_.push_back(ticket);
}

void FailedCalls::settle(const GuardedCall& call, const CallEnd& end) {
  if (!end.is_good()) remember(call.ticket);
  forget(call.ticket);
}

void FailedCalls::abandon(const GuardedCall& call) {
  remember(call.ticket);
  forget(call.ticket);
}

std::vector<Instant> FailedCalls::sent_within(Instant from, Instant to) const {
  std::vector<Instant> found;
  for (const std::vector<Instant>* const sent : {&failures_, &open_}) {
    for (const Instant at : *sent) {
      if (!at.is_never() && at >= from && at < to) found.push_back(at);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace hindcast
