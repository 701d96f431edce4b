// UtcTimeline: which UTC it is at each instant of a world, leap seconds counted. And the leap
// seconds that a world can be told to live through.
#pragma once

#include <string_view>

#include "hindcast/models/time/leap_seconds.hpp"
#include "hindcast/models/time/wall_time.hpp"
#include "hindcast/sim/parsed.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// A second at the end of a day of UTC that is inserted (23:59:60) or left out (23:59:59).
struct LeapSecond {
  std::int64_t day_ends = 0;  // POSIX seconds: the first of the next day
  bool deleted = false;

  // The table as it is if this happened. What is in the table already is not added again.
  LeapSeconds within(const LeapSeconds& table) const;
};

// Reads "2016-12-31T23:59:60Z", or "2035-12-31T23:59:59Z" for a second that is left out. Unless it
// is said to be hypothetical, the second must be in the published table.
Parsed<LeapSecond> parse_leap_second(std::string_view text, bool hypothetical);

class UtcTimeline {
 public:
  // The world begins at `begins`.
  explicit UtcTimeline(UtcTime begins, LeapSeconds leaps = LeapSeconds::published());

  const LeapSeconds& leaps() const { return leaps_; }
  UtcTime at(Instant instant) const;
  // Returns how long after the world's beginning that moment is; negative if it was before.
  Duration until(const UtcTime& utc) const;
  // What a clock that is right reads: it repeats the second before an inserted one.
  WallTime wall_at(Instant instant) const { return WallTime::of(at(instant)); }

 private:
  std::int64_t begins_;  // seconds of LeapSeconds::elapsed
  std::uint32_t nanoseconds_;
  LeapSeconds leaps_;
};

}  // namespace hindcast
