#include "hindcast/models/resilience/resilience_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

std::shared_ptr<CallGuard> make_guard(GuardKind kind, const ResilienceOptions& options,
                                      const GuardPlace& place, ConnectionGuards& made) {
  switch (kind) {
    case GuardKind::breaker: {
      if (options.breaker.preset == BreakerPreset::none) return nullptr;
      auto breaker = std::make_shared<CircuitBreaker>(place, options.breaker);
      const BreakerView& view = *breaker;
      made.breaker = std::make_shared<WatchedBreaker>(place, std::move(breaker), view);
      return made.breaker;
    }
    case GuardKind::limiter:
      if (!options.limiter.is_set()) return nullptr;
      made.limiter = std::make_shared<RateLimiter>(place, options.limiter);
      return made.limiter;
    case GuardKind::bulkhead:
      if (!options.bulkhead.is_set()) return nullptr;
      made.bulkhead = std::make_shared<Bulkhead>(place, options.bulkhead);
      return made.bulkhead;
  }
  return nullptr;
}

void put_registered(CallPolicy& policy, const ResilienceOptions& options, const GuardPlace& place,
                    const GuardRegistry& registry, ConnectionGuards& made) {
  for (const std::string& name : options.guards) {
    const GuardRegistry::MakeGuard* const make = registry.find_guard(name);
    HINDCAST_CHECK(make != nullptr);
    GuardPlace own = place;
    own.connection = fmt::format("{} {}", name, place.connection);
    GuardRegistry::Guard guard = (*make)(own);
    if (guard.view != nullptr) {
      made.watched.push_back(
          std::make_shared<WatchedBreaker>(own, std::move(guard.guard), *guard.view));
      policy.guards.push_back(made.watched.back());
    } else {
      policy.guards.push_back(std::move(guard.guard));
    }
  }
}

std::optional<TextError> unknown(std::string_view what, const std::string& name,
                                 const std::vector<std::string>& names) {
  if (names.empty()) {
    return TextError{fmt::format("there is no {} {}", what, in_quotes(name)),
                     "register it in the program, or leave it out"};
  }
  return TextError{fmt::format("there is no {} {}", what, in_quotes(name)),
                   fmt::format("write one of {}", fmt::join(names, ", "))};
}

}  // namespace

ConnectionGuards put_guards(CallPolicy& policy, const ResilienceOptions& options,
                            const GuardPlace& place, const GuardRegistry& registry) {
  ConnectionGuards made;
  put_registered(policy, options, place, registry, made);
  for (const GuardKind kind : options.order) {
    std::shared_ptr<CallGuard> guard = make_guard(kind, options, place, made);
    if (guard == nullptr) continue;
    const bool of_calls = kind == GuardKind::breaker && options.breaker.scope == GuardScope::calls;
    (of_calls ? policy.call_guards : policy.guards).push_back(std::move(guard));
  }
  if (!options.retry_policy.empty()) {
    const GuardRegistry::MakeRetry* const make = registry.find_retry(options.retry_policy);
    HINDCAST_CHECK(make != nullptr);
    policy.retry = (*make)(place);
  } else if (options.retry.attempts_max > 1) {
    made.retry = std::make_shared<StandardRetry>(options.retry);
    policy.retry = made.retry;
  }
  if (options.fallback.kind != FallbackOptions::Kind::none) {
    made.fallback = std::make_shared<Fallback>(place, options.fallback);
    policy.wrappers.push_back(made.fallback);
  }
  if (options.single_flight.on) {
    made.single_flight = std::make_shared<SingleFlight>(place, options.single_flight);
    policy.wrappers.push_back(made.single_flight);
  }
  return made;
}

std::optional<TextError> problem_of(const ResilienceOptions& options,
                                    const GuardRegistry& registry) {
  for (const std::string& name : options.guards) {
    if (registry.find_guard(name) == nullptr) {
      return unknown("guard", name, registry.guard_names());
    }
  }
  if (!options.retry_policy.empty() && registry.find_retry(options.retry_policy) == nullptr) {
    return unknown("retry policy", options.retry_policy, registry.retry_names());
  }
  return std::nullopt;
}

const FieldTable<ResilienceOptions>& ResilienceOptions::fields() {
  using Options = ResilienceOptions;
  const FieldInfo<GuardKind> kinds{.names = {{GuardKind::breaker, "breaker"},
                                             {GuardKind::limiter, "limiter"},
                                             {GuardKind::bulkhead, "bulkhead"}}};
  static const FieldTable<ResilienceOptions> table{
      group("breaker", &Options::breaker, BreakerOptions::fields()),
      group("retry", &Options::retry, RetryOptions::fields()),
      group("bulkhead", &Options::bulkhead, BulkheadOptions::fields()),
      group("limiter", &Options::limiter, RateLimiterOptions::fields()),
      group("single_flight", &Options::single_flight, SingleFlightOptions::fields()),
      group("fallback", &Options::fallback, FallbackOptions::fields()),
      field("order", &Options::order,
            {.each = kinds,
             .size_max = 3,
             .about = "of an attempt's guards, the outermost first",
             .source = "resilience4j 2.x, its documented order of decorators"}),
      field("guards", &Options::guards,
            {.size_max = 4, .about = "registered guards of one's own, by name"}),
      field("retry_policy", &Options::retry_policy,
            {.about = "a registered retry policy of one's own, by name"}),
      rule<Options>("order", {"a guard is named twice", "name each guard once"},
                    [](const Options& options) {
                      std::vector<GuardKind> sorted = options.order;
                      std::sort(sorted.begin(), sorted.end());
                      return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
                    }),
      rule<Options>("order", {"a guard that is set is not in the order", "name it"},
                    [](const Options& options) {
                      const auto named = [&options](GuardKind kind) {
                        return std::find(options.order.begin(), options.order.end(), kind) !=
                               options.order.end();
                      };
                      return (options.breaker.preset == BreakerPreset::none ||
                              named(GuardKind::breaker)) &&
                             (!options.limiter.is_set() || named(GuardKind::limiter)) &&
                             (!options.bulkhead.is_set() || named(GuardKind::bulkhead));
                    }),
  };
  return table;
}

}  // namespace hindcast
