// The breakers that the exhaustive search of one knows: each library as far as a round of a few
// moves can open it, and one that keeps every claim.
#pragma once

#include <cstdint>

#include "hindcast/scenarios/small/breaker_round.hpp"

namespace hindcast {

enum class SmallBreaker : std::uint8_t {
  opossum,          // `timeout: false`
  opossum_timeout,  // as it comes: 10 s
  cockatiel,
  gobreaker,
  polly,
  resilience4j,
  hardened,  // counts by the monotonic clock, drops late results, leaves half-open by time
};

// Returns a round of that breaker, which opens after one or two failures.
BreakerRoundOptions breaker_round(SmallBreaker breaker);

}  // namespace hindcast
