// LAWS: a breaker under independent failures. Exact means against samples of fixed seeds, within
// 99.9 % of the sample's own spread, whose half width is at most 2 %.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "hindcast/models/resilience/rule_breaker.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "tests/sim/statistics.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

struct Mean {
  double mean = 0;
  double half_width = 0;
  bool holds(double law) const {
    return std::abs(mean - law) <= half_width && half_width <= 0.02 * law;
  }
};

class Sample {
 public:
  void add(double value) {
    ++count_;
    sum_ += value;
    squares_ += value * value;
  }
  Mean mean() const {
    const double mean = sum_ / count_;
    const double variance = squares_ / count_ - mean * mean;
    return {mean, statistics::kNormal * std::sqrt(variance / count_)};
  }

 private:
  double count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

const ClockReading kStart{Instant::at(0s), Instant::at(1h)};

Mean calls_to_trip(const RuleBreakerOptions& options, Ratio failure, int trips,
                   std::uint64_t seed) {
  Sample sample;
  std::uint64_t nth = 0;
  for (int trip = 0; trip < trips; ++trip) {
    RuleBreaker breaker(options, kStart);
    int calls = 0;
    for (; breaker.state() == BreakerState::closed; ++calls) {
      const bool fails = failure.happens(keyed_draw(seed, ++nth));
      const BreakerAnswer answer = breaker.admit(kStart);
      breaker.settle(answer.ticket, {fails ? BreakerOutcome::failure : BreakerOutcome::success},
                     kStart);
    }
    sample.add(calls);
  }
  return sample.mean();
}

RuleBreakerOptions consecutive(std::uint32_t failures) {
  return {.trip = BreakerTrip::consecutive, .failures = failures};
}
RuleBreakerOptions of_the_last(std::uint32_t failures, std::uint32_t calls) {
  return {.trip = BreakerTrip::failures, .failures = failures, .window_calls = calls};
}

// Open periods until it is closed, when probes fail with `failure`.
Mean cycles_to_close(RuleBreakerOptions options, Ratio failure, int closings, std::uint64_t seed) {
  options.trip = BreakerTrip::consecutive;
  options.failures = 1;
  options.open_wait = 1s;
  Sample sample;
  std::uint64_t nth = 0;
  for (int closing = 0; closing < closings; ++closing) {
    ClockReading now = kStart;
    RuleBreaker breaker(options, now);
    breaker.settle(breaker.admit(now).ticket, {BreakerOutcome::failure}, now);
    int cycles = 0;
    while (breaker.state() != BreakerState::closed) {
      if (breaker.state() == BreakerState::open) {
        ++cycles;
        now.monotonic = now.monotonic + 1s;
        now.wall = now.wall + 1s;
      }
      const bool fails = failure.happens(keyed_draw(seed, ++nth));
      breaker.settle(breaker.admit(now).ticket,
                     {fails ? BreakerOutcome::failure : BreakerOutcome::success}, now);
    }
    sample.add(cycles);
  }
  return sample.mean();
}

}  // namespace

TEST_CASE("a breaker trips after as many calls as the law of its rule says") {
  for (const std::uint64_t seed : {11U, 12U, 13U}) {
    CHECK(calls_to_trip(consecutive(3), Ratio::percent(20), 40'000, seed).holds(155));
    CHECK(calls_to_trip(consecutive(5), Ratio::percent(50), 40'000, seed).holds(62));
    CHECK(calls_to_trip(consecutive(3), Ratio::percent(30), 40'000, seed).holds(51.48));
    CHECK(calls_to_trip(of_the_last(3, 5), Ratio::percent(20), 40'000, seed).holds(44.07));
    CHECK(calls_to_trip(of_the_last(3, 5), Ratio::percent(10), 40'000, seed).holds(243.3));
    CHECK(calls_to_trip(of_the_last(5, 10), Ratio::percent(20), 40'000, seed).holds(117.8));
    CHECK(calls_to_trip(of_the_last(5, 10), Ratio::percent(30), 40'000, seed).holds(34.8));
  }
}

TEST_CASE("a breaker stays open for as many cycles as its probes need") {
  const RuleBreakerOptions ten{};
  const RuleBreakerOptions one{.probes = 1, .close = HalfOpenClose::first};
  for (const std::uint64_t seed : {21U, 22U, 23U}) {
    CHECK(cycles_to_close(ten, Ratio::percent(20), 40'000, seed).holds(1.034));
    CHECK(cycles_to_close(ten, Ratio::percent(40), 40'000, seed).holds(1.580));
    CHECK(cycles_to_close(ten, Ratio::percent(60), 40'000, seed).holds(6.015));
    CHECK(cycles_to_close(one, Ratio::percent(10), 40'000, seed).holds(1.111));
    CHECK(cycles_to_close(one, Ratio::percent(60), 40'000, seed).holds(2.5));
  }
}
