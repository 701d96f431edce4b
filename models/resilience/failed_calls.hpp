// FailedCalls: a guard that lets everything through and remembers when the calls were sent that did
// not end well. It is the innermost one of a connection, so it sees what really goes out; beside a
// breaker it says what the breaker spared, and without one what it would have spared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/sim/call_guard.hpp"

namespace hindcast {

class FailedCalls final : public CallGuard {
 public:
  // Later failures are not remembered.
  static constexpr std::size_t kFailuresMax = 4'000'000;

  // `reports_times` asks for the times in the observation of a run, not only for counts.
  explicit FailedCalls(bool reports_times) : reports_times_(reports_times) {}

  bool admit(GuardedCall& call) override;
  void settle(const GuardedCall& call, const CallEnd& end) override;
  // A call that was cancelled, or died with its process, was never answered.
  void abandon(const GuardedCall& call) override;

  // Returns when they were sent, of the calls sent in [from, to); a call that is still open counts.
  // In ascending order.
  std::vector<Instant> sent_within(Instant from, Instant to) const;
  // Of all, those that ended badly or were abandoned.
  std::uint64_t count() const { return failures_.size(); }
  bool reports_times() const { return reports_times_; }

 private:
  void remember(std::uint64_t ticket);
  void forget(std::uint64_t ticket);

  bool reports_times_;
  std::vector<Instant> open_;  // by ticket; never() where there is none
  std::vector<std::uint64_t> free_;
  std::vector<Instant> failures_;
};

}  // namespace hindcast
