// Differences on the same seeds: known answers, and what must hold for any data.
#include "hindcast/replay/report/paired.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "hindcast/replay/report/paired_words.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {
namespace {

std::vector<std::int64_t> drawn(std::uint64_t key, std::size_t n, std::int64_t shift) {
  std::vector<std::int64_t> values;
  for (std::size_t index = 0; index < n; ++index) {
    values.push_back(static_cast<std::int64_t>(bounded(keyed_draw(key, index), 1'000)) + shift);
  }
  return values;
}

TEST_CASE("the interval of a rate's difference is Agresti and Min's") {
  // 20 pairs, 8 lost and 1 gained: (1 - 8) / 22 -+ 1.96 sqrt(10 - 49 / 22) / 22.
  std::vector<bool> before(20, false);
  std::vector<bool> after(20, false);
  for (std::size_t index = 0; index < 8; ++index) before[index] = true;
  after[19] = true;
  const RatePair pair = rate_pair(before, after);
  CHECK(pair.difference == doctest::Approx(-7.0 / 20));
  const double half = 1.959964 * std::sqrt(10 - 49.0 / 22) / 22;
  CHECK(pair.interval.low == doctest::Approx(-7.0 / 22 - half));
  CHECK(pair.interval.high == doctest::Approx(-7.0 / 22 + half));
  CHECK(pair.shown());
}

TEST_CASE("runs that are the same in every pair differ by zero, within an interval that holds it") {
  const std::vector<bool> same(100, true);
  const RatePair rates = rate_pair(same, same);
  CHECK(rates.difference == 0);
  CHECK(rates.interval.low < 0);
  CHECK(rates.interval.high > 0);
  CHECK_FALSE(rates.shown());
  const std::vector<std::int64_t> values = drawn(7, 100, 0);
  const QuantityPair pair = quantity_pair(values, values);
  CHECK(pair.difference == 0);
  CHECK(pair.low == 0);
  CHECK(pair.high == 0);
  CHECK(pair.equal == 100);
  CHECK_FALSE(pair.shown());
  CHECK_FALSE(pair.shown_p95());
}

TEST_CASE("the ranks of the sign test are those of the binomial tables") {
  // With the differences 1 to n the bounds are the ranks themselves: 1 of 6, 6 of 20, 40 of 100.
  const auto low_of = [](std::int64_t n) {
    std::vector<std::int64_t> before(static_cast<std::size_t>(n), 0);
    std::vector<std::int64_t> after;
    for (std::int64_t value = 1; value <= n; ++value) after.push_back(value);
    const QuantityPair pair = quantity_pair(before, after);
    CHECK((pair.low == -kEndless || pair.high == n + 1 - pair.low));
    return pair.low;
  };
  CHECK(low_of(5) == -kEndless);
  CHECK(low_of(6) == 1);
  CHECK(low_of(20) == 6);
  CHECK(low_of(100) == 40);
}

TEST_CASE("a shift of every pair is found exactly, whatever the spread between the seeds") {
  const std::vector<std::int64_t> before = drawn(3, 40, 0);
  std::vector<std::int64_t> after = before;
  for (std::int64_t& value : after) value += 17;
  const QuantityPair pair = quantity_pair(before, after);
  CHECK(pair.difference == 17);
  CHECK(pair.low == 17);
  CHECK(pair.high == 17);
  CHECK(pair.difference_p95 == 17);
  CHECK(pair.low_p95 == 17);
  CHECK(pair.high_p95 == 17);
}

TEST_CASE("never against never is no difference, never against once is an endless one") {
  const std::vector<std::int64_t> never(10, kEndless);
  const std::vector<std::int64_t> soon(10, 5);
  CHECK(quantity_pair(never, never).difference == 0);
  CHECK(quantity_pair(never, soon).difference == -kEndless);
  CHECK(quantity_pair(soon, never).difference == kEndless);
  CHECK(quantity_pair(soon, never).shown());
  CHECK(difference_text(kEndless, PairUnit::duration) == "+inf");
  CHECK(value_text(kEndless, PairUnit::duration) == "never");
}

TEST_CASE("the interval of the median covers the true shift in 95 of 100 samples or more") {
  std::uint32_t covered = 0;
  constexpr std::uint32_t kSamples = 400;
  for (std::uint64_t sample = 0; sample < kSamples; ++sample) {
    // Two independent sides of one law: the differences are symmetric about the shift.
    const QuantityPair pair =
        quantity_pair(drawn(2 * sample + 1'000, 20, 0), drawn(2 * sample + 1'001, 20, 50));
    covered += pair.low <= 50 && pair.high >= 50 ? 1U : 0U;
  }
  // 95.9 % by the binomial law of n = 20; four standard deviations of 400 samples below it.
  CHECK(covered >= kSamples * 92 / 100);
  CHECK(covered < kSamples);
}

TEST_CASE("quantities read like quantities") {
  CHECK(value_text(12'345, PairUnit::count) == "12,345");
  CHECK(value_text(871'234, PairUnit::ppm) == "87.1%");
  CHECK(difference_text(-12'100, PairUnit::ppm) == "-1.2 points");
  CHECK(difference_text(27'000'000'000, PairUnit::duration) == "+27 s");
  CHECK(difference_text(0, PairUnit::duration) == "0");
}

}  // namespace
}  // namespace hindcast
