// Livelock, and who keeps time from advancing.
#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/mutex.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Each holds its own lock, tries the other's, and gives way.
void be_polite(Mutex& own, Mutex& other, Duration pause) {
  for (;;) {
    own.lock();
    sleep(pause);
    if (other.try_lock()) break;
    sleep(pause);
    own.unlock();
    sleep(pause);
  }
  other.unlock();
  own.unlock();
}

// Two polite fibers in a world that declares nothing but that it has a state.
void polite_world(Universe& universe, Duration pause) {
  universe.world.fingerprints().declare([] { return 0; });
  universe.script("test", [pause] {
    spawn("root", [pause] {
      Mutex a("a");
      Mutex b("b");
      const FiberHandle one = spawn("one", [&, pause] { be_polite(a, b, pause); });
      const FiberHandle two = spawn("two", [&, pause] { be_polite(b, a, pause); });
      join(one);
      join(two);
    });
  });
}

// Lets fibers of one name run before all others.
class Favours final : public Chooser {
 public:
  explicit Favours(Operation pending) : pending_(pending) {}

  bool asks(ChoiceKind kind) const override { return kind == ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint& point) override {
    for (std::uint32_t index = 0; index < point.arity; ++index) {
      if (point.alternatives[index].next == pending_) return index;
    }
    return 0;
  }

 private:
  Operation pending_;
};

}  // namespace

TEST_CASE("two that give way to each other for ever are a livelock, told step by step") {
  std::uint64_t digest = 0;
  for (int time = 0; time < 2; ++time) {
    Universe universe;
    polite_world(universe, 0ms);
    const Outcome& outcome = universe.world.run();
    CHECK(outcome.verdict == Verdict::violated);
    CHECK(outcome.property == "no livelock");
    CHECK(outcome.detail.find("came round 64 times") != std::string::npos);
    CHECK(outcome.detail.find("test/one#0: ") != std::string::npos);
    CHECK(outcome.detail.find("test/two#0: ") != std::string::npos);
    if (time == 0) digest = universe.world.digest();
    CHECK(universe.world.digest() == digest);
  }
}

TEST_CASE("a cycle in which time passes is a livelock, too") {
  Universe universe({.limits = {.steps_max = 10'000}});
  polite_world(universe, 3ms);
  CHECK(universe.world.run().property == "no livelock");
  CHECK(universe.world.now() > Instant::at(100ms));
}

TEST_CASE("without a declared fingerprint nothing is said about livelock") {
  Universe universe({.limits = {.steps_max = 1000}});
  const Outcome& outcome = universe.run([] {
    for (;;) sleep(1ms);
  });
  CHECK(outcome.property == "steps_max");
}

TEST_CASE("a loop that ends after fewer rounds than the limit is no livelock, however coarse") {
  for (const int rounds : {10, 60, 70}) {
    Universe universe;
    universe.world.fingerprints().declare([] { return 0; });
    const Outcome& outcome = universe.run([rounds] {
      for (int round = 0; round < rounds; ++round) {
        yield();
        yield();
      }
    });
    // Two steps alike are one round each: 2 x 60 is more than 64.
    CHECK((outcome.verdict == Verdict::passed) == (rounds * 2 < 64));
  }
  Universe counted;
  int counter = 0;
  counted.world.fingerprints().declare([&] { return static_cast<std::uint64_t>(counter); });
  CHECK(counted
            .run([&] {
              for (; counter < 1000; ++counter) yield();
            })
            .verdict == Verdict::passed);
}

TEST_CASE("what is marked as progress is no round") {
  Universe universe({.limits = {.steps_max = 5000}});
  universe.world.fingerprints().declare([] { return 0; });
  const Outcome& outcome = universe.run([&] {
    for (std::uint64_t round = 0;; ++round) {
      if (round % 50 == 0) universe.world.progress();
      yield();
    }
  });
  CHECK(outcome.property == "steps_max");
}

TEST_CASE("a cycle in which somebody could run all along and does not is not fair") {
  for (const bool fair : {false, true}) {
    Favours favours(Operation::wake);
    Quiet quiet;
    Chooser& chooser = fair ? static_cast<Chooser&>(quiet) : favours;
    World world(chooser, {.limits = {.steps_max = 5000}});
    world.fingerprints().declare([] { return 0; });
    Node& node = world.add_live_node("node");
    bool over = false;
    world.scheduler().spawn(node, "spins", [&] {
      while (!over) yield();
    });
    world.scheduler().spawn(node, "ends it", [&] { over = true; });
    CHECK(world.run().property == (fair ? "" : "steps_max"));
  }
}

TEST_CASE("who keeps time from advancing is named, with the share of each") {
  Universe universe({.limits = {.instant_steps_max = 1000}});
  const Outcome& outcome = universe.run([] {
    sleep(5ms);
    spawn("hasty", [] {
      for (;;) yield();
    });
    spawn("hastier", [] {
      for (;;) yield();
    });
    sleep(1h);
  });
  CHECK(outcome.property == "time advances");
  CHECK(outcome.detail ==
        "1000 steps at one instant; of the last 501: 251 by test/hasty, 250 by test/hastier");
}
