// breaker_contract: what every circuit breaker must keep, as properties of a world. Add them for
// the breaker under test and let a campaign look for a run that breaks one.
#pragma once

#include "hindcast/models/resilience/watched_breaker.hpp"
#include "hindcast/sim/time.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

struct BreakerContractOptions {
  // How long calls may be rejected after it opened before one is let through as a probe.
  Duration open_max = std::chrono::minutes(2);
  // How long calls may be rejected half open: by then the probe's end has decided, also if the
  // probe was lost, cancelled or came back late.
  Duration half_open_max = std::chrono::minutes(2);
  // A result of a call that began before the trip may decide: true for libraries that keep late
  // results (opossum, Polly, Hystrix, resilience4j).
  bool allows_stale = false;
  // Whether a run must open it and probe at least once, so that a pass means something.
  bool must_be_exercised = true;
};

// Adds, with the breaker's name:
//  - open reaches a probe;
//  - never more than probes_max() probes at once;
//  - half open ends, whatever became of the probes;
//  - no stale result decides;
//  - a failed probe opens it again;
//  - sometimes it opens, and sometimes a probe is let through.
// REQUIRES: `breaker` outlives the run.
void breaker_contract(World& world, const WatchedBreaker& breaker,
                      const BreakerContractOptions& options = {});

}  // namespace hindcast
