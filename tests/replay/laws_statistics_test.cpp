// What decides whether a simulation obeys a law: each test can fail, and says so of a planted
// error.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "hindcast/replay/laws/half_point.hpp"
#include "hindcast/replay/report/law_table.hpp"
#include "hindcast/sim/keyed_stream.hpp"

using namespace hindcast;

namespace {

double unit(std::uint64_t draw) { return std::ldexp(static_cast<double>(draw >> 11), -53); }

// How many of `trials` draws of a stream fall below `probability`.
Share sample(std::uint64_t stream, double probability, std::uint64_t trials) {
  Share share{0, trials};
  for (std::uint64_t nth = 0; nth < trials; ++nth) {
    share.hits += unit(keyed_draw(stream, nth)) < probability ? 1U : 0U;
  }
  return share;
}

}  // namespace

TEST_CASE("Fisher's test has the chances of its textbook tables") {
  // Fisher's tea: 3 of 4 against 1 of 4.
  CHECK(chance_of({3, 4}, {1, 4}) == doctest::Approx(34.0 / 70));
  CHECK(chance_of({4, 4}, {0, 4}) == doctest::Approx(2.0 / 70));
  // Agresti, Categorical Data Analysis: 21 of 23 against 15 of 18, two-sided .6384.
  CHECK(std::abs(chance_of({21, 23}, {15, 18}) - .6384) < .0001);
  CHECK(chance_of({0, 1000}, {0, 500}) == doctest::Approx(1));
  // It does not matter which sample is the first.
  CHECK(chance_of({5, 100}, {15, 300}) == doctest::Approx(chance_of({15, 300}, {5, 100})));
}

TEST_CASE("the binomial test has the chances of its textbook counts") {
  // Ten throws of a coin: one head or fewer, or nine or more.
  CHECK(chance_of(Share{1, 10}, .5) == doctest::Approx(22.0 / 1024));
  CHECK(chance_of(Share{5, 10}, .5) == doctest::Approx(1));
  // Beyond ten million trials the normal law takes over, without a step.
  CHECK(std::abs(chance_of(Share{5'003'000, 10'000'000}, .5) -
                 chance_of(Share{5'003'001, 10'000'002}, .5)) < .0005);
  // None of 1,000 where the chance is one in a million is no surprise; a tenth of them is.
  CHECK(exact_share_row({}, 1e-6, {0, 1'000}).agreement == Agreement::agrees);
  CHECK(exact_share_row({}, 1e-6, {100, 1'000}).agreement == Agreement::differs);
  CHECK(exact_share_row({}, 1, {999, 1'000}).agreement == Agreement::differs);
}

TEST_CASE("two samples of one law agree, and those of different laws do not") {
  int rejected = 0;
  for (std::uint64_t pair = 0; pair < 2'000; ++pair) {
    const Share one = sample(2 * pair + 1, .2, 200);
    const Share other = sample(2 * pair + 2, .2, 200);
    rejected += chance_of(one, other) < kChanceMin ? 1 : 0;
  }
  // At most once in 1,000: more than 8 of 2,000 have a chance below one in 1,000.
  CHECK(rejected <= 8);
  CHECK(chance_of(sample(1, .20, 1'000), sample(2, .30, 1'000)) < kChanceMin);
}

TEST_CASE("batch means of dependent values cover the mean, and a wrong law is told") {
  // x' = .9 x + e has the mean 10 and depends on its past for about ten values.
  int covered = 0;
  constexpr int kSeries = 300;
  for (std::uint64_t series = 0; series < kSeries; ++series) {
    std::vector<Batch> batches(kBatches);
    double x = 10;
    for (std::uint64_t nth = 0; nth < kBatches * 1'000; ++nth) {
      x = .9 * x + 2 * unit(keyed_draw(series + 77, nth));
      batches[nth / 1'000].sum += x;
      batches[nth / 1'000].weight += 1;
    }
    const BatchMean mean = batch_mean(batches);
    covered += std::abs(mean.mean - 10) <= mean.half_width ? 1 : 0;
    if (series == 0) {
      CHECK(closed_form_row({}, 10, mean).agreement == Agreement::agrees);
      CHECK(closed_form_row({}, 10.5, mean).agreement == Agreement::differs);
    }
  }
  CHECK(covered >= kSeries - 3);  // four misses have a chance below one in 1,000
}

TEST_CASE("an interval that is too wide judges nothing") {
  const BatchMean wide{1, .03};
  CHECK(closed_form_row({}, 1, wide).agreement == Agreement::too_wide);
  CHECK(closed_form_row({}, 1.04, wide).agreement == Agreement::differs);
  // Nine times the length, and a margin for what the pilot does not know.
  CHECK(length_factor({1, .06}, .02) > 9);
  CHECK(length_factor({1, .06}, .02) < 30);
}

TEST_CASE("the half point of a logistic curve is found, with its interval") {
  int covered = 0;
  constexpr int kSamples = 200;
  for (std::uint64_t nth = 0; nth < kSamples; ++nth) {
    std::vector<Dose> doses;
    for (int setting = 0; setting < 9; ++setting) {
      const double load = 4.6 + .1 * setting;
      const double share = 1 / (1 + std::exp(-(load - 5.03) / .08));
      doses.push_back({load, sample(nth * 100 + static_cast<std::uint64_t>(setting), share, 300)});
    }
    const auto found = half_point(doses);
    REQUIRE(found);
    covered += std::abs(found->value - 5.03) <= found->half_width ? 1 : 0;
    CHECK(found->half_width < .03);
  }
  CHECK(covered >= kSamples - 3);
}

TEST_CASE("shares that never cross one half have no half point, and a jump is its own interval") {
  CHECK_FALSE(half_point({{1, {1, 10}}, {2, {3, 10}}}));
  CHECK_FALSE(half_point({{1, {9, 10}}, {2, {8, 10}}}));
  const auto gap = half_point({{1, {0, 10}}, {2, {0, 10}}, {3, {10, 10}}});
  REQUIRE(gap);
  CHECK(gap->value == doctest::Approx(2.5));
  CHECK(gap->half_width == doctest::Approx(.5));
  CHECK(crossing_row({}, 2.5, {2.56, .02}).agreement == Agreement::agrees);
  CHECK(crossing_row({}, 2.5, {2.58, .02}).agreement == Agreement::differs);
  CHECK(crossing_row({}, 2.5, {2.5, .06}).agreement == Agreement::too_wide);
}

TEST_CASE("a recorded mean is a sample too, and is rounded") {
  const RunMean simulated = run_mean({.30, .31, .29, .30, .32, .28, .30, .30});
  CHECK(simulated.mean == doctest::Approx(.30));
  const RecordedMean near{.310, 500, .0005};
  const RecordedMean far{.340, 500, .0005};
  CHECK(mean_row({}, simulated, near).agreement == Agreement::agrees);
  CHECK(mean_row({}, simulated, far).agreement == Agreement::differs);
  const RankRange ranks = quantile_ranks(.5, 500, 500);
  CHECK(ranks.low == 196);  // 250 - 1 - 3.29 * sqrt(500 / 4) * sqrt(2), counted from 0
  CHECK(ranks.high == 302);
}
