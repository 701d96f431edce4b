// What real breakers do that nobody expects: A1 to A15 of the libraries' versions that the headers
// name.
#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "hindcast/models/resilience/breaker_presets.hpp"
#include "hindcast/models/resilience/cockatiel_breaker.hpp"
#include "hindcast/models/resilience/opossum_breaker.hpp"
#include "hindcast/models/resilience/rule_breaker.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

using Kind = BreakerAnswer::Kind;

// A breaker's caller with two clocks.
struct Caller {
  Duration monotonic = Duration::zero();
  Duration wall = 1'000h;

  ClockReading now() const { return {Instant::at(monotonic), Instant::at(wall)}; }
  void pass(Duration time) {
    monotonic += time;
    wall += time;
  }
  // Makes one call that ends at once. Returns whether it was let through.
  bool call(Breaker& breaker, BreakerOutcome outcome) const {
    const BreakerAnswer answer = breaker.admit(now());
    if (answer.kind != Kind::admitted) return false;
    breaker.settle(answer.ticket, {outcome}, now());
    return true;
  }
  void calls(Breaker& breaker, int count, BreakerOutcome outcome) const {
    for (int nth = 0; nth < count; ++nth) call(breaker, outcome);
  }
};

constexpr auto kGood = BreakerOutcome::success;
constexpr auto kBad = BreakerOutcome::failure;

}  // namespace

TEST_CASE("A1: opossum opens at the first failure, and not at exactly half") {
  Caller caller;
  OpossumBreaker first({}, caller.now());
  caller.call(first, kBad);
  CHECK(first.state() == BreakerState::open);

  OpossumBreaker half({}, caller.now());
  for (const auto outcome : {kGood, kGood, kBad, kBad}) caller.call(half, outcome);
  CHECK(half.state() == BreakerState::closed);
  caller.call(half, kBad);
  CHECK(half.state() == BreakerState::open);
  CHECK_FALSE(caller.call(half, kGood));
  CHECK(half.rejection() == "Breaker is open");
}

TEST_CASE("A2: a probe that never ends leaves opossum without a timeout half-open for good") {
  Caller caller;
  OpossumBreaker breaker({.timeout = Duration::infinite()}, caller.now());
  caller.call(breaker, kBad);
  caller.pass(30s);
  CHECK(breaker.admit(caller.now()).kind == Kind::admitted);
  caller.pass(24h * 365);
  CHECK_FALSE(caller.call(breaker, kGood));
  CHECK(breaker.state() == BreakerState::half_open);
}

TEST_CASE("A3: a call from before the trip closes opossum without a probe") {
  Caller caller;
  OpossumBreaker breaker({.timeout = 60s}, caller.now());
  const BreakerAnswer slow = breaker.admit(caller.now());
  caller.calls(breaker, 3, kBad);
  CHECK(breaker.state() == BreakerState::open);
  caller.pass(31s);
  breaker.settle(slow.ticket, {kGood, 31s}, caller.now());
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("A4: opossum that warms up and fails its probe stays half-open") {
  Caller caller;
  OpossumBreaker breaker({.reset_timeout = 1s, .allow_warm_up = true}, caller.now());
  breaker.open(caller.now());
  caller.pass(1s);
  CHECK(caller.call(breaker, kBad));
  CHECK(breaker.state() == BreakerState::half_open);
  caller.pass(1h);
  CHECK_FALSE(caller.call(breaker, kGood));
}

TEST_CASE("A5: a timeout frees opossum's slot although its action goes on, and counts twice") {
  Caller caller;
  OpossumBreaker breaker({.volume_threshold = 1'000, .capacity = 2}, caller.now());
  int live = 0;
  for (int round = 0; round < 10; ++round) {
    const BreakerAnswer one = breaker.admit(caller.now());
    const BreakerAnswer two = breaker.admit(caller.now());
    CHECK(breaker.admit(caller.now()).kind == Kind::rejected);
    CHECK(breaker.rejection() == "Semaphore locked");
    live += 2;
    breaker.settle(one.ticket, {BreakerOutcome::timeout}, caller.now());
    breaker.settle(two.ticket, {BreakerOutcome::timeout}, caller.now());
  }
  CHECK(live == 20);
  CHECK(breaker.stats().timeouts == 20);
  CHECK(breaker.stats().failures == 30);
}

TEST_CASE("A6: opossum saves when it was made, so another process probes too early") {
  Caller caller;
  OpossumBreaker breaker({}, caller.now());
  caller.pass(20s);
  caller.call(breaker, kBad);
  const OpossumBreaker::Saved saved = breaker.saved();
  caller.pass(11s);
  CHECK(breaker.state() == BreakerState::open);
  const OpossumBreaker revived({}, saved, caller.now());
  CHECK(revived.state() == BreakerState::half_open);
}

TEST_CASE("A7: rejections dilute opossum's rate after it closes") {
  Caller caller;
  OpossumBreaker breaker({.reset_timeout = 1s, .rolling_count_timeout = 100s}, caller.now());
  caller.call(breaker, kBad);
  caller.calls(breaker, 20, kGood);
  caller.pass(1s);
  CHECK(caller.call(breaker, kGood));
  caller.calls(breaker, 2, kBad);
  CHECK(breaker.stats().fires == 24);
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("A8: callers wait for cockatiel's probe and are all let through when it succeeds") {
  Caller caller;
  CockatielBreaker breaker({.consecutive_threshold = 1, .half_open_after = 1s});
  caller.call(breaker, kBad);
  caller.pass(1s);
  const BreakerAnswer probe = breaker.admit(caller.now());
  CHECK(probe.kind == Kind::admitted);
  for (int nth = 0; nth < 10; ++nth) {
    const BreakerAnswer other = breaker.admit(caller.now());
    CHECK(other.kind == Kind::waits);
    CHECK(other.ticket.generation == probe.ticket.generation);
  }
  breaker.settle(probe.ticket, {kGood}, caller.now());
  for (int nth = 0; nth < 10; ++nth) CHECK(breaker.admit(caller.now()).kind == Kind::admitted);
}

TEST_CASE("A9: a step back shrinks resilience4j's time window to one call for each second of it") {
  Caller caller;
  RuleBreakerOptions options = resilience4j_breaker("x");
  options.window = BreakerWindow::seconds;
  options.window_time = 10s;
  RuleBreaker breaker(options, caller.now());
  const auto load = [&](int seconds, BreakerOutcome outcome) {
    for (int nth = 0; nth < seconds * 50; ++nth) {
      caller.pass(20ms);
      caller.call(breaker, outcome);
    }
  };
  load(20, kGood);
  CHECK(breaker.counts(caller.now()).calls >= 450);
  caller.wall -= 60s;
  load(20, kBad);
  CHECK(breaker.counts(caller.now()).calls <= 10);
  CHECK(breaker.state() == BreakerState::closed);  // 100 calls will never be there again
}

TEST_CASE("A10: cockatiel's sampling windows rotate with calls only, so old failures trip it") {
  Caller caller;
  CockatielBreaker breaker({.breaker = CockatielOptions::Kind::sampling,
                            .threshold = Ratio::percent(50),
                            .duration = 10s,
                            .minimum_rps = Ratio::one()});
  caller.calls(breaker, 9, kBad);
  CHECK(breaker.state() == BreakerState::closed);
  caller.pass(1h);
  caller.call(breaker, kBad);
  CHECK(breaker.state() == BreakerState::open);
}

TEST_CASE("A11: a cancelled probe closes Polly") {
  Caller caller;
  RuleBreaker breaker(polly_breaker(), caller.now());
  caller.calls(breaker, 100, kBad);
  CHECK(breaker.state() == BreakerState::open);
  caller.pass(5s);
  const BreakerAnswer probe = breaker.admit(caller.now());
  breaker.abandon(probe.ticket, caller.now());
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("A12: with a minimum of one call the first of ten probes decides in resilience4j") {
  Caller caller;
  const BreakerOptions options{.preset = BreakerPreset::resilience4j, .volume_min = 1};
  RuleBreaker breaker(rule_breaker_options(options, "x"), caller.now());
  caller.call(breaker, kBad);
  CHECK(breaker.state() == BreakerState::open);
  caller.pass(61s);
  CHECK(caller.call(breaker, kGood));
  CHECK(breaker.state() == BreakerState::closed);
}

TEST_CASE("A13: a probe that never returns leaves gobreaker with too many requests for good") {
  Caller caller;
  RuleBreaker breaker(gobreaker_breaker(), caller.now());
  caller.calls(breaker, 6, kBad);
  CHECK(breaker.state() == BreakerState::open);
  caller.pass(61s);
  CHECK(breaker.admit(caller.now()).kind == Kind::admitted);
  caller.pass(24h * 365);
  CHECK_FALSE(caller.call(breaker, kGood));
  CHECK(breaker.rejection() == "too many requests");
}

TEST_CASE("A14: timeouts of one stall open a breaker whose servers are healthy") {
  Caller caller;
  OpossumBreaker breaker({.timeout = 50ms, .volume_threshold = 20}, caller.now());
  std::vector<BreakerTicket> calls;
  for (int nth = 0; nth < 20; ++nth) calls.push_back(breaker.admit(caller.now()).ticket);
  caller.pass(200ms);
  for (const BreakerTicket call : calls) {
    breaker.settle(call, {BreakerOutcome::timeout, 200ms}, caller.now());
  }
  CHECK(breaker.state() == BreakerState::open);
}

TEST_CASE("A15: a step forward of the wall clock makes all breakers that read it probe at once") {
  Caller caller;
  const auto probes_after_step = [&caller](Breaker& breaker, int failures) {
    caller.calls(breaker, failures, kBad);
    CHECK(breaker.state() == BreakerState::open);
    CHECK_FALSE(caller.call(breaker, kGood));
    caller.pass(1ms);
    Caller stepped = caller;
    stepped.wall += 1h;
    return stepped.call(breaker, kGood);
  };
  CockatielBreaker cockatiel({});
  CHECK(probes_after_step(cockatiel, 5));
  RuleBreaker polly(polly_breaker(), caller.now());
  CHECK(probes_after_step(polly, 100));
  RuleBreaker resilience4j(resilience4j_breaker("x"), caller.now());
  CHECK(probes_after_step(resilience4j, 100));
  OpossumBreaker opossum({}, caller.now());
  CHECK_FALSE(probes_after_step(opossum, 1));
  RuleBreaker gobreaker(gobreaker_breaker(), caller.now());
  CHECK_FALSE(probes_after_step(gobreaker, 6));
}
