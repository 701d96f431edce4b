// Promise P1 for clocks: same fault, same seed, same digest, in every build.
#include <doctest/doctest.h>

#include <string>

#include "hindcast/models/host/clock_faults.hpp"
#include "hindcast/models/host/cron_daemon.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/models/stage.hpp"
#include "tests/support/digest_table.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeeds = 3;
constexpr const char* kZone = "Europe/Berlin";

ClockFault fault_of(ClockFaultKind kind) {
  ClockFault fault{.kind = kind, .drift = 50'000, .zone = kZone, .zone_change = 1'483'228'800};
  const bool deleted = kind == ClockFaultKind::leap_deleted;
  const bool hypothetical = deleted || kind == ClockFaultKind::leap_hypothetical;
  const char* const text = deleted        ? "2017-06-30T23:59:59Z"
                           : hypothetical ? "2017-06-30T23:59:60Z"
                                          : "2016-12-31T23:59:60Z";
  fault.leap = parse_leap_second(text, hypothetical).value();
  if (kind == ClockFaultKind::zone_change_missed) fault.zone_change = 1'490'490'000;
  return fault;
}

// Where each kind's fault has something to change.
std::string begins(ClockFaultKind kind) {
  if (kind == ClockFaultKind::leap_deleted || kind == ClockFaultKind::leap_hypothetical) {
    return "2017-06-30T23:50:00Z";
  }
  return kind == ClockFaultKind::zone_change_missed ? "2017-03-26T00:50:00Z"
                                                    : "2016-12-31T23:50:00Z";
}

// Two hosts with daemons, keys that expire on one of them, a local schedule on the other.
std::uint64_t clock_story(ClockFaultKind kind, std::uint64_t seed) {
  ScriptedChooser chooser(seed);
  World world(chooser, {.seed = seed});
  RedisServer& server = world.add<RedisServer>("redis");
  HostClock& one = world.add_to<HostClock>(
      server.node(), "one", {.begins = begins(kind), .drift = 20'000, .daemon = TimeDaemon::ntpd});
  HostClock& other =
      world.add<HostClock>("other", {.begins = begins(kind), .daemon = TimeDaemon::chrony});
  const CronDaemonOptions cron{.zone = kZone, .schedule = "*/7 * * * *"};
  world.add_to<CronDaemon>(other.node(), "cron", cron);
  world.inject("keys", [&] {
    for (int key = 0; key < 60; ++key) {
      sleep(draw_duration("think", Distribution::exponential(Duration(20s))));
      server.preload("key" + std::to_string(key % 5), "value", 90s);
      trace(events::kRedisOperated, server.operate({"PTTL", "key0"}).hash());
    }
  });
  world.inject("fault", [&] {
    sleep(draw_duration("begin", Distribution::exponential(Duration(2min))));
    HostClock& host = kind == ClockFaultKind::zone_change_missed ? other : one;
    begin_clock_fault(host, fault_of(kind), kind == ClockFaultKind::skew ? &other : nullptr);
    sleep(15min);
    set_clock_right(host);
  });
  world.end_at(Instant::at(40min));
  world.run();
  return world.digest();
}

testing::DigestTable compute_table() {
  testing::DigestTable table(
      "tests/golden/clocks.digests",
      "hindcast_test_models --no-skip -tc=\"write the digests of clocks anew\"");
  for (const ClockFaultKind kind : kClockFaultKinds) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      table.add({name_of(kind), seed, clock_story(kind, seed)});
    }
  }
  return table;
}

}  // namespace

TEST_CASE("the digests of clock faults are the golden ones") {
  const testing::DigestTable table = compute_table();
  CHECK(table.size() == kSeeds * kClockFaultKinds.size());
  table.expect_unchanged();
}

TEST_CASE("the stories of clocks repeat exactly, and kinds and seeds differ") {
  for (const ClockFaultKind kind : kClockFaultKinds) {
    CHECK(clock_story(kind, 1) == clock_story(kind, 1));
    CHECK(clock_story(kind, 1) != clock_story(kind, 2));
  }
}

TEST_CASE("write the digests of clocks anew" * doctest::skip()) { compute_table().write(); }

}  // namespace hindcast
