// How a run ended, and its stated limits. Reaching a limit is a verdict, never a hang.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class Verdict : std::uint8_t {
  passed,        // every property held
  violated,      // a property did not hold
  deadlocked,    // fibers wait for each other, for ever
  inconclusive,  // a limit ended the run, or its chooser pruned it
  diverged,      // a replay was not bit-identical
};

const char* name_of(Verdict verdict);

struct Limits {
  std::uint64_t steps_max = 200'000'000;
  // Steps at one instant: beyond it the world no longer makes progress in time.
  std::uint64_t instant_steps_max = 10'000'000;
  std::uint32_t fibers_max = 1'000'000;
  // A wait with a timeout longer than this counts as a wait without one when a deadlock is sought.
  Duration wait_max = std::chrono::hours(1);
  // Starvation: a fiber that does not serve waits longer than this without a timeout, or is
  // overtaken more often while it waits. Both are off unless they are set.
  Duration starved_after = Duration::infinite();
  std::uint32_t overtakes_max = std::numeric_limits<std::uint32_t>::max();
  // Livelock: how often a cycle of declared fingerprints must come round before it is one.
  std::uint32_t livelock_rounds = 64;
  // Items in one channel.
  std::uint64_t queue_max = 10'000'000;
};

// Why a run ended as it did: the property or limit, and what a person needs to know about it.
struct Outcome {
  Verdict verdict = Verdict::passed;
  std::string property;  // the property that failed or the limit that was reached; empty if passed
  std::string detail;    // evidence in words, several lines
  Instant at;
};

}  // namespace hindcast
