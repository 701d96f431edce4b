// StandardRetry: a retry policy with back-off, jitter and a budget.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/models/resilience/retry_budget.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

enum class RetryJitter : std::uint8_t {
  none,
  full,          // U(0, t)
  equal,         // t/2 + U(0, t/2)
  decorrelated,  // U(base, 3 * previous)                    (all three: AWS blog, 2015)
  spread,        // t * U(1 - s, 1 + s): resilience4j .5, gRPC .2
  polly,         // Polly 8, "decorrelated V2"
};

struct RetryOptions {
  std::uint32_t attempts_max = 1;
  Duration backoff = Duration::zero();
  Ratio factor = Ratio::percent(200);
  Duration backoff_max = Duration::infinite();
  RetryJitter jitter = RetryJitter::none;
  Ratio spread = Ratio::percent(50);
  bool on_error_replies = true;
  bool on_timeouts = true;
  bool on_closed = true;       // refused, or broken off
  bool on_rejections = false;  // of the caller's own guards
  RetryBudgetOptions budget{};

  static const FieldTable<RetryOptions>& fields();
};

// What the retries of other libraries do by default.
RetryOptions resilience4j_retry();  // resilience4j 2.x RetryConfig: 3 attempts, 500 ms
RetryOptions polly_retry();  // Polly 8 RetryConstants, exponential with jitter: 3 retries, 2 s
RetryOptions aws_standard_retry();  // @smithy/core 3.41.0: 3 attempts, U * min(20 s, 50 ms * 2^i)
RetryOptions grpc_retry();  // gRPC proposal A6, as in its examples: 4 attempts, 100 ms to 1 s

// Returns the wait before retry `nth` (from 1), for one uniform draw. `waited` is the wait before,
// `waited_total` the sum of all before.
struct RetryMoment {
  std::uint32_t nth = 1;
  Duration waited = Duration::zero();
  Duration waited_total = Duration::zero();
};
Duration retry_wait(const RetryOptions& options, const RetryMoment& moment, std::uint64_t uniform);

class StandardRetry final : public RetryPolicy {
 public:
  explicit StandardRetry(const RetryOptions& options) : options_(options) {}

  std::optional<Duration> after(const EndedAttempt& attempt) override;
  void describe(TopologyEdge& edge) const override;

  // Retries that the budget refused.
  std::uint64_t refused() const { return refused_; }
  std::uint64_t retries() const { return retries_; }

 private:
  bool is_worth_a_retry(const CallEnd& end) const;

  RetryOptions options_;
  CallerLife life_;
  std::unique_ptr<RetryBudget> budget_;
  std::uint64_t refused_ = 0;
  std::uint64_t retries_ = 0;
};

}  // namespace hindcast
