// Where a guard stands: its world, the connection that it is named after, and its caller's clocks.
#pragma once

#include <string>

#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/models/resilience/breaker.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/node.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

struct GuardPlace {
  World& world;
  std::string connection;        // "mcp.cache -> redis.resp", or a name of its own
  const Node* caller = nullptr;  // whose clocks it reads; none: virtual time

  ClockReading reading() const {
    const Instant now = world.now();
    const NodeClock* const clock = caller == nullptr ? nullptr : NodeClock::of(*caller);
    if (clock == nullptr) return {now, kEpoch + now.since_start()};
    return {clock->reading(now), Instant::at(Duration::nanoseconds(clock->wall().nanoseconds()))};
  }

 private:
  // Wall clocks count from 1970, so that zero is long ago.
  static constexpr Instant kEpoch = Instant::at(std::chrono::hours(24 * 365 * 50));
};

// Says when the caller's process is a new one: a guard's memory died with the old one.
class CallerLife {
 public:
  // Returns true with the first call in each life of the running fiber's node.
  bool begins() {
    const std::uint32_t life = Scheduler::current().running()->node->life();
    if (known_ && life == life_) return false;
    known_ = true;
    life_ = life;
    return true;
  }

 private:
  bool known_ = false;
  std::uint32_t life_ = 0;
};

}  // namespace hindcast
