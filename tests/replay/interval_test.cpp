#include "hindcast/replay/report/interval.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "hindcast/replay/report/order_statistic.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

TEST_CASE("Wilson's interval has the published values") {
  CHECK(wilson(5, 100).low == doctest::Approx(0.0215).epsilon(0.003));
  CHECK(wilson(5, 100).high == doctest::Approx(0.1118).epsilon(0.001));
  CHECK(wilson(0, 100).low == 0);
  CHECK(wilson(0, 100).high == doctest::Approx(0.0370).epsilon(0.001));
  CHECK(wilson(100, 100).high == 1);
  // E. B. Wilson's interval of 81 of 263 in Newcombe (1998), method 3.
  CHECK(wilson(81, 263).low == doctest::Approx(0.2553).epsilon(0.0005));
  CHECK(wilson(81, 263).high == doctest::Approx(0.3662).epsilon(0.0005));
  CHECK(wilson(1, 29).low == doctest::Approx(0.0061).epsilon(0.01));
  CHECK(wilson(1, 29).high == doctest::Approx(0.1718).epsilon(0.0005));
}

TEST_CASE("nothing is known of nothing, and each interval holds its rate") {
  CHECK(wilson(0, 0).low == 0);
  CHECK(wilson(0, 0).high == 1);
  for (std::uint64_t trials = 1; trials < 60; ++trials) {
    for (std::uint64_t hits = 0; hits <= trials; ++hits) {
      const Interval interval = wilson(hits, trials);
      const double rate = static_cast<double>(hits) / static_cast<double>(trials);
      CHECK(interval.low <= rate);
      CHECK(interval.high >= rate);
      const Interval mirrored = wilson(trials - hits, trials);
      CHECK(mirrored.low == doctest::Approx(1 - interval.high));
    }
  }
}

TEST_CASE("rates are printed with n and interval") {
  CHECK(rate_text(97, 100) == "97 of 100 [.915, .990]");
  CHECK(rate_text(100, 100) == "100 of 100 [.963, 1]");
  CHECK(rate_text(0, 100) == "0 of 100 [0, .037]");
  CHECK(runs_text({1, 1}) == "1 of 1 run [.207, 1]");
  CHECK(runs_text({5, 1'000}) == "5 of 1,000 runs [.002, .012]");
}

TEST_CASE("an order statistic is the smallest value that enough others do not exceed") {
  CHECK(order_statistic<int>({3, 1, 2}, 50) == 2);
  CHECK(order_statistic<int>({4, 1, 3, 2}, 50) == 2);
  CHECK(order_statistic<int>({7}, 1) == 7);
  CHECK(order_statistic<int>({1, 2}, 100) == 2);
  std::vector<int> hundred;
  for (int value = 100; value >= 1; --value) hundred.push_back(value);
  for (std::uint64_t percent = 1; percent <= 100; ++percent) {
    CHECK(order_statistic(hundred, percent) == static_cast<int>(percent));
  }
}

TEST_CASE("what never happened counts as longest and is counted") {
  const Spread spread = spread_of({3s, Duration::infinite(), 1s, 2s});
  CHECK(spread.runs == 4);
  CHECK(spread.never == 1);
  CHECK(spread.p50 == Duration(2s));
  CHECK(spread.p95.is_infinite());
  CHECK(spread_of({}).runs == 0);
}
