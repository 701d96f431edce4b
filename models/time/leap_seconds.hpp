// LeapSeconds: which seconds UTC inserted or left out, as a table that can be extended by seconds
// that never happened.
//
// Source of the published table: leap-seconds.list of the tz database 2026f (public domain): 27
// inserted seconds, TAI-UTC 37 s since 2017-01-01, valid until 2027-06-28.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/time/utc_time.hpp"

namespace hindcast {

class LeapSeconds {
 public:
  // From `posix` on, TAI is ahead of UTC by that many seconds.
  struct Step {
    std::int64_t posix;
    std::int32_t tai_minus_utc;
  };

  static const LeapSeconds& published();

  // Until when the table is known to be complete, in POSIX seconds.
  std::int64_t expires() const { return expires_; }

  // Returns TAI-UTC in seconds; 10 before 1972, when UTC had no leap seconds.
  std::int32_t tai_minus_utc(std::int64_t posix) const;
  // Whether a second is inserted after that POSIX second (a 23:59:59), or it is left out.
  bool inserts_after(std::int64_t posix) const;
  bool deletes(std::int64_t posix) const;
  UtcTime last_inserted() const;

  // Return the seconds that passed from 1970-01-01T00:00:00Z to that moment, leap seconds counted
  // (the count of the "right" zones: TAI less 10 s), and the moment of a count.
  std::int64_t elapsed(const UtcTime& utc) const;
  UtcTime utc_of_elapsed(std::int64_t count) const;

  // Returns the table with one more second inserted after (or left out as) the last of the day that
  // begins at `day_begins`; what follows in the table moves along. REQUIRES: a multiple of
  // 86,400, and no leap second there yet.
  LeapSeconds with_inserted(std::int64_t day_begins) const { return with(day_begins, 1); }
  LeapSeconds with_deleted(std::int64_t day_begins) const { return with(day_begins, -1); }

 private:
  LeapSeconds(std::vector<Step> steps, std::int64_t expires)
      : steps_(std::move(steps)), expires_(expires) {}
  LeapSeconds with(std::int64_t day_begins, std::int32_t change) const;
  const Step* step_at(std::int64_t posix) const;

  std::vector<Step> steps_;
  std::int64_t expires_;
};

}  // namespace hindcast
