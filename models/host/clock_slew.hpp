// ClockSlew: an amount of time that a clock gains or loses in even parts, in whole nanoseconds and
// exactly by its end.
#pragma once

#include <cstdint>

#include "hindcast/sim/time.hpp"

namespace hindcast {

__extension__ using WideCount = __int128;

// Returns the quotient rounded down. REQUIRES: divisor > 0.
constexpr WideCount floored(WideCount dividend, std::int64_t divisor) {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

struct ClockSlew {
  // Several slews and a drift are summed in these parts of a nanosecond and rounded once, so that
  // the sum never goes back.
  static constexpr std::int64_t kFine = std::int64_t{1} << 16U;

  Instant from{};
  Instant until{};
  Duration amount = Duration::zero();

  // What is gained by `at`, in nanoseconds / kFine.
  constexpr WideCount fine(Instant at) const {
    if (at >= until) return WideCount{amount.count()} * kFine;
    if (at <= from) return 0;
    return floored(WideCount{amount.count()} * (at - from).count() * kFine, (until - from).count());
  }
  constexpr Duration done(Instant at) const { return whole(fine(at)); }

  static constexpr Duration whole(WideCount fine) {
    return Duration::nanoseconds(static_cast<std::int64_t>(floored(fine, kFine)));
  }
};

}  // namespace hindcast
