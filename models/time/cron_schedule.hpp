// CronSchedule: the five time fields of a crontab line, and CronClock: how cron decides at each
// wake-up which minutes of local time have come, when clocks are set or zones change.
//
// Source: crontab(5) and cron(8) of Debian's cron 3.0pl1 (Vixie cron), and its main loop in cron.c:
// jobs at a fixed time that falls into a gap of less than three hours run right after it, those in
// an hour that comes twice run once; jobs with a star for hour or minute follow the clock.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hindcast/sim/parsed.hpp"

namespace hindcast {

class CronSchedule {
 public:
  // Reads "30 2 * * *": minute, hour, day of month, month, day of week, each a star or a list of
  // numbers and ranges, with steps. Names of months and days are not read.
  static Parsed<CronSchedule> parse(std::string_view text);

  // Whether a star stands for the minute or the hour.
  bool is_wild() const { return wild_; }
  // Whether that minute (civil_seconds / 60 of local time) is one of the schedule's.
  bool matches(std::int64_t local_minute) const;

 private:
  std::uint64_t minutes_ = 0;
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t months_ = 0;
  std::uint64_t weekdays_ = 0;
  bool wild_ = false;
  bool any_day_ = false;      // a star for the day of the month
  bool any_weekday_ = false;  // or of the week
};

// A minute whose jobs are due.
struct CronMinute {
  std::int64_t local_minute = 0;
  bool wild = false;   // those with stars
  bool fixed = false;  // the others

  bool runs(const CronSchedule& schedule) const {
    return (schedule.is_wild() ? wild : fixed) && schedule.matches(local_minute);
  }
};

class CronClock {
 public:
  // The daemon starts in that minute of local time, whose jobs it does not run.
  explicit CronClock(std::int64_t local_minute) : running_(local_minute), virtual_(local_minute) {}

  // The minute it woke up for last.
  std::int64_t running() const { return running_; }
  // It wakes up in that minute. Returns the minutes whose jobs run now, in order; nothing if it is
  // the same as before.
  std::vector<CronMinute> wake(std::int64_t local_minute);

 private:
  std::int64_t running_;
  std::int64_t virtual_;  // the jobs of this minute have run
};

}  // namespace hindcast
