// TimeDaemon: who keeps a host's clock right: the rules by which the usual daemons answer an error
// that they measured. All poll a server, correct what is small by slewing, what is large by setting
// the clock, and one of them gives up beyond a limit.
#pragma once

#include <cstdint>

#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class TimeDaemon : std::uint8_t { none, ntpd, chrony, timesyncd };

struct TimeDaemonRules {
  Duration poll_min = Duration::infinite();  // infinite: never polls
  Duration poll_max = Duration::infinite();
  Duration step_threshold = Duration::infinite();  // larger errors are set away
  Duration stepout = Duration::zero();             // once they have lasted for so long
  std::uint32_t steps_max = ~std::uint32_t{0};     // only one of the first polls may set the clock
  Duration panic = Duration::infinite();           // larger errors end the daemon
  std::int64_t slew_rate = 500;                    // parts per million
};

// Returns the rules of that daemon as Debian ships it.
const TimeDaemonRules& rules_of(TimeDaemon daemon);

}  // namespace hindcast
