// The stories of time on the shipped designs, and the sweep: that it finds planted mistakes.
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/scenarios/catalogue/time_sweep.hpp"
#include "tests/scenarios/story_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

Run told(const std::string& name, const std::vector<Assignment>& changes,
         const std::string& system = kPlain, std::uint64_t seed = 1) {
  const auto scenario = story(name, system, {.story = changes});
  const Run run = run_once(*scenario, seed);
  CHECK(run_once(*scenario, seed).digest == run.digest);
  check_safe(run);
  return run;
}

std::string complaint(const std::string& name, const std::vector<Assignment>& changes) {
  try {
    (void)story(name, kPlain, {.story = changes});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

// The violations of a zone's changes, by logic.
std::vector<std::uint64_t> sweep(const std::string& name, const TimeSweepOptions& options) {
  const ZoneTables& tables = ZoneTables::pinned();
  std::vector<std::uint64_t> violations(kTimedLogics);
  QuietChooser chooser;
  for (const TimeSweepItem& item : time_sweep_items(tables.find(name).value())) {
    World world(chooser);
    const auto run = build_time_sweep(world, item, options, tables);
    world.run();
    const std::vector<TimeCheck> checks = run->checks();
    CHECK(checks.size() == 10);
    for (const TimeCheck& check : checks) {
      if (!check.holds) ++violations[static_cast<std::size_t>(check.logic)];
    }
  }
  return violations;
}

using Counts = std::vector<std::uint64_t>;

}  // namespace

// clock_skew

TEST_CASE("a host in 2020 keeps its cache, and loses all of it when the clock is set right") {
  const std::vector<Assignment> redis = {{"clock_skew.hosts", "redis"},
                                         {"clock_skew.length", "10m"}};
  const Run run = told("clock_skew", redis);
  CHECK(note(run, "seconds between two hosts' clocks") > 126'000'000);
  // No key of five minutes ends in ten: the misses are those of contexts that were updated.
  CHECK(note(run, "cache misses while the clock was wrong") <
        note(told("clock_skew", {{"clock_skew.kind", "slew"}, {"clock_skew.amount", "1ms"}}),
             "cache misses while the clock was wrong"));
  CHECK(note(run, "cache misses after it was set right") > 0);
}

TEST_CASE("a time daemon sets the date right before an administrator does, unless it gives up") {
  const auto with = [](const char* daemon) {
    return told("clock_skew", {{"clock_skew.daemon", daemon}, {"clock_skew.hosts", "redis"}});
  };
  CHECK(note(with("timesyncd"), "seconds between two hosts' clocks") == 0);
  CHECK(note(with("timesyncd"), "corrections by a time daemon") == 1);
  CHECK(note(with("ntpd"), "time daemons that gave up") == 1);
  CHECK(note(with("none"), "time daemons that gave up") == 0);
}

TEST_CASE("each kind of clock fault runs on both designs and on services") {
  for (const char* const kind :
       {"set_date", "step_forward", "step_back", "drift", "freeze", "slew", "skew"}) {
    for (const char* const system : {kPlain, kHardened, "online_shop"}) {
      CAPTURE(kind);
      CAPTURE(system);
      (void)told("clock_skew", {{"clock_skew.kind", kind}, {"clock_skew.length", "1m"}}, system);
    }
  }
}

TEST_CASE("a wrong host or date of the clock story is told what there is") {
  CHECK(complaint("clock_skew", {{"clock_skew.hosts", "rediss"}}) ==
        "clock_skew.hosts: \"rediss\" is no host of the design's own processes; did you mean "
        "\"redis\"? Known are all, mcp, worker and redis");
  CHECK(complaint("clock_skew", {{"clock_skew.date", "2020-13-01T00:00:00Z"}}).find("month") !=
        std::string::npos);
}

// leap_second

TEST_CASE("a leap second must lie in the years that clocks can read") {
  for (const std::string at : {"9999-12-31T23:59:60Z", "1969-12-31T23:59:60Z"}) {
    CHECK(
        complaint("leap_second", {{"leap_second.at", at}, {"leap_second.hypothetical", "true"}}) ==
        "leap_second.at: \"" + at + "\" is out of range; name a moment of the years 1970 to 2099");
  }
}

TEST_CASE("so must every other moment that a story about time is given") {
  const std::vector<std::pair<std::string, std::vector<Assignment>>> stories = {
      {"leap_sides",
       {{"leap_sides.at", "9999-12-31T23:59:60Z"}, {"leap_sides.hypothetical", "true"}}},
      {"daylight_sides", {{"daylight_sides.instant", "2399-11-07T06:00:00Z"}}},
      {"daylight_saving", {{"daylight_saving.date", "9999-03-14"}}},
      {"clock_skew", {{"clock_skew.date", "9999-01-01T00:00:00Z"}}}};
  for (const auto& entry : stories) {
    CAPTURE(entry.first);
    CHECK(complaint(entry.first, entry.second)
              .find("is out of range; name a moment of the years 1970 to 2099") !=
          std::string::npos);
  }
}

TEST_CASE("a leap second that never was must be said to be hypothetical") {
  CHECK(complaint("leap_second", {{"leap_second.at", "2024-06-30T23:59:60Z"}}) ==
        "leap_second.at: \"2024-06-30T23:59:60Z\" is not among the leap seconds, the last of which "
        "was 2016-12-31T23:59:60Z; name one that happened, or say that it is hypothetical");
  const Run run = told("leap_second", {{"leap_second.at", "2024-06-30T23:59:60Z"},
                                       {"leap_second.hypothetical", "true"}});
  CHECK(note(run, "hosts that were wrong after it") == 0);
}

TEST_CASE("hosts that step, smear or were not told of a leap second differ as they must") {
  const auto with = [](const char* policy, const char* hosts) {
    return told("leap_second", {{"leap_second.policy", policy}, {"leap_second.hosts", hosts}});
  };
  const std::string apart = "milliseconds between two hosts' clocks after it";
  CHECK(note(with("step", "all"), apart) == 0);
  CHECK(note(with("step", "redis"), apart) == 1'000);
  // In the midst of the smear, a second after midnight UTC, it is half a second from both others.
  CHECK(note(with("smear", "redis"), apart) == 500);
  const Run ignored = with("ignored", "all");
  CHECK(note(ignored, "hosts that were wrong after it") > 0);
  CHECK(note(ignored, "corrections by a time daemon") > 0);
  CHECK(note(ignored, "hosts that were wrong at the end") == 0);
}

TEST_CASE("a second can be left out, which has never happened") {
  const Run run = told("leap_second", {{"leap_second.at", "2029-06-30T23:59:59Z"},
                                       {"leap_second.hypothetical", "true"}});
  CHECK(note(run, "hosts that were wrong after it") == 0);
  CHECK(
      complaint("leap_second", {{"leap_second.at", "2029-06-30T23:59:59Z"}}).find("hypothetical") !=
      std::string::npos);
}

// daylight_saving

TEST_CASE("a nightly job runs once in the night of the gap and in that of the fold") {
  const Run spring = told("daylight_saving", {});
  CHECK(note(spring, "runs of the nightly job") == 1);
  CHECK(harm(spring, "nightly jobs that did not run") == 0);
  CHECK(note(spring, "lines of a local log that sort wrong") == 0);
  const Run autumn = told("daylight_saving", {{"daylight_saving.date", "2024-11-03"},
                                              {"daylight_saving.schedule", "30 1 * * *"},
                                              {"daylight_saving.length", "70m"}});
  CHECK(note(autumn, "runs of the nightly job") == 1);
  CHECK(harm(autumn, "nightly jobs that ran again") == 0);
  CHECK(note(autumn, "lines of a local log that sort wrong") == 1);
}

TEST_CASE("a day without a change, and a zone that is none, are told so") {
  CHECK(complaint("daylight_saving", {{"daylight_saving.date", "2024-03-11"}}) ==
        "daylight_saving.date: clocks in America/New_York do not change on 2024-03-11; the next "
        "change is at 2024-11-03T06:00:00Z");
  CHECK(complaint("daylight_saving", {{"daylight_saving.zone", "America/New_Yrok"}})
            .find("is no time zone of the tz database") != std::string::npos);
}

TEST_CASE("only stories that read civil time have the tz database's version in their tokens") {
  CHECK(story("daylight_saving", kPlain)->tz_version() == ZoneTables::pinned().version());
  CHECK(story("time_sweep", kPlain)->tz_version() == ZoneTables::pinned().version());
  CHECK(story("clock_skew", kPlain)->tz_version().empty());
  CHECK(story("leap_second", kPlain)->tz_version().empty());
}

// time_sweep

TEST_CASE("what goes by time does not notice the changes of a zone") {
  for (const char* const zone :
       {"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia",
        "Africa/Casablanca", "Antarctica/Troll", "Asia/Novosibirsk"}) {
    CAPTURE(zone);
    CHECK(sweep(zone, {}) == Counts(kTimedLogics));
  }
}

TEST_CASE("the sweep finds a clock that is kept in local time, in all that reads the wall clock") {
  const std::size_t changes =
      time_sweep_items(ZoneTables::pinned().find("Europe/Berlin").value()).size();
  const Counts found = sweep("Europe/Berlin", {.clock = TimeSweepOptions::Keeping::local});
  CHECK(found[static_cast<std::size_t>(TimedLogic::expiry)] == changes);
  CHECK(found[static_cast<std::size_t>(TimedLogic::token)] == changes);
  CHECK(found[static_cast<std::size_t>(TimedLogic::wall_breaker)] == changes);
  CHECK(found[static_cast<std::size_t>(TimedLogic::log)] == changes / 2);
  CHECK(found[static_cast<std::size_t>(TimedLogic::monotonic_breaker)] == 0);
}

TEST_CASE("the sweep finds a log in local time, and cron's blind spot") {
  const Counts log = sweep("Europe/Berlin", {.log = StampForm::local});
  CHECK(log[static_cast<std::size_t>(TimedLogic::log)] == 58);
  CHECK(log[static_cast<std::size_t>(TimedLogic::expiry)] == 0);
  const Counts cron = sweep("Asia/Novosibirsk", {.cron = OffsetCheck::daylight_flag});
  CHECK(cron[static_cast<std::size_t>(TimedLogic::schedule)] > 0);
  CHECK(sweep("Europe/Berlin", {.cron = OffsetCheck::daylight_flag}) == Counts(kTimedLogics));
}
