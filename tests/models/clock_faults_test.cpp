// Each kind of clock fault: that it fires, and what it does to a model that reads the clock.
#include "hindcast/models/host/clock_faults.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>

#include "hindcast/models/host/cron_daemon.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/models/time/zone_tables.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/models/snowflake_rig.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr Duration kStep = 500ms;

struct ExpiryCase {
  ClockFault fault{};
  Duration at = 10s;           // when the fault begins
  Duration healed = 90 * 24h;  // when the clock is set right
  const char* begins = "2024-01-01T00:00:00Z";
  Duration time_to_live = 60s;
  Duration watched = 2h;
};

// Returns how long a Redis key that is set at 1 s lives, in true time and steps of half a second;
// infinite if it outlives the watch. Redis keeps a key for the whole of its last millisecond.
Duration life_of_key(const ExpiryCase& chosen) {
  ScriptedChooser chooser;
  World world(chooser);
  RedisServer& server = world.add<RedisServer>("redis");
  HostClock& host = world.add_to<HostClock>(server.node(), "clock", {.begins = chosen.begins});
  Duration life = Duration::infinite();
  world.inject("watch", [&] {
    sleep(1s);
    server.preload("key", "value", chosen.time_to_live);
    sleep(1ms);
    while (now() < Instant::at(chosen.watched)) {
      sleep(kStep);
      if (!server.operate({"GET", "key"}).is_null()) continue;
      life = now() - Instant::at(1s + 1ms);
      return;
    }
  });
  world.inject("fault", [&] {
    if (chosen.at > Duration::zero()) sleep(chosen.at);
    const std::uint64_t before = world.digest();
    begin_clock_fault(host, chosen.fault);
    const bool later = chosen.fault.kind == ClockFaultKind::leap_ignored ||
                       chosen.fault.kind == ClockFaultKind::leap_step ||
                       chosen.fault.kind == ClockFaultKind::leap_hypothetical ||
                       chosen.fault.kind == ClockFaultKind::leap_deleted;
    if (!later) CHECK(world.digest() != before);
    sleep(chosen.healed - chosen.at);
    set_clock_right(host);
    CHECK(host.error() == Duration::zero());
  });
  world.end_at(Instant::at(chosen.watched));
  world.run();
  return life;
}

LeapSecond leap(const char* text, bool hypothetical = false) {
  return parse_leap_second(text, hypothetical).value();
}

using enum ClockFaultKind;

TEST_CASE("a wall clock set forward takes keys at once, one set back keeps them as much longer") {
  CHECK(life_of_key({.fault = {.kind = step_forward}}).count() == Duration(9s).count());
  CHECK(life_of_key({.fault = {.kind = step_back}}).count() == Duration(3'660s).count());
  CHECK(life_of_key({.fault = {.kind = step_back, .amount = 30s}, .healed = 20s}).count() ==
        Duration(60s).count());
}

TEST_CASE("after date -s 2020-01-01 a key of a minute lives for four years") {
  CHECK(life_of_key({.fault = {.kind = set_date}}).is_infinite());
  // Until somebody sets the clock right: then all that was due goes at once.
  CHECK(life_of_key({.fault = {.kind = set_date}, .healed = 1h}).count() ==
        Duration(3'599s).count());
}

TEST_CASE("drift, freeze and slew change how long a key lives") {
  CHECK(life_of_key({.fault = {.kind = drift, .drift = 100'000'000}}).count() ==
        Duration(55'500ms).count());
  CHECK(life_of_key({.fault = {.kind = drift, .drift = -100'000'000}}).count() ==
        Duration(66s).count());
  CHECK(life_of_key({.fault = {.kind = freeze}}).is_infinite());
  CHECK(life_of_key({.fault = {.kind = freeze}, .healed = 100s}).count() == Duration(99s).count());
  // 500 ppm of 3,600 s are 1.8 s.
  const ExpiryCase slewed{.fault = {.kind = slew, .amount = -10s}, .time_to_live = 1h};
  CHECK(life_of_key(slewed).count() == Duration(3'602s).count());
}

TEST_CASE("a leap second in a key's life: step, ignored, left out, hypothetical") {
  const char* const kRow = "2016-12-31T23:59:60Z";
  ExpiryCase real{.fault = {.kind = leap_step, .leap = leap(kRow)},
                  .begins = "2016-12-31T23:59:30Z"};
  CHECK(life_of_key(real).count() == Duration(61s).count());
  real.fault.kind = leap_ignored;
  CHECK(life_of_key(real).count() == Duration(60s).count());
  const ExpiryCase deleted{
      .fault = {.kind = leap_deleted, .leap = leap("2029-12-31T23:59:59Z", true)},
      .begins = "2029-12-31T23:59:30Z"};
  CHECK(life_of_key(deleted).count() == Duration(59s).count());
  const ExpiryCase invented{
      .fault = {.kind = leap_hypothetical, .leap = leap("2024-06-30T23:59:60Z", true)},
      .begins = "2024-06-30T23:59:30Z"};
  CHECK(life_of_key(invented).count() == Duration(61s).count());
}

TEST_CASE(
    "a smeared leap second makes a key of a day live a second longer, and none of the others") {
  ExpiryCase smeared{.fault = {.kind = leap_smear, .leap = leap("2016-12-31T23:59:60Z")},
                     .at = Duration::zero(),
                     .begins = "2016-12-31T11:59:59Z",
                     .time_to_live = 24h,
                     .watched = 25h};
  CHECK(life_of_key(smeared).count() == Duration(86'401s).count());
  smeared.time_to_live = 43'100s;
  CHECK(life_of_key(smeared).count() == Duration(43'100s + kStep).count());
}

TEST_CASE("in the midst of a smear a clock is half a second from UTC, and right at its end") {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host", {.begins = "2016-12-31T12:00:00Z"});
  HostClock& late = world.add<HostClock>("late", {.begins = "2016-12-31T12:00:00Z"});
  world.inject("look", [&] {
    begin_clock_fault(host, {.kind = leap_smear, .leap = leap("2016-12-31T23:59:60Z")});
    sleep(11h);
    begin_clock_fault(late, {.kind = leap_smear, .leap = leap("2016-12-31T23:59:60Z")});
    sleep(1h);
    CHECK(host.error() == Duration::zero());  // its servers say the same
    CHECK(late.clocks().wall() - host.clocks().wall() <= Duration(1ns));
    // 43,200 of 86,401 parts of a second.
    const WallTime utc = WallTime::of(host.timeline().at(now()));
    CHECK((host.clocks().wall() - (utc + Duration(1s))).count() == -499'994'214);
    sleep(12h + 1s);
    CHECK(to_text(host.clocks().wall().utc()) == "2017-01-01T12:00:00Z");
    CHECK(host.clocks().wall() == WallTime::of(host.timeline().at(now())));
    CHECK(late.clocks().wall() == host.clocks().wall());
    CHECK(host.clocks().reading(now()) == Instant::at(86'400s));
  });
  world.end_at(Instant::at(30h));
  world.run();
}

TEST_CASE("who was not told of a leap second is a second ahead until a daemon slews it away") {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& alone = world.add<HostClock>("alone", {.begins = "2016-12-31T23:59:50Z"});
  HostClock& kept = world.add<HostClock>(
      "kept", {.begins = "2016-12-31T23:59:50Z", .daemon = TimeDaemon::chrony});
  world.inject("look", [&] {
    for (HostClock* const host : {&alone, &kept}) {
      begin_clock_fault(*host, {.kind = leap_ignored, .leap = leap("2016-12-31T23:59:60Z")});
    }
    sleep(11s);
    CHECK(alone.error() == Duration(1s));
    CHECK(kept.error() == Duration(1s));
    sleep(10min);
    CHECK(alone.error() == Duration(1s));
    CHECK(kept.error() == Duration::zero());
    CHECK(kept.slews() == 1);
  });
  world.end_at(Instant::at(1h));
  world.run();
}

TEST_CASE("skewed hosts disagree about the age of the same thing") {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& one = world.add<HostClock>("one");
  HostClock& other = world.add<HostClock>("other");
  RedisServer& server = world.add_to<RedisServer>(other.node(), "redis");
  world.inject("look", [&] {
    sleep(1s);
    begin_clock_fault(one, {.kind = skew, .amount = 31s}, &other);
    CHECK(one.clocks().wall() - other.clocks().wall() == Duration(31s));
    CHECK(one.error() == Duration(15'500ms));
    // A key that shall live for 30 s by the clock of one host lives for 61 s on the other.
    const std::int64_t at = one.clocks().wall().milliseconds() + 30'000;
    server.operate({"SET", "key", "value", "PXAT", std::to_string(at)});
    sleep(61s);
    CHECK(!server.operate({"GET", "key"}).is_null());
    sleep(1ms);
    CHECK(server.operate({"GET", "key"}).is_null());
  });
  world.end_at(Instant::at(5min));
  world.run();
}

// Returns when the job of 06:00 in Casablanca runs in the night in which the zone changes for good.
std::string morning_job(bool missed) {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host", {.begins = "2026-09-20T00:00:00Z"});
  const CronDaemonOptions options{
      .zone = "Africa/Casablanca", .schedule = "0 6 * * *", .offset_check = OffsetCheck::always};
  CronDaemon& cron = world.add_to<CronDaemon>(host.node(), "cron", options);
  const TimeZone zone = ZoneTables::pinned().find("Africa/Casablanca").value();
  const auto changes = zone.transitions(1'789'862'400, 1'789'862'400 + 86'400);
  REQUIRE(changes.size() == 1);
  if (missed) {
    const ClockFault fault{
        .kind = zone_change_missed, .zone = "Africa/Casablanca", .zone_change = changes[0].at};
    begin_clock_fault(host, fault);
  }
  world.end_at(Instant::at(12h));
  world.run();
  REQUIRE(cron.runs().size() == 1);
  return to_text(cron.runs()[0].at.utc());
}

TEST_CASE("a host whose tz database misses a change runs local schedules an hour off") {
  CHECK(morning_job(false) == "2026-09-20T06:00:01Z");
  CHECK(morning_job(true) == "2026-09-20T05:00:01Z");
}

// Returns whether a breaker of that kind that opened admits a call 10 s later, its host's wall
// clock having been set by so much meanwhile; and 2 min later.
std::pair<bool, bool> admits_after(BreakerPreset preset, Duration set_by) {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host");
  const GuardPlace place{world, "caller", &host.node()};
  std::pair<bool, bool> admits;
  world.inject("calls", [&] {
    const auto breaker =
        breaker_factory({.preset = preset, .open_wait = 60s}, "caller")(place.reading(), nullptr);
    for (int call = 0; call < 200 && breaker->state() == BreakerState::closed; ++call) {
      const BreakerAnswer answer = breaker->admit(place.reading());
      sleep(1ms);
      breaker->settle(answer.ticket, {BreakerOutcome::failure, Duration(1ms)}, place.reading());
    }
    REQUIRE(breaker->state() == BreakerState::open);
    host.clocks().step(set_by);
    const auto admitted = [&] {
      const BreakerAnswer answer = breaker->admit(place.reading());
      if (answer.kind != BreakerAnswer::Kind::admitted) return false;
      breaker->settle(answer.ticket, {BreakerOutcome::failure, Duration::zero()}, place.reading());
      return true;
    };
    sleep(10s);
    admits.first = admitted();
    sleep(2min);
    admits.second = admitted();
  });
  world.end_at(Instant::at(1h));
  world.run();
  return admits;
}

TEST_CASE("which clock a breaker reads decides what a step does: wall and monotonic presets") {
  for (const BreakerPreset wall :
       {BreakerPreset::resilience4j, BreakerPreset::polly, BreakerPreset::cockatiel}) {
    CAPTURE(name_of(wall));
    CHECK(admits_after(wall, Duration::zero()) == std::pair(false, true));
    CHECK(admits_after(wall, 1h).first);
    CHECK(admits_after(wall, -1h) == std::pair(false, false));
  }
  for (const BreakerPreset monotonic : {BreakerPreset::opossum, BreakerPreset::gobreaker}) {
    CAPTURE(name_of(monotonic));
    for (const Duration step : {Duration::zero(), Duration(1h), -Duration(1h)}) {
      CHECK(admits_after(monotonic, step) == std::pair(false, true));
    }
  }
}

// Returns how many requests the service gets for two statements that are 10 min apart, its clock
// having been set between them.
std::uint64_t requests_for_two(Duration set_by) {
  SnowflakeRigOptions options;
  options.service = steady_service();
  options.requests = {[](sql::SqlPort& port) {
    const auto select = [&port] {
      sql::Session session(port);
      expect_ok(session.acquire());
      expect_ok(session.select("contexts", "customer-1"));
    };
    select();
    pause(10min);
    select();
  }};
  SnowflakeRig rig(std::move(options));
  HostClock& host = rig.world.add_to<HostClock>(rig.service.node(), "clock");
  rig.world.inject("set", [&] {
    pause(5min);
    host.clocks().step(set_by);
  });
  rig.world.end_at(Instant::at(20min));
  rig.world.run();
  return rig.service.counts().requests;
}

TEST_CASE("a session's token ends by the service's wall clock") {
  const std::uint64_t calm = requests_for_two(Duration::zero());
  CHECK(requests_for_two(-2h) == calm);
  CHECK(requests_for_two(2h) == calm + 2);  // 390112, a renewal, and the statement again
}

TEST_CASE("each kind has a name of its own, and repeats itself") {
  std::set<std::string> names;
  for (const ClockFaultKind kind : kClockFaultKinds) names.insert(name_of(kind));
  CHECK(names.size() == kClockFaultKinds.size());
  CHECK(kClockFaultKinds.size() >= 12);
}

TEST_CASE("leap seconds are those of the table, unless they are said to be hypothetical") {
  CHECK(leap("2016-12-31T23:59:60Z").day_ends == 1'483'228'800);
  const auto wrong = parse_leap_second("2024-06-30T23:59:60Z", false);
  REQUIRE(!wrong.ok());
  CHECK(wrong.error().cause ==
        "\"2024-06-30T23:59:60Z\" is not among the leap seconds, the last of which was "
        "2016-12-31T23:59:60Z");
  CHECK(wrong.error().fix == "name one that happened, or say that it is hypothetical");
  CHECK(parse_leap_second("2024-06-30T23:59:60Z", true).ok());
  CHECK(!parse_leap_second("2024-06-30T23:59:59Z", false).ok());
  CHECK(parse_leap_second("2024-06-30T23:59:59Z", true).value().deleted);
  CHECK(!parse_leap_second("2016-12-31T23:59:59Z", true).ok());
  CHECK(!parse_leap_second("2024-06-30T12:00:00Z", true).ok());
}

}  // namespace
}  // namespace hindcast
