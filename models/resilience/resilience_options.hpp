// ResilienceOptions: everything that a connection of a system file may say about failure beyond a
// timeout, and the guards that come of it.
//
// From the outside in: fallback, single flight, guards with scope calls, retries with their budget,
// then for each attempt the guards in `order` (resilience4j's: breaker, limiter, bulkhead), those
// of one's own first.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/bulkhead.hpp"
#include "hindcast/models/resilience/fallback.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/models/resilience/guard_registry.hpp"
#include "hindcast/models/resilience/rate_limiter.hpp"
#include "hindcast/models/resilience/retry_policy.hpp"
#include "hindcast/models/resilience/single_flight.hpp"
#include "hindcast/models/resilience/watched_breaker.hpp"
#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

enum class GuardKind : std::uint8_t { breaker, limiter, bulkhead };

struct ResilienceOptions {
  BreakerOptions breaker{};
  RetryOptions retry{};
  BulkheadOptions bulkhead{};
  RateLimiterOptions limiter{};
  SingleFlightOptions single_flight{};
  FallbackOptions fallback{};
  std::vector<GuardKind> order = {GuardKind::breaker, GuardKind::limiter, GuardKind::bulkhead};
  std::vector<std::string> guards{};  // registered ones, by name
  std::string retry_policy{};         // a registered one instead of `retry`; empty: none

  // For use with group(): the fields of each part in an object of its name.
  static const FieldTable<ResilienceOptions>& fields();
};

// What was put on a connection, for reports and properties.
struct ConnectionGuards {
  std::shared_ptr<WatchedBreaker> breaker{};  // of the options
  std::vector<std::shared_ptr<WatchedBreaker>>
      watched{};  // registered breakers that show themselves
  std::shared_ptr<StandardRetry> retry{};
  std::shared_ptr<Bulkhead> bulkhead{};
  std::shared_ptr<RateLimiter> limiter{};
  std::shared_ptr<SingleFlight> single_flight{};
  std::shared_ptr<Fallback> fallback{};
};

// Puts what the options say on a policy, whose timeout, attempts_max and backoff stay as they are;
// the latter two count only if `retry` allows one attempt and no retry policy is named. REQUIRES:
// problem_of finds nothing.
ConnectionGuards put_guards(CallPolicy& policy, const ResilienceOptions& options,
                            const GuardPlace& place, const GuardRegistry& registry = {});

// Returns the complaint about a name that is not registered, or nothing.
std::optional<TextError> problem_of(const ResilienceOptions& options,
                                    const GuardRegistry& registry);

}  // namespace hindcast
