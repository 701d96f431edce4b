// RuleBreakerOptions: a circuit breaker as a set of answers to the questions in which real ones
// differ. Presets of libraries that fit this shape are values of it (breaker_presets.hpp), and so
// is a breaker of one's own.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class BreakerWindow : std::uint8_t {
  count,     // the last calls
  interval,  // since it closed, or since an interval began (gobreaker)
  seconds,   // buckets of one epoch second (resilience4j)
  rolling,   // sub-windows that begin with a call (Polly)
  snapshot,  // looked at by a timer only (Hystrix)
};

enum class BreakerTrip : std::uint8_t {
  ratio,        // of failures among the calls in the window, once there are volume_min of them
  failures,     // so many failures in the window
  consecutive,  // so many failures in a row
};

enum class HalfOpenAdmission : std::uint8_t {
  permits,  // as many calls as there are probes, others are rejected
  awaits,   // as many calls as there are probes, others wait for one to end and ask again
  all,      // there is no half-open state: full traffic at once
};

enum class HalfOpenClose : std::uint8_t {
  first,        // the first result decides
  consecutive,  // `probes` successes in a row; a failure opens it again
  ratio,        // the failure ratio of `probes_min` results
};

enum class BreakerClock : std::uint8_t { monotonic, wall };

enum class Ignored : std::uint8_t { released, success };

struct RuleBreakerOptions {
  // When it opens.
  BreakerTrip trip = BreakerTrip::ratio;
  BreakerWindow window = BreakerWindow::count;
  Ratio failure_ratio = Ratio::percent(50);
  bool strict = false;          // opens above the ratio, not at it
  bool whole_percents = false;  // the ratio is cut to whole percents first (Hystrix)
  bool on_success = true;       // a success may open it too, by completing the volume
  std::uint32_t failures = 5;   // for trip failures and consecutive
  std::uint32_t volume_min = 100;
  std::uint32_t window_calls = 100;                 // window count
  Duration window_time = std::chrono::seconds(10);  // the other windows
  std::uint32_t window_parts = 10;                  // rolling, snapshot
  BreakerClock window_clock = BreakerClock::monotonic;
  Duration slow_call = Duration::infinite();  // longer calls are slow
  Ratio slow_ratio = Ratio::one();
  bool counts_rejections = false;  // its own ones, as calls in the window

  // How it leaves `open`.
  Duration open_wait = std::chrono::seconds(60);
  Ratio wait_factor = Ratio::one();  // of the next wait, after a failed half-open period
  Duration wait_max = std::chrono::hours(1);
  bool by_timer = false;     // without traffic
  bool wait_strict = false;  // only after the wait, not with its end
  BreakerClock wait_clock = BreakerClock::monotonic;

  // Half open.
  HalfOpenAdmission admission = HalfOpenAdmission::permits;
  std::uint32_t probes = 10;
  HalfOpenClose close = HalfOpenClose::ratio;
  std::uint32_t probes_min = 10;                  // results for close ratio
  Duration half_open_max = Duration::infinite();  // then it opens again
  bool drops_late = false;                        // results of calls that began in another state
  Ignored ignored = Ignored::released;

  Duration timeout = Duration::infinite();  // its own
  std::string open_text = "circuit breaker is open";
  std::string surplus_text = "circuit breaker is open";  // half open
};

}  // namespace hindcast
