#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/channel.hpp"
#include "tests/support/death.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("a run that takes too many steps is inconclusive") {
  Universe universe({.limits = {.steps_max = 1000}});
  const Outcome& outcome = universe.run([] {
    for (;;) sleep(1ms);
  });
  CHECK(outcome.verdict == Verdict::inconclusive);
  CHECK(outcome.property == "steps_max");
  CHECK(universe.world.scheduler().steps() == 1000);
}

TEST_CASE("a world whose time no longer advances is a violation that names a culprit") {
  Universe universe({.limits = {.instant_steps_max = 1000}});
  const Outcome& outcome = universe.run([] {
    sleep(5ms);
    spawn("zeno", [] {
      for (;;) yield();
    });
    sleep(1h);
  });
  CHECK(outcome.verdict == Verdict::violated);
  CHECK(outcome.property == "time advances");
  CHECK(outcome.detail.find("zeno") != std::string::npos);
  CHECK(outcome.at == Instant::at(5ms));
}

TEST_CASE("many steps at many instants are no lack of progress") {
  Universe universe({.limits = {.instant_steps_max = 100}});
  const Outcome& outcome = universe.run([] {
    for (int round = 0; round < 1000; ++round) {
      for (int step = 0; step < 50; ++step) yield();
      sleep(1ns);
    }
  });
  CHECK(outcome.verdict == Verdict::passed);
}

TEST_CASE("too many fibers end the run before they exist, however fast they are spawned") {
  Universe universe({.limits = {.fibers_max = 100}});
  int spawned = 0;
  const Outcome& outcome = universe.run([&] {
    for (;;) {
      spawn("child", [] { sleep(1h); });
      ++spawned;
    }
  });
  CHECK(outcome.verdict == Verdict::inconclusive);
  CHECK(outcome.property == "fibers_max");
  CHECK(outcome.detail == "too many fibers; the last: child");
  CHECK(spawned <= 100);
}

TEST_CASE("too many items in a channel end the run") {
  Universe universe({.limits = {.queue_max = 1000}});
  const Outcome& outcome = universe.run([&] {
    Channel<int> backlog(Channel<int>::kUnbounded, "backlog");
    for (;;) {
      backlog.send(1);
      sleep(1ms);
    }
  });
  CHECK(outcome.verdict == Verdict::inconclusive);
  CHECK(outcome.property == "queue_max");
  CHECK(outcome.detail == "too many items in channel backlog");
}

TEST_CASE("the first verdict counts") {
  Universe universe;
  const Outcome& outcome = universe.run([&] {
    universe.world.stop({Verdict::violated, "first", "", now()});
    universe.world.stop({Verdict::inconclusive, "second", "", now()});
    sleep(1ms);
  });
  CHECK(outcome.property == "first");
  CHECK(universe.world.now() == Instant());
}

TEST_CASE("a failed check says where the world stood") {
  const std::string text = death_of([] {
    Universe universe({.seed = 77});
    universe.script("node", [] {
      spawn("worker", [] {
        sleep(1500us);
        const bool holds = false;
        HINDCAST_CHECK(holds);
      });
    });
    universe.world.run();
  });
  CHECK(text ==
        "hindcast: check failed: holds (limits_test.cpp:96)\n"
        "  seed 77, step 3, virtual time 1.5 ms, node/worker\n");
}
