// The closed forms of queueing and retries, digit by digit as their tables have them.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "hindcast/replay/laws/queueing.hpp"
#include "hindcast/replay/laws/retries.hpp"

using namespace hindcast;

namespace {

// Equal to the last of `digits` decimal places.
bool to_places(double value, double printed, int digits) {
  return std::abs(value - printed) <= 0.5000001 * std::pow(10.0, -digits);
}

}  // namespace

TEST_CASE("Erlang's formulas give their table") {
  struct Row {
    std::uint32_t servers;
    double load, waits, waiting_time, queue_length, blocking;
  };
  const std::vector<Row> rows = {
      {1, .8, .800000, 4.000000, 3.200000, .444444}, {2, .8, .711111, 1.777778, 2.844444, .329897},
      {5, .8, .554113, .554113, 2.216450, .199067},  {10, .9, .668732, .668732, 6.018584, .167963},
      {50, .9, .363864, .072773, 3.274780, .054104},
  };
  for (const Row& row : rows) {
    const double offered = row.servers * row.load;
    const QueueFigures figures = queue_figures({.servers = row.servers, .offered = offered});
    CAPTURE(row.servers);
    CHECK(to_places(figures.waits, row.waits, 6));
    CHECK(to_places(figures.waiting_time, row.waiting_time, 6));
    CHECK(to_places(figures.queue_length, row.queue_length, 6));
    CHECK(to_places(erlang_b(row.servers, offered), row.blocking, 6));
  }
}

TEST_CASE("finite queues lose what their table says") {
  const QueueFigures quiet = queue_figures({.offered = .8, .capacity = 10});
  CHECK(to_places(quiet.loss, .023493, 6));
  CHECK(to_places(quiet.in_system, 2.966314, 6));
  const QueueFigures even = queue_figures({.offered = 1, .capacity = 10});
  CHECK(to_places(even.loss, .090909, 6));
  CHECK(to_places(even.in_system, 5, 6));
  const QueueFigures over = queue_figures({.offered = 1.2, .capacity = 10});
  CHECK(to_places(over.loss, .192586, 6));
  CHECK(to_places(over.in_system, 6.710709, 6));
  const QueueFigures two = queue_figures({.servers = 2, .offered = 1.6, .capacity = 10});
  CHECK(to_places(two.loss, .026379, 6));
  CHECK(to_places(two.queue_length, 1.772887, 6));
  CHECK(to_places(two.sojourn_time, 2.138075, 6));
}

TEST_CASE("a finite queue is a loss system without places, and an endless one with very many") {
  for (const std::uint32_t servers : {1U, 3U, 20U}) {
    const double offered = .7 * servers;
    const QueueFigures none = queue_figures({servers, offered, servers});
    CHECK(std::abs(none.loss - erlang_b(servers, offered)) < 1e-12);
    CHECK(none.queue_length == 0);
    CHECK(none.waits == 0);
    const QueueFigures many = queue_figures({servers, offered, 2000});
    const QueueFigures endless = queue_figures({.servers = servers, .offered = offered});
    CHECK(std::abs(many.waits - endless.waits) < 1e-9);
    CHECK(std::abs(many.waiting_time - endless.waiting_time) < 1e-9);
    CHECK(many.loss < 1e-9);
  }
}

TEST_CASE("waits and sojourns of one server") {
  CHECK(pollaczek_khinchine(.8, 0) == doctest::Approx(2));
  CHECK(pollaczek_khinchine(.8, 1) == doctest::Approx(4));
  CHECK(pollaczek_khinchine(.8, 4) == doctest::Approx(10));
  CHECK(to_places(sojourn_quantile(.8, .5), 3.4657, 4));
  CHECK(to_places(sojourn_quantile(.8, .95), 14.9787, 4));
  CHECK(to_places(sojourn_quantile(.8, .99), 23.0259, 4));
}

TEST_CASE("the gambler's ruin, for loads below, at and above one") {
  CHECK(std::abs(reach_probability(.5, 20) / 9.536752e-7 - 1) < 1e-6);
  CHECK(reach_probability(1, 10) == doctest::Approx(.1));
  CHECK(reach_probability(2, 1) == doctest::Approx(1));
  CHECK(reach_probability(2, 100) == doctest::Approx(.5));
}

TEST_CASE("retries multiply load and success") {
  CHECK(attempts_per_call(.5, 3) == doctest::Approx(1.875));
  CHECK(success_of_calls(.5, 3) == doctest::Approx(.9375));
  CHECK(attempts_per_call(1, 3) == doctest::Approx(4));
  CHECK(success_of_calls(.2, 0) == doctest::Approx(.8));
  CHECK(calls_through_layers(3, 5) == 243);
  CHECK(stable_load(10, 3) == doctest::Approx(2.5));
}

TEST_CASE("the mean field has two fixed points at 8/s and none at 9/s") {
  const FixedPoints eight = fixed_points({.load = 8, .capacity = 10, .timeout = 3, .retries = 3});
  REQUIRE(eight.stable);
  REQUIRE(eight.unstable);
  CHECK(std::abs(eight.stable->timed_out - .00265) < .00001);
  CHECK(to_places(eight.stable->effective, 8.02, 2));
  CHECK(to_places(eight.unstable->timed_out, .145, 3));
  CHECK(to_places(eight.unstable->effective, 9.36, 2));
  const FixedPoints nine = fixed_points({.load = 9, .capacity = 10, .timeout = 3, .retries = 3});
  CHECK_FALSE(nine.stable);
  CHECK_FALSE(nine.unstable);
}
