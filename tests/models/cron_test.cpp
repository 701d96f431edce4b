// Local schedules across gaps, folds and clocks that are set: cron(8) of Debian's cron 3.0pl1.
#include "hindcast/models/host/cron_daemon.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

struct CronCase {
  std::string begins;
  std::string zone = "America/New_York";
  std::string schedule = "30 2 * * *";
  OffsetCheck offset_check = OffsetCheck::daylight_flag;
  std::function<void(HostClock&)> fault = {};  // 1 h after the beginning
};

// Returns when the job ran within `length`, in UTC.
std::vector<std::string> runs_of(const CronCase& chosen, Duration length) {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host", {.begins = chosen.begins});
  CronDaemon& cron = world.add_to<CronDaemon>(
      host.node(), "cron",
      {.zone = chosen.zone, .schedule = chosen.schedule, .offset_check = chosen.offset_check});
  if (chosen.fault) {
    world.inject("fault", [&] {
      sleep(1h);
      chosen.fault(host);
    });
  }
  world.end_at(Instant::at(length));
  world.run();
  std::vector<std::string> runs;
  for (const CronDaemon::Ran& run : cron.runs()) runs.push_back(to_text(run.at.utc()));
  return runs;
}

using Times = std::vector<std::string>;

TEST_CASE("a job of an ordinary night runs once, a second into its minute") {
  CHECK(runs_of({"2024-06-10T04:00:00Z"}, 24h) == Times{"2024-06-10T06:30:01Z"});
}

TEST_CASE("a job that falls into the gap runs right after it") {
  CHECK(runs_of({"2024-03-10T05:00:00Z"}, 12h) == Times{"2024-03-10T07:00:01Z"});
}

TEST_CASE("a job in the hour that comes twice runs the first time only") {
  const CronCase fold{.begins = "2024-11-03T04:00:00Z", .schedule = "30 1 * * *"};
  CHECK(runs_of(fold, 12h) == Times{"2024-11-03T05:30:01Z"});
}

TEST_CASE("a job with a star follows the clock: no time in the gap, twice in the fold") {
  const CronCase gap{.begins = "2024-03-10T06:31:00Z", .schedule = "0,30 * * * *"};
  CHECK(runs_of(gap, 65min) == Times{"2024-03-10T07:00:01Z", "2024-03-10T07:30:01Z"});
  const CronCase fold{.begins = "2024-11-03T04:45:00Z", .schedule = "30 * * * *"};
  CHECK(runs_of(fold, 3h) ==
        Times{"2024-11-03T05:30:01Z", "2024-11-03T06:30:01Z", "2024-11-03T07:30:01Z"});
}

TEST_CASE("a day that does not exist is a correction of the clock: its jobs do not run") {
  // Samoa left out 2011-12-30, at the change of its zone from -10 to +14.
  const CronCase skipped{.begins = "2011-12-30T09:00:00Z",
                         .zone = "Pacific/Apia",
                         .schedule = "30 2 * * *",
                         .offset_check = OffsetCheck::always};
  CHECK(runs_of(skipped, 6h) == Times{"2011-12-30T12:30:01Z"});
}

TEST_CASE("cron as it is does not notice a change of the zone without one of its daylight flag") {
  // Novosibirsk went from +6 to +7 on 2016-07-24, standard time before and after.
  CronCase moved{
      .begins = "2016-07-23T18:00:00Z", .zone = "Asia/Novosibirsk", .schedule = "0 6 * * *"};
  CHECK(runs_of(moved, 12h) == Times{"2016-07-24T00:00:01Z"});
  moved.offset_check = OffsetCheck::always;
  CHECK(runs_of(moved, 12h) == Times{"2016-07-23T23:00:01Z"});
}

TEST_CASE("a clock that is set by less than three hours loses and repeats no job") {
  CronCase set{.begins = "2024-06-10T05:00:00Z"};  // local 01:00; the job is due at 06:30Z
  set.fault = [](HostClock& host) { host.clocks().step(2h); };
  CHECK(runs_of(set, 12h) == Times{"2024-06-10T08:00:01Z"});
  set.begins = "2024-06-10T05:45:00Z";  // 15 min after the job the clock goes back by 1 h
  set.fault = [](HostClock& host) { host.clocks().step(-1h); };
  CHECK(runs_of(set, 6h) == Times{"2024-06-10T06:30:01Z"});
}

TEST_CASE("a clock that is set by more loses jobs, or runs them again") {
  CronCase set{.begins = "2024-06-10T05:00:00Z"};
  set.fault = [](HostClock& host) { host.clocks().step(4h); };
  CHECK(runs_of(set, 12h).empty());
  set.begins = "2024-06-10T05:45:00Z";
  set.fault = [](HostClock& host) { host.clocks().step(-4h); };
  CHECK(runs_of(set, 6h) == Times{"2024-06-10T06:30:01Z", "2024-06-10T06:30:01Z"});
}

TEST_CASE("schedules are read as crontab(5) has them") {
  const auto matches = [](const char* schedule, const char* local) {
    const CivilTime civil = parse_civil_time(local).value();
    return CronSchedule::parse(schedule).value().matches(civil_seconds(civil) / 60);
  };
  CHECK(matches("*/15 8-17 * * 1-5", "2024-06-10T08:45:00"));
  CHECK(!matches("*/15 8-17 * * 1-5", "2024-06-09T08:45:00"));  // a Sunday
  CHECK(matches("0 0 * * 7", "2024-06-09T00:00:00"));
  // Both days given: either is enough.
  CHECK(matches("0 0 1 * 0", "2024-06-09T00:00:00"));
  CHECK(matches("0 0 1 * 0", "2024-06-01T00:00:00"));
  CHECK(!matches("0 0 1 * *", "2024-06-09T00:00:00"));
  for (const char* wrong : {"", "* * * *", "60 * * * *", "1-0 * * * *", "*/0 * * * *", "a * * * *",
                            "* * 0 * *", "1, * * * *", "* * * * * *"}) {
    CAPTURE(wrong);
    CHECK(!CronSchedule::parse(wrong).ok());
  }
}

}  // namespace
}  // namespace hindcast
