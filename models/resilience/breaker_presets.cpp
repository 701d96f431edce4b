#include "hindcast/models/resilience/breaker_presets.hpp"

#include <fmt/format.h>

namespace hindcast {

using namespace std::chrono_literals;

RuleBreakerOptions resilience4j_breaker(std::string_view name) {
  RuleBreakerOptions options;
  options.failure_ratio = Ratio::percent(50);  // failureRateThreshold, at or above
  options.window = BreakerWindow::count;       // slidingWindowType COUNT_BASED
  options.window_calls = 100;                  // slidingWindowSize
  options.volume_min = 100;                    // minimumNumberOfCalls
  options.slow_call = 60s;                     // slowCallDurationThreshold
  options.slow_ratio = Ratio::one();           // slowCallRateThreshold
  options.open_wait = 60s;                     // waitDurationInOpenState
  options.wait_strict = true;                  // isAfter
  options.wait_clock = BreakerClock::wall;     // Clock.systemUTC
  options.window_clock = BreakerClock::wall;   // SYNCHRONIZED
  options.probes = 10;                         // permittedNumberOfCallsInHalfOpenState
  options.probes_min = 10;                     // min(minimumNumberOfCalls, permitted)
  options.close = HalfOpenClose::ratio;
  options.half_open_max = Duration::infinite();  // maxWaitDurationInHalfOpenState 0
  options.ignored = Ignored::released;
  options.open_text =
      fmt::format("CircuitBreaker '{}' is OPEN and does not permit further calls", name);
  options.surplus_text =
      fmt::format("CircuitBreaker '{}' is HALF_OPEN and does not permit further calls", name);
  return options;
}

RuleBreakerOptions polly_breaker() {
  RuleBreakerOptions options;
  options.failure_ratio = Ratio::percent(10);  // DefaultFailureRatio, at or above
  options.on_success = false;
  options.window = BreakerWindow::rolling;
  options.window_time = 30s;  // DefaultSamplingDuration
  options.window_parts = 10;
  options.volume_min = 100;  // DefaultMinimumThroughput
  options.window_clock = BreakerClock::wall;
  options.open_wait = 5s;                   // DefaultBreakDuration
  options.wait_clock = BreakerClock::wall;  // TimeProvider.GetUtcNow
  options.probes = 1;
  options.close = HalfOpenClose::first;
  options.ignored = Ignored::success;
  options.open_text = "The circuit is now open and is not allowing calls.";
  options.surplus_text = options.open_text;
  return options;
}

RuleBreakerOptions gobreaker_breaker() {
  RuleBreakerOptions options;
  options.trip = BreakerTrip::consecutive;
  options.failures = 6;  // defaultReadyToTrip: ConsecutiveFailures > 5
  options.on_success = false;
  options.window = BreakerWindow::interval;
  options.window_time = Duration::infinite();  // Interval 0: counts are never cleared
  options.open_wait = 60s;                     // Timeout
  options.wait_strict = true;                  // expiry.Before(now)
  options.probes = 1;                          // MaxRequests 0
  options.close = HalfOpenClose::consecutive;
  options.drops_late = true;
  options.ignored = Ignored::released;
  options.open_text = "circuit breaker is open";
  options.surplus_text = "too many requests";
  return options;
}

RuleBreakerOptions hystrix_breaker() {
  RuleBreakerOptions options;
  options.failure_ratio = Ratio::percent(50);  // circuitBreaker.errorThresholdPercentage
  options.whole_percents = true;
  options.window = BreakerWindow::snapshot;
  options.window_time = 10s;  // metrics.rollingStats.timeInMilliseconds
  options.window_parts = 20;  // of metrics.healthSnapshot.intervalInMilliseconds 500
  options.volume_min = 20;    // circuitBreaker.requestVolumeThreshold
  options.open_wait = 5s;     // circuitBreaker.sleepWindowInMilliseconds
  options.wait_strict = true;
  options.wait_clock = BreakerClock::wall;  // System.currentTimeMillis
  options.probes = 1;
  options.close = HalfOpenClose::first;
  options.ignored = Ignored::released;
  options.timeout = 1s;  // execution.isolation.thread.timeoutInMilliseconds
  options.open_text = "Hystrix circuit short-circuited and is OPEN";
  options.surplus_text = options.open_text;
  return options;
}

std::string_view preset_source(BreakerPreset preset) {
  switch (preset) {
    case BreakerPreset::opossum:
      return "opossum 9.0.0 lib/circuit.js";
    case BreakerPreset::cockatiel:
      return "cockatiel 3.2.1 CircuitBreakerPolicy.js; its readme's example";
    case BreakerPreset::resilience4j:
      return "resilience4j 2.x CircuitBreakerConfig";
    case BreakerPreset::polly:
      return "Polly 8 CircuitBreakerConstants";
    case BreakerPreset::gobreaker:
      return "gobreaker 2 NewCircuitBreaker";
    case BreakerPreset::hystrix:
      return "Hystrix 1.5 HystrixCommandProperties";
    case BreakerPreset::none:
    case BreakerPreset::custom:
      break;
  }
  return "hindcast";
}

}  // namespace hindcast
