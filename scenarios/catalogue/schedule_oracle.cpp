#include "hindcast/scenarios/catalogue/schedule_oracle.hpp"

namespace hindcast {
namespace {

constexpr std::int64_t kCorrection = 180;  // minutes: a larger jump is a correction of the clock

std::int64_t floor_div(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

bool is_due(std::int64_t local_minute, std::int64_t minute_of_day) {
  return local_minute - floor_div(local_minute, 1'440) * 1'440 == minute_of_day;
}

}  // namespace

// "Those jobs which would have run in the time that was skipped will be run soon after the change";
// "those jobs that fall into the repeated time will not be re-run"; "clock changes of more than 3
// hours are considered to be corrections to the clock, and the new time is used immediately."
std::vector<std::int64_t> promised_runs(const TimeZone& zone, const JobTime& job) {
  const auto shown = [&zone](std::int64_t posix) {
    return floor_div(posix + zone.type_at(posix).offset, 60);
  };
  std::vector<std::int64_t> runs;
  std::int64_t latest = shown(job.first);
  for (std::int64_t posix = job.first; posix < job.end; posix += kOracleSample) {
    const std::int64_t minute = shown(posix);
    const std::int64_t jump = minute - latest;
    const bool corrected = jump > kCorrection || jump <= -kCorrection;
    if (!corrected && jump <= 0) continue;
    std::int64_t from = latest + 1;
    if (corrected) from = minute;
    for (std::int64_t due = from; due <= minute; ++due) {
      if (is_due(due, job.minute_of_day)) runs.push_back(posix);
    }
    latest = minute;
  }
  return runs;
}

}  // namespace hindcast
