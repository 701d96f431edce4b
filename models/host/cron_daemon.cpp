#include "hindcast/models/host/cron_daemon.hpp"

#include <utility>

#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

std::int64_t floor_minutes(std::int64_t seconds) {
  return seconds / 60 - (seconds % 60 < 0 ? 1 : 0);
}

}  // namespace

const FieldTable<CronDaemonOptions>& CronDaemonOptions::fields() {
  using Options = CronDaemonOptions;
  static const FieldTable<Options> table{
      field("zone", &Options::zone, {.about = "the time zone of the host, of the tz database"}),
      field("schedule", &Options::schedule,
            {.about = "minute, hour, day of month, month, day of week", .source = "crontab(5)"}),
      field("offset_check", &Options::offset_check,
            {.names = {{OffsetCheck::daylight_flag, "daylight_flag"},
                       {OffsetCheck::always, "always"}},
             .about = "when the difference from UTC is asked anew",
             .source = "cron 3.0pl1, set_time: if tm_isdst has changed"}),
      rule<Options>(
          "zone", {"is no zone of the tz database", "write a name such as Europe/Berlin"},
          [](const Options& options) { return ZoneTables::pinned().find(options.zone).ok(); }),
      rule<Options>(
          "schedule", {"is no schedule of cron", "write five fields, as 30 2 * * *"},
          [](const Options& options) { return CronSchedule::parse(options.schedule).ok(); }),
  };
  return table;
}

CronDaemon::CronDaemon(const Place& place, Options options)
    : Component(place),
      options_(std::move(options)),
      zone_((options_.tables == nullptr ? ZoneTables::pinned() : *options_.tables)
                .find(options_.zone)
                .value_or_throw({"zone"})),
      schedule_(CronSchedule::parse(options_.schedule).value_or_throw({"schedule"})) {}

std::unique_ptr<Process> CronDaemon::boot() {
  const ZoneType type = zone_type_at(node(), zone_, wall_now(node()).seconds());
  is_dst_ = type.is_dst;
  offset_ = type.offset;
  spawn("cron", [this] { serve(); }, {.serves = true});
  return std::make_unique<Process>();
}

// set_time(): the minute of local time, by the offset as the daemon knows it.
std::int64_t CronDaemon::local_minute() {
  const std::int64_t posix = wall_now(node()).seconds();
  const ZoneType& type = zone_type_at(node(), zone_, posix);
  if (options_.offset_check == OffsetCheck::always || type.is_dst != is_dst_) {
    is_dst_ = type.is_dst;
    offset_ = type.offset;
  }
  return floor_minutes(posix + offset_);
}

// cron_sleep(): one second into the minute; not at all if that is more than a minute away, since
// then the clock was set back.
void CronDaemon::sleep_to(std::int64_t local_minute) {
  const std::int64_t seconds = local_minute * 60 - (wall_now(node()).seconds() + offset_) + 1;
  if (seconds > 0 && seconds < 65) sleep(Duration(std::chrono::seconds(seconds)));
}

void CronDaemon::serve() {
  CronClock minutes(local_minute());
  for (;;) {
    std::int64_t minute = minutes.running();
    while (minute == minutes.running()) {
      sleep_to(minutes.running() + 1);
      minute = local_minute();
    }
    for (const CronMinute& due : minutes.wake(minute)) {
      if (!due.runs(schedule_)) continue;
      runs_.push_back({wall_now(node()), due.local_minute});
      trace(events::kCronRan, hash_text(options_.schedule),
            static_cast<std::uint64_t>(due.local_minute));
      if (options_.job) options_.job();
    }
  }
}

}  // namespace hindcast
