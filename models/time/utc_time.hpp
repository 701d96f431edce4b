// UtcTime and CivilTime: moments and calendar readings. They do not convert into each other or into
// an Instant silently; a zone (time_zone.hpp) or the leap-second table (leap_seconds.hpp) says how.
//
// The calendar is the proleptic Gregorian one of ISO 8601, years -9999 to 9999 in texts.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/sim/parsed.hpp"

namespace hindcast {

class LeapSeconds;

// A moment of UTC: seconds since 1970-01-01T00:00:00Z as POSIX counts them, without leap seconds.
// `leap` marks the inserted second that follows `seconds`: 23:59:60, which POSIX cannot count.
struct UtcTime {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  bool leap = false;

  friend bool operator==(const UtcTime&, const UtcTime&) = default;
  friend std::strong_ordering operator<=>(const UtcTime& left, const UtcTime& right) {
    if (const auto order = left.seconds <=> right.seconds; order != 0) return order;
    if (const auto order = left.leap <=> right.leap; order != 0) return order;
    return left.nanoseconds <=> right.nanoseconds;
  }
};

// What a calendar and a clock on the wall show. `second` is 60 in a leap second.
struct CivilTime {
  std::int64_t year = 1970;
  std::int32_t month = 1;  // 1 to 12
  std::int32_t day = 1;    // 1 to 31
  std::int32_t hour = 0;
  std::int32_t minute = 0;
  std::int32_t second = 0;

  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

// Returns the number of days from 1970-01-01 to that date. Dates before are negative.
// Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
std::int64_t days_from_civil(std::int64_t year, std::int32_t month, std::int32_t day);
// Returns 0 for Sunday to 6 for Saturday.
std::int32_t weekday_of_days(std::int64_t days);
std::int32_t days_in_month(std::int64_t year, std::int32_t month);

// Return the seconds from 1970-01-01T00:00:00 to that reading, all days being 86,400 s long, and
// back. A second of 60 counts as the next minute's first.
std::int64_t civil_seconds(const CivilTime& civil);
CivilTime civil_from_seconds(std::int64_t seconds);

CivilTime utc_reading(const UtcTime& utc);

// Returns "2016-12-31T23:59:60", with "Z" for UTC. Fractions are left out.
std::string to_text(const CivilTime& civil);
std::string to_text(const UtcTime& utc);

// Reads "2024-03-10T02:30:00" with or without a fraction of up to nine digits, which is dropped.
// The date must exist; the second is at most 59.
Parsed<CivilTime> parse_civil_time(std::string_view text);

// Reads "2016-12-31T23:59:60Z". A second of 60 must be in the table, or on the last minute of any
// day if `hypothetical`.
Parsed<UtcTime> parse_utc_time(std::string_view text, const LeapSeconds& leaps,
                               bool hypothetical = false);

}  // namespace hindcast
