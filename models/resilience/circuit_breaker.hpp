// CircuitBreaker: a Breaker on a connection. It gives the breaker its clocks, lets calls wait for a
// probe where the library does, and starts afresh with each life of the caller's process.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/breaker_view.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

// a: the connection; argument: the new state's number.
inline constexpr EventKind kBreakerChanged{"breaker.changed"};

}  // namespace events

class CircuitBreaker final : public CallGuard, public BreakerView, private BreakerListener {
 public:
  // REQUIRES: options.preset is not none.
  CircuitBreaker(GuardPlace place, const BreakerOptions& options);
  // A breaker of one's own. Of the options only `scope` and `error_replies` count.
  CircuitBreaker(GuardPlace place, BreakerFactory factory, const BreakerOptions& options = {});

  bool admit(GuardedCall& call) override;
  void settle(const GuardedCall& call, const CallEnd& end) override;
  void abandon(const GuardedCall& call) override;
  std::string rejection() const override { return breaker_->rejection(); }
  Duration timeout() const override { return breaker_->timeout(); }
  std::string expiry() const override { return breaker_->expiry(); }
  void describe(TopologyEdge& edge) const override;

  BreakerState state() const override;
  std::uint32_t probes_max() const override { return breaker_->probes_max(); }
  const std::vector<BreakerChange>* timeline() const override { return &timeline_; }
  // This life's breaker, for what only its kind can do (isolate, open, stats).
  Breaker& breaker() { return *breaker_; }
  const BreakerOptions& options() const { return options_; }

 private:
  void changed(const BreakerChange& change) override;
  void begin_life();
  void tell();
  void await_probe(BreakerTicket probe);
  void release_waiting(BreakerTicket probe);
  BreakerResult result_of(const GuardedCall& call, const CallEnd& end) const;

  GuardPlace place_;
  BreakerOptions options_;
  BreakerFactory factory_;
  std::unique_ptr<Breaker> breaker_;
  CallerLife life_;
  std::uint32_t lives_ = 0;
  std::vector<BreakerChange> timeline_;
  std::size_t told_ = 0;                                     // of the timeline
  std::map<std::uint32_t, std::shared_ptr<Event>> waiting_;  // by the probe's generation
};

}  // namespace hindcast
