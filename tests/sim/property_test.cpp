#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/mutex.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("always is judged at the end of an instant, not within it") {
  Universe universe;
  int balance = 0;
  universe.world.always("balanced", [&] { return balance == 0; });
  const Outcome& passed = universe.run([&] {
    ++balance;
    yield();
    --balance;
    sleep(1ms);
  });
  CHECK(passed.verdict == Verdict::passed);

  Universe broken;
  broken.world.always("balanced", [&] { return balance == 0; });
  const Outcome& violated = broken.run([&] {
    sleep(1ms);
    ++balance;
    sleep(1ms);
    --balance;
  });
  CHECK(violated.verdict == Verdict::violated);
  CHECK(violated.property == "balanced");
  CHECK(violated.at == Instant::at(1ms));
}

TEST_CASE("never is violated by the first instant at whose end it holds, and shows its evidence") {
  Universe universe;
  int count = 0;
  Property& property = universe.world.never("three", [&] { return count == 3; });
  property.evidence = [&] { return "count is " + std::to_string(count); };
  const Outcome& outcome = universe.run([&] {
    for (; count < 10; ++count) sleep(1ms);
  });
  CHECK(outcome.verdict == Verdict::violated);
  CHECK(outcome.detail == "count is 3");
  CHECK(outcome.at == Instant::at(3ms));
}

TEST_CASE("sometimes remembers that it held once, and is no verdict") {
  Universe universe;
  int count = 0;
  universe.world.sometimes("seen", [&] { return count == 3; });
  universe.world.sometimes("unseen", [&] { return count == 11; });
  const Outcome& outcome = universe.run([&] {
    for (; count < 10; ++count) sleep(1ms);
  });
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(universe.world.properties().all()[0].seen);
  CHECK_FALSE(universe.world.properties().all()[1].seen);
}

TEST_CASE("eventually counts from the moment the world is calm") {
  const auto outcome_of = [](Duration true_at) {
    Universe universe;
    bool recovered = false;
    universe.world.eventually(
        "recovers", [&] { return recovered; }, 10ms);
    universe.run([&] {
      sleep(100ms);
      universe.world.calm();
      sleep(true_at);
      recovered = true;
      sleep(1s);
    });
    return universe.world.outcome();
  };
  CHECK(outcome_of(9ms).verdict == Verdict::passed);
  CHECK(outcome_of(10ms).verdict == Verdict::passed);
  const Outcome late = outcome_of(11ms);
  CHECK(late.verdict == Verdict::violated);
  CHECK(late.at == Instant::at(110ms));
  CHECK(late.detail == "did not come true within 10 ms after all faults were healed at 0.1 s");
}

TEST_CASE("the deadline of an eventually lands even when nothing else is due") {
  Universe universe;
  universe.world.eventually(
      "recovers", [] { return false; }, 1h);
  const Outcome& outcome = universe.run([&] {
    sleep(1ms);
    universe.world.calm();
  });
  CHECK(outcome.verdict == Verdict::violated);
  CHECK(outcome.at == Instant::at(1h + 1ms));
}

TEST_CASE("what came true does not keep the run alive until its deadline") {
  Universe universe;
  universe.world.eventually(
      "recovers", [] { return true; }, 1h);
  const Outcome& outcome = universe.run([&] {
    universe.world.calm();
    sleep(1ms);
  });
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(universe.world.now() == Instant::at(1ms));
}

TEST_CASE("an eventually that holds and ceases to hold has come true") {
  Universe universe;
  bool up = true;
  universe.world.eventually(
      "up", [&] { return up; }, 10ms);
  const Outcome& outcome = universe.run([&] {
    universe.world.calm();
    sleep(1ms);
    up = false;
    sleep(1s);
  });
  CHECK(outcome.verdict == Verdict::passed);
}

TEST_CASE("a deadline beyond the end is not decided, and a violation outweighs it") {
  Universe undecided;
  undecided.world.end_at(Instant::at(1s));
  undecided.world.eventually(
      "slow", [] { return false; }, 1h);
  const Outcome& first = undecided.run([&] { undecided.world.calm(); });
  CHECK(first.verdict == Verdict::inconclusive);
  CHECK(first.property == "slow");

  Universe violated;
  violated.world.end_at(Instant::at(1s));
  violated.world.eventually(
      "slow", [] { return false; }, 1h);
  violated.world.eventually(
      "for ever", [] { return false; }, Duration::infinite());
  const Outcome& second = violated.run([&] { violated.world.calm(); });
  CHECK(second.verdict == Verdict::violated);
  CHECK(second.property == "for ever");
}

TEST_CASE("without calm an eventually is not judged") {
  Universe universe;
  universe.world.eventually(
      "recovers", [] { return false; }, 1ms);
  CHECK(universe.run([] { sleep(1h); }).verdict == Verdict::passed);
}

TEST_CASE("calm heals what was registered, newest first, once") {
  Universe universe;
  Diary diary;
  universe.world.on_calm([&] { diary.note("first"); });
  universe.world.on_calm([&] { diary.note("second"); });
  universe.run([&] {
    sleep(2ms);
    universe.world.calm();
    universe.world.calm();
    CHECK(universe.world.calm_since() == Instant::at(2ms));
  });
  CHECK(diary.text() == "second first");
}

TEST_CASE("always_on is judged after each step of its node, and only of its node") {
  const auto outcome_of = [](const char* culprit) {
    Universe universe;
    int depth = 0;
    const auto step = [&] {
      spawn("stepper", [&] {
        sleep(1ms);
        ++depth;
        yield();
        --depth;
      });
    };
    auto& watched = universe.script("watched", [&, culprit] {
      if (culprit == std::string("watched")) step();
    });
    universe.script("other", [&, culprit] {
      if (culprit == std::string("other")) step();
    });
    universe.world.always_on(watched.node(), "flat", [&] { return depth == 0; });
    universe.world.run();
    return universe.world.outcome();
  };
  CHECK(outcome_of("watched").verdict == Verdict::violated);
  CHECK(outcome_of("watched").at == Instant::at(1ms));
  CHECK(outcome_of("other").verdict == Verdict::passed);
}

TEST_CASE("a property added during a run is judged from then on") {
  Universe universe;
  int count = 0;
  const Outcome& outcome = universe.run([&] {
    sleep(1ms);
    universe.world.never("two", [&] { return count == 2; });
    for (; count < 5; ++count) sleep(1ms);
  });
  CHECK(outcome.verdict == Verdict::violated);
  CHECK(outcome.at == Instant::at(3ms));
}

TEST_CASE("a node can be killed after each of its steps, and goes no further") {
  const auto walk = [](int fatal, bool asks_schedule) {
    Quiet chooser(asks_schedule);
    World world(chooser);
    Node& node = world.add_live_node("victim");
    int steps = 0;
    int reached = 0;
    world.scheduler().spawn(node, "walker", [&reached] {
      for (reached = 1; reached < 4; ++reached) sleep(1ms);
    });
    world.after_step(node, [&] {
      if (++steps == fatal) node.crash();
    });
    world.run();
    return std::pair(steps, reached);
  };
  for (const bool asks_schedule : {false, true}) {
    CHECK(walk(1, asks_schedule) == std::pair(1, 1));
    CHECK(walk(3, asks_schedule) == std::pair(3, 3));
    CHECK(walk(4, asks_schedule) == std::pair(4, 4));   // its last step
    CHECK(walk(99, asks_schedule) == std::pair(4, 4));  // there is no such step
  }
}
