// Who keeps a host's clock right, and when they do not.
#include "hindcast/models/host/time_daemon.hpp"

#include <doctest/doctest.h>

#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

// What became of a clock with that error after that time.
struct Kept {
  Duration error;
  std::uint64_t steps = 0;
  std::uint64_t slews = 0;
  bool gave_up = false;
};

Kept keep(const HostClockOptions& options, Duration length) {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host", options);
  Kept kept;
  world.inject("look", [&] {
    sleep(length);
    kept = {host.error(), host.steps(), host.slews(), host.daemon_gave_up()};
  });
  world.end_at(Instant::at(length));
  world.run();
  return kept;
}

TEST_CASE("without a daemon an error stays for ever") {
  const Kept kept = keep({.offset_milliseconds = 700}, 24h);
  CHECK(kept.error == Duration(700ms));
  CHECK(kept.steps + kept.slews == 0);
}

TEST_CASE("ntpd slews an error of 100 ms away at 500 ppm, in 200 s") {
  const HostClockOptions options{.offset_milliseconds = 100, .daemon = TimeDaemon::ntpd};
  CHECK(keep(options, 60s).error == Duration(70ms));
  const Kept kept = keep(options, 24h);
  CHECK(kept.error == Duration::zero());
  CHECK(kept.steps == 0);
}

TEST_CASE("ntpd sets an error of more than 128 ms away once it has lasted for 300 s") {
  const HostClockOptions options{.offset_milliseconds = -500, .daemon = TimeDaemon::ntpd};
  CHECK(keep(options, 299s).steps == 0);
  CHECK(keep(options, 299s).error == -Duration(500ms));
  const Kept kept = keep(options, 400s);
  CHECK(kept.steps == 1);
  CHECK(kept.error == Duration::zero());
}

TEST_CASE("ntpd exits at an error of more than 1,000 s, the others set the clock") {
  HostClockOptions options{.offset_milliseconds = 3'600'000, .daemon = TimeDaemon::ntpd};
  CHECK(keep(options, 24h).gave_up);
  CHECK(keep(options, 24h).error == Duration(1h));
  for (const TimeDaemon daemon : {TimeDaemon::chrony, TimeDaemon::timesyncd}) {
    options.daemon = daemon;
    const Kept kept = keep(options, 1h);
    CHECK(!kept.gave_up);
    CHECK(kept.steps == 1);
    CHECK(kept.error == Duration::zero());
  }
}

TEST_CASE("chrony sets the clock only in its first three polls, then it slews, fast") {
  ScriptedChooser chooser;
  World world(chooser);
  HostClock& host = world.add<HostClock>("host", {.daemon = TimeDaemon::chrony});
  world.inject("act", [&] {
    sleep(2h);
    host.clocks().step(10s);
    sleep(1h);
    CHECK(host.steps() == 0);
    CHECK(host.slews() > 0);
    CHECK(host.error() == Duration::zero());
  });
  world.end_at(Instant::at(4h));
  world.run();
}

TEST_CASE("a quartz of 20 ppm is kept within a few milliseconds, and wrong by seconds otherwise") {
  CHECK(keep({.drift = 20'000}, 24h).error == Duration(1'728ms));
  for (const TimeDaemon daemon : {TimeDaemon::ntpd, TimeDaemon::chrony, TimeDaemon::timesyncd}) {
    const Kept kept = keep({.drift = 20'000, .daemon = daemon}, 24h);
    // 20 ppm of the longest poll, 2,048 s, is 41 ms.
    CHECK(kept.error < Duration(50ms));
    CHECK(kept.error > -Duration(50ms));
    CHECK(kept.steps == 0);
  }
}

TEST_CASE("each daemon repeats itself exactly") {
  for (const TimeDaemon daemon : {TimeDaemon::ntpd, TimeDaemon::chrony, TimeDaemon::timesyncd}) {
    const HostClockOptions options{.offset_milliseconds = 300, .drift = 77'777, .daemon = daemon};
    CHECK(keep(options, 5h).error == keep(options, 5h).error);
  }
}

}  // namespace
}  // namespace hindcast
