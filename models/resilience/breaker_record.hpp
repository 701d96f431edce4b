// BreakerRecord: what a breaker did in a run, for reports and properties.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/resilience/breaker.hpp"

namespace hindcast {

struct BreakerRecord {
  std::uint64_t admitted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t settled = 0;    // admitted calls that ended, well or badly
  std::uint64_t failed = 0;     // of them
  std::uint64_t abandoned = 0;  // admitted calls that were cancelled or died with their process
  std::uint64_t late = 0;       // ended when the state was no longer the one in which they began
  std::uint64_t opened = 0;     // times
  std::uint64_t failed_after_trip = 0;  // calls that began after a trip, before it closed again,
                                        // and failed: the price of probing
  std::uint64_t healthy_rejected = 0;   // rejections while the server was well, if that is known
  std::uint64_t probes = 0;             // calls let through half open
  std::uint32_t probes_open = 0;        // of them, those that have not ended
  std::uint32_t probes_open_max = 0;    // within one half-open period
  std::uint64_t probes_lost = 0;        // that were cancelled or died with their process

  // For the contract.
  std::uint64_t stale_decisions = 0;    // half open, a call from another state decided
  std::uint64_t closed_by_failure = 0;  // half open, a failed probe closed it
  std::uint64_t unpunished =
      0;  // half open, the last probe failed, none was good, and it stayed so
  Duration
      rejected_half_open{};  // longest time from the start of a half-open period to a rejection
  Duration rejected_open{};  // likewise, of an open one

  // The changes of state. At most kTimelineMax are kept; `opened` counts on.
  static constexpr std::size_t kTimelineMax = 100'000;
  std::vector<BreakerChange> timeline{};

  // Returns when it first opened at or after `from`; never if it did not.
  Instant first_opened(Instant from = {}) const {
    for (const BreakerChange& change : timeline) {
      if (change.to == BreakerState::open && change.at.monotonic >= from)
        return change.at.monotonic;
    }
    return Instant::never();
  }
  // Returns how long it was not closed, until `end`.
  Duration time_not_closed(Instant end) const {
    Duration total;
    Instant since = Instant::never();
    for (const BreakerChange& change : timeline) {
      const bool closes = change.to == BreakerState::closed;
      if (!closes && since.is_never()) since = change.at.monotonic;
      if (closes && !since.is_never()) {
        total += change.at.monotonic - since;
        since = Instant::never();
      }
    }
    return since.is_never() ? total : total + (end - since);
  }
};

}  // namespace hindcast
