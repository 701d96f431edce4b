// Timers of nodes whose clock is not virtual time.
#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/timer_clock.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Runs `factor` times as fast as virtual time from `since` on.
class FastClock final : public TimerClock {
 public:
  Instant reading(Instant at) const override { return at_since_ + (at - since_) * factor_; }
  Instant when(Instant reading) const override {
    const Duration left = reading - at_since_;
    return since_ + (left + Duration::nanoseconds(factor_ - 1)) / factor_;
  }
  void speed_up(World& world, Node& node, std::int64_t factor) {
    at_since_ = reading(world.now());
    since_ = world.now();
    factor_ = factor;
    world.scheduler().rearm_timers(node);
  }

 private:
  Instant since_;
  Instant at_since_;
  std::int64_t factor_ = 1;
};

// A node with a clock beside the adversary's, which has none.
struct Timed {
  Timed() { node.set_timer_clock(&clock); }

  Universe universe;
  World& world = universe.world;
  Node& node = world.add_live_node("timed");
  FastClock clock;
};

}  // namespace

TEST_CASE("sleeps and timeouts last as long as the node's clock says") {
  Timed timed;
  timed.clock.speed_up(timed.world, timed.node, 4);
  Instant slept;
  Instant expired;
  timed.world.scheduler().spawn(timed.node, "sleeper", [&] {
    sleep(8s);
    slept = now();
    CHECK(monotonic_now() == Instant::at(8s));
    Event never("never");
    CHECK(!never.wait_for(4s));
    expired = now();
  });
  timed.world.run();
  CHECK(slept == Instant::at(2s));
  CHECK(expired == Instant::at(3s));
}

TEST_CASE("a change of the rate moves the end of what is under way, both ways") {
  Timed timed;
  Instant slept;
  Instant expired;
  timed.world.scheduler().spawn(timed.node, "sleeper", [&] {
    sleep(10s);
    slept = now();
  });
  timed.world.scheduler().spawn(timed.node, "waiter", [&] {
    Event never("never");
    CHECK(!never.wait_for(20s));
    expired = now();
  });
  timed.world.inject("rate", [&] {
    sleep(2s);
    timed.clock.speed_up(timed.world, timed.node, 4);
    sleep(1s);  // it has run for 6 s by now
    timed.clock.speed_up(timed.world, timed.node, 1);
  });
  timed.world.run();
  CHECK(slept == Instant::at(7s));
  CHECK(expired == Instant::at(17s));
}

TEST_CASE("a new rate leaves alone what ended, what waits for ever, and other nodes") {
  Timed timed;
  Instant granted;
  Instant other;
  timed.world.scheduler().spawn(timed.node, "waiter", [&] {
    Event event("event");
    spawn("setter", [&] {
      sleep(8s);
      event.set();
    });
    event.wait();
    granted = now();
    CHECK(event.wait_for(100s));  // at once: its timer is none
  });
  timed.world.inject("rate", [&] {
    sleep(4s);
    timed.clock.speed_up(timed.world, timed.node, 2);
    sleep(10s);
    other = now();
  });
  timed.world.run();
  CHECK(granted == Instant::at(6s));
  CHECK(other == Instant::at(14s));
}
