// TimerClock: the clock that a node's timers follow. A node without one has a perfect clock, which
// is virtual time itself. What such a clock is (drift, discipline) is a matter of models/host.
#pragma once

#include "hindcast/sim/time.hpp"

namespace hindcast {

class TimerClock {
 public:
  virtual ~TimerClock() = default;

  // Returns what the clock reads at that instant, which is not before the last change of its rate.
  // Never goes back.
  virtual Instant reading(Instant at) const = 0;
  // Returns the first instant at which the clock, as it runs now, reads at least that.
  virtual Instant when(Instant reading) const = 0;
};

}  // namespace hindcast
