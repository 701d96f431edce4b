// The two clocks of a host: rates, steps and slews, exactly.
#include "hindcast/models/host/node_clock.hpp"

#include <doctest/doctest.h>

#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

struct ClockRig {
  explicit ClockRig(const HostClockOptions& options = {})
      : host(world.add<HostClock>("host", options)) {}

  // Runs `act` on the adversary at an instant, which no fault of a clock moves.
  void at(Duration when, std::function<void()> act) {
    world.inject("act", [when, act = std::move(act)] {
      sleep(when);
      act();
    });
  }
  void run(Duration length = 24h) {
    world.end_at(Instant::at(length));
    world.run();
  }

  ScriptedChooser chooser;
  World world{chooser, {.tells_story = true}};
  HostClock& host;
  NodeClock& clock = host.clocks();
};

TEST_CASE("a clock that nobody touched reads virtual time, from the beginning it was given") {
  ClockRig rig({.begins = "2016-12-31T12:00:00Z", .offset_milliseconds = -1'500});
  rig.at(10s, [&] {
    CHECK(rig.clock.reading(now()) == Instant::at(10s));
    CHECK(to_text(rig.clock.wall().utc()) == "2016-12-31T12:00:08Z");
    CHECK(rig.host.error() == -Duration(1'500ms));
    CHECK(to_text(rig.host.timeline().at(now())) == "2016-12-31T12:00:10Z");
  });
  rig.run();
}

TEST_CASE("a drift of 20 ppm is 1.728 s a day on both clocks, to the nanosecond") {
  ClockRig rig({.drift = 20'000});
  rig.at(24h, [&] {
    CHECK(rig.clock.reading(now()) - now() == Duration(1'728ms));
    CHECK(rig.host.error() == Duration(1'728ms));
  });
  rig.run();
}

TEST_CASE("a slew of a second at 500 ppm takes 2,000 s and is then over, exactly") {
  ClockRig rig;
  rig.at(100s, [&] { rig.clock.slew(-Duration(1s), 2'000s); });
  rig.at(1'100s, [&] {
    CHECK(rig.clock.reading(now()) == Instant::at(1'099'500ms));
    CHECK(rig.clock.slew_left() == -Duration(500ms));
  });
  rig.at(2'100s, [&] { CHECK(rig.clock.reading(now()) == Instant::at(2'099s)); });
  rig.at(5'000s, [&] { CHECK(rig.clock.reading(now()) == Instant::at(4'999s)); });
  rig.run();
}

TEST_CASE("setting the wall clock moves no timer, and the monotonic clock never shows it") {
  ClockRig rig;
  Instant woke;
  rig.world.add_to<Script>(rig.host.node(), "sleeper", {[&] {
                             sleep(100s);
                             woke = now();
                             CHECK(monotonic_now() == Instant::at(100s));
                           }});
  rig.at(10s, [&] { rig.clock.step(-Duration(24h * 365 * 4)); });
  rig.at(20s, [&] {
    CHECK(rig.clock.wall().utc().seconds == 1'704'067'200 + 20 - 86'400 * 365 * 4);
    CHECK(rig.clock.reading(now()) == Instant::at(20s));
  });
  rig.run();
  CHECK(woke == Instant::at(100s));
}

TEST_CASE("a sleep of a node whose clock is slow takes longer, and a slew moves its end") {
  ClockRig rig({.drift = -100'000'000});
  Instant woke;
  Instant woke_again;
  rig.world.add_to<Script>(rig.host.node(), "sleeper", {[&] {
                             sleep(9s);
                             woke = now();
                             sleep(100s);
                             woke_again = now();
                             CHECK(monotonic_now() == Instant::at(109s));
                           }});
  rig.at(10s + 1ms, [&] {
    rig.clock.set_drift(0);
    rig.clock.slew(10s, 20s);
  });
  rig.run();
  CHECK(woke == Instant::at(10s));
  CHECK(woke_again == Instant::at(100s + 100us));  // a tenth of 1 ms was lost before
}

TEST_CASE("a clock that stands still goes on from there, and its timers never stop") {
  ClockRig rig;
  Instant woke;
  rig.world.add_to<Script>(rig.host.node(), "sleeper", {[&] {
                             sleep(50s);
                             woke = now();
                           }});
  rig.at(10s, [&] { rig.clock.freeze(); });
  rig.at(40s, [&] {
    CHECK(rig.clock.wall() == kWorldBegins + Duration(10s));
    rig.clock.step(5s);
    CHECK(rig.clock.wall() == kWorldBegins + Duration(15s));
    rig.clock.thaw();
  });
  rig.at(60s, [&] { CHECK(rig.clock.wall() == kWorldBegins + Duration(35s)); });
  rig.run();
  CHECK(woke == Instant::at(50s));
}

// Changes the rate at random a hundred times and looks often.
void meet_random_rates(std::uint64_t seed) {
  ClockRig rig({.drift = -30'000});
  rig.world.inject("rates", [&] {
    KeyedStream stream(seed);
    Instant before;
    for (int change = 0; change < 100; ++change) {
      const auto ppb = static_cast<std::int64_t>(bounded(stream.next(), 200'000'001));
      const auto amount = static_cast<std::int64_t>(bounded(stream.next(), 2'000'001));
      if (bounded(stream.next(), 2) == 0) rig.clock.set_drift(ppb - NodeClock::kDriftMax);
      if (bounded(stream.next(), 2) == 0) {
        rig.clock.slew(Duration(1us) * (amount - 1'000'000), Duration(2s + 1ms));
      }
      for (int look = 0; look < 20; ++look) {
        const auto gap = static_cast<std::int64_t>(bounded(stream.next(), 300'000'000));
        sleep(Duration::nanoseconds(look % 4 == 0 ? look / 4 : gap));
        const Instant reading = rig.clock.reading(now());
        REQUIRE(reading >= before);
        before = reading;
        const Instant wanted = reading + Duration::nanoseconds(gap);
        const Instant then = rig.clock.when(wanted);
        REQUIRE(rig.clock.reading(then) >= wanted);
        if (then > now()) REQUIRE(rig.clock.reading(then - Duration(1ns)) < wanted);
      }
    }
  });
  rig.run();
}

TEST_CASE(
    "the monotonic clock never goes back, and a deadline is the first instant that reads it") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) meet_random_rates(seed);
}

TEST_CASE("a node without a clock of its own reads the world's") {
  ScriptedChooser chooser;
  World world(chooser);
  Node& node = world.add_live_node("plain");
  CHECK(NodeClock::of(node) == nullptr);
  world.scheduler().spawn(node, "look", [&] {
    sleep(3s);
    CHECK(wall_now(node) == kWorldBegins + Duration(3s));
    CHECK(node.monotonic_now() == now());
  });
  world.run();
}

}  // namespace
}  // namespace hindcast
