// What cron(8) promises about one job and one change of local time, from the readings that clocks
// in the zone show, minute by minute. Independent of models/time/cron_schedule, which follows
// cron.c.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/time/time_zone.hpp"

namespace hindcast {

struct JobTime {
  std::int64_t first = 0;          // POSIX seconds: the daemon starts
  std::int64_t end = 0;            // and ends
  std::int64_t minute_of_day = 0;  // of local time: when the job is due, each day
};

// Returns when the job must run, in POSIX seconds, each at most `kOracleSample` too late.
inline constexpr std::int64_t kOracleSample = 20;
std::vector<std::int64_t> promised_runs(const TimeZone& zone, const JobTime& job);

}  // namespace hindcast
