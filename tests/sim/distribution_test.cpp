// Each law: its quantile function against theory, its samples, its mean, its bits, its bounds.
#include "hindcast/sim/distribution.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "hindcast/sim/keyed_stream.hpp"
#include "tests/sim/statistics.hpp"
#include "tests/sim/theory.hpp"

using namespace hindcast;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""us;

namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kSmallest = std::numeric_limits<std::int64_t>::min();
constexpr std::uint64_t kStrata = std::uint64_t{1} << 20;
constexpr std::size_t kSamples = 100'000;
constexpr std::array<std::uint64_t, 3> kSeeds{1, 2, 3};  // fixed before the first run

constexpr Ratio ratio(std::uint64_t thousandths) {
  return Ratio::parts_per_billion(thousandths * (Ratio::kOne / 1000));
}

struct Case {
  std::string name;
  Distribution law;
  theory::Law expected;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"uniform", Distribution::uniform({.min = 1ms, .max = 5ms}), theory::uniform(1e6L, 5e6L)},
      {"narrow uniform", Distribution::uniform({.min = -3, .max = 6}), theory::uniform(-3, 6)},
      {"exponential", Distribution::exponential(25ms), theory::exponential(25e6L)},
      {"log-normal", Distribution::log_normal({.median = 25ms, .sigma = ratio(800)}),
       theory::log_normal(25e6L, 0.8L)},
      {"log-normal by p99", Distribution::log_normal({.median = 25ms, .p99 = 200ms}),
       theory::log_normal(25e6L, 0.893865258L)},
      {"Pareto", Distribution::pareto({.min = 1ms, .alpha = ratio(2500)}),
       theory::pareto(1e6L, 2.5L)},
      {"truncated Pareto", Distribution::pareto({.min = 1ms, .alpha = ratio(1200), .max = 10s}),
       theory::truncated_pareto(1e6L, 1.2L, 1e10L)},
      {"Zipf", Distribution::zipf(1000, ratio(1100)), theory::zipf(1000, 1.1L)},
      {"Zipf of a million", Distribution::zipf(1'000'000, ratio(990)),
       theory::zipf(1'000'000, 0.99L)},
      {"table", Distribution::table({{5ms, 3}, {1ms, 5}, {50ms, 2}, {7ms, 0}, {5ms, 1}}),
       theory::discrete({1e6L, 5e6L, 50e6L}, {5, 4, 2})},
  };
  return all;
}

std::vector<std::int64_t> sorted_samples(const Distribution& law, std::uint64_t seed) {
  std::vector<std::int64_t> samples(kSamples);
  KeyedStream stream(keyed_key(seed, 0, 0, 0));
  for (std::int64_t& sample : samples) sample = law.quantile(stream.next());
  std::sort(samples.begin(), samples.end());
  return samples;
}

// Returns sqrt(n) times the largest distance between the samples' and the law's distribution
// function. Values are whole numbers that stand for what is nearest, so both are compared between
// them.
long double kolmogorov_smirnov(const std::vector<std::int64_t>& samples, const theory::Law& law) {
  const auto count = static_cast<long double>(samples.size());
  long double distance = 0;
  for (std::size_t i = 0; i < samples.size();) {
    const auto value = static_cast<long double>(samples[i]);
    distance =
        std::max(distance, std::abs(static_cast<long double>(i) / count - law.cdf(value - 0.5L)));
    while (i < samples.size() && static_cast<long double>(samples[i]) == value) ++i;
    distance =
        std::max(distance, std::abs(static_cast<long double>(i) / count - law.cdf(value + 0.5L)));
  }
  return std::sqrt(count) * distance;
}

constexpr std::array<std::uint64_t, 6> kKnownDraws{
    0, 0x0123456789abcdef, 0x7123456789abcdef, 0xe123456789abcdef, 0xfffffffffff00000, ~0ULL};
using Known = std::array<std::int64_t, 6>;

}  // namespace

TEST_CASE("each quantile is within 1e-9 or one unit of theory over 2^20 strata") {
  for (const Case& each : cases()) {
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < kStrata; ++i) {
      const std::uint64_t u = i << 44 | std::uint64_t{1} << 43;
      const long double expected =
          each.expected.quantile(std::ldexp(static_cast<long double>(u), -64));
      const auto found = static_cast<long double>(each.law.quantile(u));
      if (std::abs(found - expected) > std::max(1.0L, 1e-9L * std::abs(expected))) ++wrong;
    }
    CAPTURE(each.name);
    CHECK(wrong == 0);
  }
}

TEST_CASE("a larger draw never gives a smaller value") {
  for (const Case& each : cases()) {
    std::uint64_t falling = 0;
    std::int64_t last = each.law.quantile(0);
    for (std::uint64_t i = 0; i < kStrata; ++i) {
      const std::int64_t next = each.law.quantile(i << 44 | std::uint64_t{1} << 43);
      if (next < last) ++falling;
      last = next;
    }
    if (each.law.quantile(~0ULL) < last) ++falling;
    for (std::uint64_t i = 0; i < kStrata / 4; ++i) {
      const std::uint64_t u = keyed_draw(6, i) | 1;
      if (each.law.quantile(u - 1) > each.law.quantile(u)) ++falling;
    }
    CAPTURE(each.name);
    CHECK(falling == 0);
  }
}

TEST_CASE("a law in units of 2^-62 of its scale is monotone too") {
  const std::int64_t huge = std::int64_t{1} << 60;
  for (const Distribution& law : {Distribution::exponential(huge / 8),
                                  Distribution::log_normal({.median = huge, .sigma = ratio(100)}),
                                  Distribution::pareto({.min = huge, .alpha = ratio(9000)}),
                                  Distribution::uniform({.min = -huge, .max = huge})}) {
    std::uint64_t falling = 0;
    for (std::uint64_t i = 0; i < kStrata; ++i) {
      const std::uint64_t u = keyed_draw(7, i) | std::uint64_t{1} << 20;
      const std::uint64_t step = std::uint64_t{1} << i % 20;
      if (law.quantile(u - step) > law.quantile(u)) ++falling;
    }
    CAPTURE(law.describe());
    CHECK(falling == 0);
  }
}

TEST_CASE("samples of three seeds pass Kolmogorov-Smirnov at 99.9 %") {
  for (const Case& each : cases()) {
    for (const std::uint64_t seed : kSeeds) {
      CAPTURE(each.name);
      CAPTURE(seed);
      const auto samples = sorted_samples(each.law, seed);
      CHECK(kolmogorov_smirnov(samples, each.expected) < statistics::kKolmogorov);
    }
  }
}

TEST_CASE("Kolmogorov-Smirnov tells a mean that is two percent off") {
  const auto samples = sorted_samples(Distribution::exponential(25'500'000), kSeeds[0]);
  CHECK(kolmogorov_smirnov(samples, theory::exponential(25e6L)) > statistics::kKolmogorov);
}

TEST_CASE("means of three seeds lie in the 99.9 % interval of theory") {
  for (const Case& each : cases()) {
    for (const std::uint64_t seed : kSeeds) {
      long double sum = 0;
      for (const std::int64_t sample : sorted_samples(each.law, seed)) {
        sum += static_cast<long double>(sample);
      }
      const long double mean = sum / kSamples;
      CAPTURE(each.name);
      CAPTURE(seed);
      CHECK(std::abs(mean - each.expected.mean) <
            statistics::kNormal * each.expected.deviation / std::sqrt(1.0L * kSamples));
    }
  }
}

TEST_CASE("mean() is the mean of theory to the nearest unit") {
  for (const Case& each : cases()) {
    CAPTURE(each.name);
    if (each.name == "truncated Pareto") {
      CHECK_FALSE(each.law.mean().has_value());
      continue;
    }
    REQUIRE(each.law.mean().has_value());
    const auto mean = static_cast<long double>(*each.law.mean());
    CHECK(std::abs(mean - each.expected.mean) <= 0.5L + 1e-9L * each.expected.mean);
  }
}

TEST_CASE("mean() is nothing where the mean is infinite or beyond INT64_MAX") {
  CHECK_FALSE(Distribution::pareto({.min = 1, .alpha = ratio(1000)}).mean().has_value());
  CHECK_FALSE(Distribution::pareto({.min = kLargest, .alpha = ratio(1500)}).mean().has_value());
  CHECK_FALSE(Distribution::log_normal({.median = 1, .sigma = ratio(9400)}).mean().has_value());
  CHECK_FALSE(Distribution::log_normal({.median = 1, .sigma = ratio(100'000)}).mean().has_value());
  CHECK(Distribution::log_normal({.median = 0, .sigma = ratio(100'000)}).mean() == 0);
}

TEST_CASE("mean() does not overflow at the ends of int64") {
  CHECK(Distribution::uniform({.min = kSmallest, .max = kLargest}).mean() == -1);
  CHECK(Distribution::uniform({.min = kLargest - 1, .max = kLargest}).mean() == kLargest);
  CHECK(Distribution::constant(kSmallest).mean() == kSmallest);
  CHECK(Distribution::table({{kLargest, 1}, {kSmallest, 1}}).mean() == 0);
  CHECK(Distribution::table({{kLargest, 1}}).mean() == kLargest);
  CHECK(Distribution::table({{kSmallest, 1}}).mean() == kSmallest);
}

TEST_CASE("the bits of revision hc1 are known") {
  const std::array<Known, 10> expected{{
      {1'000'000, 1'017'777, 2'767'778, 4'517'778, 5'000'000, 5'000'000},
      {-3, -3, 1, 5, 6, 6},
      {0, 111'359, 14'582'419, 52'891'115, 762'461'899, 1'109'035'489},
      {17'505, 3'082'797, 22'243'346, 63'857'057, 9'490'320'605, 35'703'354'422},
      {7'465, 2'411'521, 21'940'510, 71'284'384, 19'051'053'870, 83'726'517'997},
      {1'000'000, 1'001'783, 1'262'784, 2'330'908, 198'668'001'806, 50'859'008'462'247},
      {1'000'000, 1'003'719, 1'625'914, 5'829'556, 9'999'999'970, 10'000'000'000},
      {1, 1, 8, 284, 1'000, 1'000},
      {1, 1, 420, 196'059, 1'000'000, 1'000'000},
      {1'000'000, 1'000'000, 1'000'000, 50'000'000, 50'000'000, 50'000'000},
  }};
  REQUIRE(cases().size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CAPTURE(cases()[i].name);
    for (std::size_t j = 0; j < kKnownDraws.size(); ++j) {
      CAPTURE(kKnownDraws[j]);
      CHECK(cases()[i].law.quantile(kKnownDraws[j]) == expected[i][j]);
    }
  }
}

TEST_CASE("no bit of 2^16 values of each law has changed since revision hc1") {
  constexpr std::array<std::uint64_t, 10> kDigests{
      0x788e6c63a34e4a9cULL, 0x240fe309bfe5df6eULL, 0x28ea5e9ac60f2e12ULL, 0x7824c307f442e8a7ULL,
      0x94c2819c4c323cf6ULL, 0x9ef9b06187335e2fULL, 0x69099d9467aae608ULL, 0xfc23290f8e9a7e94ULL,
      0xb64e5f538d92155bULL, 0x0f6167b82e7e488dULL};
  REQUIRE(cases().size() == kDigests.size());
  for (std::size_t i = 0; i < kDigests.size(); ++i) {
    std::uint64_t digest = 0;
    for (std::uint64_t nth = 0; nth < 65536; ++nth) {
      const std::int64_t value = cases()[i].law.quantile(keyed_draw(i, nth));
      digest = keyed_draw(digest, static_cast<std::uint64_t>(value));
    }
    CAPTURE(cases()[i].name);
    CHECK(digest == kDigests[i]);
  }
}

TEST_CASE("both ends of each law are defined") {
  CHECK(Distribution::uniform({.min = kSmallest, .max = kLargest}).quantile(0) == kSmallest);
  CHECK(Distribution::uniform({.min = kSmallest, .max = kLargest}).quantile(~0ULL) == kLargest);
  CHECK(Distribution::exponential(0).quantile(~0ULL) == 0);
  CHECK(Distribution::exponential(25).quantile(0) == 0);
  CHECK(Distribution::exponential(1'000'000).quantile(~0ULL) == 44'361'420);  // ln(2^64)
  CHECK(Distribution::exponential(kLargest).quantile(~0ULL) == kLargest);
  CHECK(Distribution::exponential(Duration::infinite()).duration(~0ULL).is_infinite());
  CHECK(Distribution::log_normal({.median = 1000, .sigma = ratio(1000)}).quantile(0) == 0);
  CHECK(Distribution::log_normal({.median = 1000, .sigma = ratio(1000)}).quantile(1ULL << 63) ==
        1000);
  CHECK(Distribution::log_normal({.median = 1, .sigma = Distribution::kSigmaMax}).quantile(~0ULL) ==
        kLargest);
  CHECK(Distribution::log_normal({.median = 0, .sigma = Distribution::kSigmaMax}).quantile(~0ULL) ==
        0);
  CHECK(Distribution::pareto({.min = 7, .alpha = Distribution::kAlphaMin}).quantile(0) == 7);
  CHECK(Distribution::pareto({.min = 7, .alpha = Distribution::kAlphaMin}).quantile(~0ULL) ==
        kLargest);
  CHECK(Distribution::pareto({.min = 7, .alpha = Distribution::kAlphaMax}).quantile(~0ULL) == 11);
}

TEST_CASE("a truncated Pareto law ends at its bounds, whatever its shape") {
  for (const Ratio alpha : {Distribution::kAlphaMin, ratio(1000), Distribution::kAlphaMax}) {
    for (const std::int64_t max : {std::int64_t{1000}, std::int64_t{1001}, kLargest}) {
      const Distribution law = Distribution::pareto({.min = 1000, .alpha = alpha, .max = max});
      CAPTURE(law.describe());
      CHECK(law.quantile(0) == 1000);
      CHECK(law.quantile(~0ULL) <= max);
    }
  }
  const Distribution one_decade =
      Distribution::pareto({.min = 1'000'000, .alpha = ratio(1000), .max = 10'000'000});
  CHECK(one_decade.quantile(~0ULL) == 10'000'000);
}

TEST_CASE("a percentile law puts its percentile where it was asked for") {
  const Distribution law = Distribution::log_normal({.median = 25ms, .p99 = 200ms});
  constexpr auto kPercentile = static_cast<std::uint64_t>((Uint128{99} << 64) / 100);
  CHECK(std::abs(law.quantile(kPercentile) - 200'000'000) <= 1);
  CHECK(law.quantile(1ULL << 63) == 25'000'000);
  const Distribution still = Distribution::log_normal({.median = 25ms, .p99 = 25ms});
  CHECK(still.quantile(~0ULL) == 25'000'000);
}

TEST_CASE("a Zipf law of exponent zero is uniform, and one of a single value is constant") {
  const Distribution flat = Distribution::zipf(4, Ratio::zero());
  for (std::uint64_t quarter = 0; quarter < 4; ++quarter) {
    CHECK(flat.quantile(quarter << 62) == static_cast<std::int64_t>(quarter) + 1);
    CHECK(flat.quantile((quarter << 62) + (~0ULL >> 2)) == static_cast<std::int64_t>(quarter) + 1);
  }
  CHECK(Distribution::zipf(1, ratio(1000)).quantile(0) == 1);
  CHECK(Distribution::zipf(1, ratio(1000)).quantile(~0ULL) == 1);
  CHECK(Distribution::zipf(1000, Distribution::kExponentMax).quantile(~0ULL - 1) == 1);
}

TEST_CASE("a table depends neither on the order nor on the repetition of its entries") {
  const Distribution law = Distribution::table({{1, 1}, {2, 2}, {3, 3}});
  constexpr std::uint64_t kSixth = ~0ULL / 6;
  CHECK(law.quantile(kSixth - 1) == 1);
  CHECK(law.quantile(kSixth + 1) == 2);
  CHECK(law.quantile(3 * kSixth - 1) == 2);
  CHECK(law.quantile(3 * kSixth + 2) == 3);
  const Distribution other = Distribution::table({{3, 1}, {2, 1}, {3, 2}, {1, 1}, {9, 0}, {2, 1}});
  CHECK(other.describe() == law.describe());
  for (std::uint64_t i = 0; i < 1000; ++i) {
    CHECK(other.quantile(keyed_draw(8, i)) == law.quantile(keyed_draw(8, i)));
  }
}

TEST_CASE("a table may have weights of any size") {
  const Distribution law = Distribution::table({{1, 1}, {2, (~0ULL >> 1) - 1}, {3, 1ULL << 63}});
  CHECK(law.quantile(0) == 1);
  CHECK(law.quantile(2) == 2);
  CHECK(law.quantile((1ULL << 63) - 2) == 2);
  CHECK(law.quantile(1ULL << 63) == 3);
}

TEST_CASE("laws of durations give durations, and say so") {
  const Distribution law = Distribution::exponential(25ms);
  CHECK(law.is_time());
  CHECK(law.duration(1ULL << 63) == Duration::nanoseconds(17'328'680));  // 25 ms * ln(2)
  CHECK_FALSE(Distribution::exponential(25).is_time());
  CHECK(Distribution::constant(7ms).duration(12345) == Duration(7ms));
}

TEST_CASE("each law describes itself exactly") {
  const std::vector<Case>& all = cases();
  CHECK(Distribution::constant(0s).describe() == "constant(0s)");
  CHECK(Distribution::constant(-1).describe() == "constant(-1)");
  CHECK(all[0].law.describe() == "uniform(1ms, 5ms)");
  CHECK(all[1].law.describe() == "uniform(-3, 6)");
  CHECK(Distribution::exponential(1500us).describe() == "exponential(1500us)");
  CHECK(all[3].law.describe() == "log_normal(25ms, 0.8)");
  CHECK(all[4].law.describe() == "log_normal(25ms, 0.893865258)");
  CHECK(all[5].law.describe() == "pareto(1ms, 2.5)");
  CHECK(all[6].law.describe() == "pareto(1ms, 1.2, 10s)");
  CHECK(all[7].law.describe() == "zipf(1000, 1.1)");
  CHECK(all[9].law.describe() == "table(1ms: 5, 5ms: 4, 50ms: 2)");
}
