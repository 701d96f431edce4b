// WatchedBreaker: any breaker, with a record of what it did. It passes everything on to the guard
// that it watches, which may be CircuitBreaker or one of your own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/resilience/breaker_record.hpp"
#include "hindcast/models/resilience/breaker_view.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"

namespace hindcast {

class WatchedBreaker final : public CallGuard {
 public:
  // REQUIRES: `view` is `breaker`, or lives as long.
  WatchedBreaker(GuardPlace place, std::shared_ptr<CallGuard> breaker, const BreakerView& view);

  bool admit(GuardedCall& call) override;
  void settle(const GuardedCall& call, const CallEnd& end) override;
  void abandon(const GuardedCall& call) override;
  std::string rejection() const override { return breaker_->rejection(); }
  Duration timeout() const override { return breaker_->timeout(); }
  std::string expiry() const override { return breaker_->expiry(); }
  void describe(TopologyEdge& edge) const override { breaker_->describe(edge); }

  // What it did until now.
  const BreakerRecord& record() const;
  const std::string& name() const { return place_.connection; }
  BreakerState state() const { return view_.state(); }
  std::uint32_t probes_max() const { return view_.probes_max(); }
  CallGuard& breaker() { return *breaker_; }
  const World& world() const { return place_.world; }
  // Says how to know that the server is well, for healthy_rejected: the server's own state, which
  // the breaker cannot see.
  void judge_health_by(std::function<bool()> is_healthy) { is_healthy_ = std::move(is_healthy); }

 private:
  // An admitted call; its place in `calls_` is the watch's ticket.
  struct Watched {
    std::uint64_t ticket = 0;  // the watched guard's
    std::uint32_t epoch = 0;
    bool probe = false;
  };

  void look();
  void note(BreakerState now_in, const ClockReading& at);
  Watched take(std::uint64_t ticket);

  GuardPlace place_;
  std::shared_ptr<CallGuard> breaker_;
  const BreakerView& view_;
  std::function<bool()> is_healthy_;
  CallerLife life_;
  mutable BreakerRecord record_;
  std::vector<Watched> calls_;
  std::vector<std::uint64_t> free_;
  BreakerState seen_ = BreakerState::closed;
  Instant since_;
  std::size_t copied_ = 0;         // of the view's timeline
  std::uint32_t epoch_ = 0;        // counts changes of state
  std::uint32_t good_probes_ = 0;  // in this half-open period
};

}  // namespace hindcast
