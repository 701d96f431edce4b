// The options of cockatiel 3.2.1's circuitBreaker(). It has no defaults for its breaker and its
// half-open wait: every caller chooses. Ours are the example of its readme (halfOpenAfter 10 s, a
// ConsecutiveBreaker of 5; sampling with a threshold of 20 % over 30 s).
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct CockatielOptions {
  enum class Kind : std::uint8_t { consecutive, count, sampling };
  enum class Wait : std::uint8_t { constant, iterable, exponential };

  Kind breaker = Kind::consecutive;
  std::uint32_t consecutive_threshold = 5;       // opens at this failure in a row
  Ratio threshold = Ratio::percent(20);          // count, sampling: opens above it
  std::uint32_t size = 100;                      // count
  std::uint32_t minimum_number_of_calls = 0;     // count; 0: size
  Duration duration = std::chrono::seconds(30);  // sampling
  Ratio minimum_rps = Ratio::zero();             // sampling, calls per second; 0: 5 / threshold
  Wait half_open_wait = Wait::constant;
  Duration half_open_after = std::chrono::seconds(10);  // constant; exponential: the first wait
  std::vector<Duration> half_open_waits = {};           // iterable; the last one repeats
  Duration half_open_max = std::chrono::seconds(30);    // exponential, which doubles

  static const FieldTable<CockatielOptions>& fields();
};

}  // namespace hindcast
