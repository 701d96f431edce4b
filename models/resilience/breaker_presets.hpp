// What the breakers of other libraries do by default, as rules.
#pragma once

#include <string_view>

#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/rule_breaker_options.hpp"

namespace hindcast {

// resilience4j 2.x, CircuitBreakerConfig and CircuitBreakerStateMachine.
RuleBreakerOptions resilience4j_breaker(std::string_view name);
// Polly 8, CircuitBreakerConstants and CircuitStateController.
RuleBreakerOptions polly_breaker();
// sony/gobreaker v2, NewCircuitBreaker.
RuleBreakerOptions gobreaker_breaker();
// Hystrix 1.5, HystrixCommandProperties and HystrixCircuitBreaker.
RuleBreakerOptions hystrix_breaker();

// The component, version and place of a preset's values.
std::string_view preset_source(BreakerPreset preset);

}  // namespace hindcast
