// CockatielBreaker: cockatiel 3.2.1 (CircuitBreakerPolicy.js). It leaves `open` with the next call
// once the wall clock says so; that call is the test, and all others wait for its end and then ask
// again, all at once.
#pragma once

#include <cstdint>
#include <memory>

#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/models/resilience/cockatiel_counting.hpp"
#include "hindcast/models/resilience/cockatiel_options.hpp"

namespace hindcast {

class CockatielBreaker final : public Breaker {
 public:
  explicit CockatielBreaker(const CockatielOptions& options, BreakerListener* listener = nullptr);

  BreakerAnswer admit(const ClockReading& now) override;
  void settle(BreakerTicket ticket, const BreakerResult& result, const ClockReading& now) override;
  // The action throws; handleAll, the policy that most users write, counts it.
  void abandon(BreakerTicket ticket, const ClockReading& now) override {
    settle(ticket, {BreakerOutcome::failure}, now);
  }
  void advance(const ClockReading&) override {}

  // Holds the circuit open until as many handles are disposed of.
  void isolate(const ClockReading& now);
  void dispose(const ClockReading& now);

  // Both BrokenCircuitError and IsolatedCircuitError.
  static constexpr const char* kBroken = "Execution prevented because the circuit breaker is open";

 private:
  void open(const ClockReading& now);
  void close(const ClockReading& now);
  Duration wait_of(std::uint32_t step) const;

  CockatielOptions options_;
  std::unique_ptr<CockatielCounting> counting_;
  Instant opened_at_;               // by the wall clock
  std::uint32_t backoff_step_ = 0;  // of the waits, while open or half open
  std::uint32_t isolations_ = 0;
  std::uint32_t tests_ = 0;
};

}  // namespace hindcast
