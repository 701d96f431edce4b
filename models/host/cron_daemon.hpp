// CronDaemon: cron 3.0pl1 on a node: it wakes up every minute, reads the node's wall clock and
// zone, and runs one job by its schedule in local time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/time/cron_schedule.hpp"
#include "hindcast/models/time/time_zone.hpp"
#include "hindcast/models/time/wall_time.hpp"
#include "hindcast/models/time/zone_tables.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

// a: hash of the schedule; b: the minute of local time whose job runs.
inline constexpr EventKind kCronRan{"cron.ran"};

}  // namespace events

// When cron asks again by how much local time differs from UTC.
enum class OffsetCheck : std::uint8_t {
  daylight_flag,  // when localtime's tm_isdst has changed, as cron.c does: other changes are missed
  always,         // as cron(8) promises
};

struct CronDaemonOptions {
  std::string zone = "Etc/UTC";
  std::string schedule = "30 2 * * *";
  OffsetCheck offset_check = OffsetCheck::daylight_flag;
  std::function<void()> job = {};      // own code; runs on the daemon's fiber
  const ZoneTables* tables = nullptr;  // the pinned ones if null

  static const FieldTable<CronDaemonOptions>& fields();
};

class CronDaemon final : public Component {
 public:
  using Options = CronDaemonOptions;

  struct Ran {
    WallTime at;                    // by the node's clock
    std::int64_t local_minute = 0;  // whose job it was
  };

  // REQUIRES: zone and schedule can be read.
  CronDaemon(const Place& place, Options options);

  // In order, of all lives.
  const std::vector<Ran>& runs() const { return runs_; }

 private:
  std::unique_ptr<Process> boot() override;
  void serve();
  std::int64_t local_minute();
  void sleep_to(std::int64_t local_minute);

  Options options_;
  TimeZone zone_;
  CronSchedule schedule_;
  std::vector<Ran> runs_;
  bool is_dst_ = false;      // as last seen
  std::int64_t offset_ = 0;  // GMToff
};

}  // namespace hindcast
