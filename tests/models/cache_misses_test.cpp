#include "hindcast/models/mcp/cache_misses.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

// The renewal formula in floating point, key by key, for Zipf's law.
double exact(double reads, double updates, double ttl, std::size_t keys, double exponent) {
  std::vector<double> weights;
  double all = 0;
  for (std::size_t k = 1; k <= keys; ++k) {
    weights.push_back(std::pow(static_cast<double>(k), -exponent));
    all += weights.back();
  }
  double misses = 0;
  for (const double weight : weights) {
    const double share = weight / all;
    const double mu = updates * share;
    const double life = mu > 0 ? -std::expm1(-mu * ttl) / mu : ttl;
    misses += share / (1 + reads * share * life);
  }
  return misses;
}

double misses(const CachedLoad& load, std::uint64_t keys, std::uint64_t exponent_percent) {
  const Distribution popularity = Distribution::zipf(keys, Ratio::percent(exponent_percent));
  return static_cast<double>(cache_misses(load, popularity).parts_per_billion()) / 1e9;
}

}  // namespace

TEST_CASE("one key misses once per time to live: 1 / (1 + reads x ttl)") {
  CHECK(misses({Rate::per_second(5), Rate::zero(), 60s}, 1, 100) ==
        doctest::Approx(1.0 / 301).epsilon(1e-6));
  CHECK(misses({Rate::per_hour(1), Rate::zero(), 1s}, 1, 100) ==
        doctest::Approx(3600.0 / 3601).epsilon(1e-6));
}

TEST_CASE("misses of many keys are those of the renewal formula, to one part in two hundred") {
  struct Point {
    std::uint64_t reads;
    std::uint64_t updates;
    std::int64_t ttl;
    std::uint64_t keys;
    std::uint64_t percent;
  };
  for (const Point& p : {Point{5, 0, 300, 500, 90}, Point{5, 1, 300, 500, 90},
                         Point{40, 10, 60, 3'000, 120}, Point{2, 2, 30, 20'000, 70},
                         Point{1'000, 1, 10, 100, 0}, Point{7, 3, 86'400, 1'000, 100}}) {
    CAPTURE(p.keys);
    CAPTURE(p.ttl);
    const CachedLoad load{Rate::per_second(p.reads), Rate::per_second(p.updates),
                          std::chrono::seconds(p.ttl)};
    CHECK(misses(load, p.keys, p.percent) ==
          doctest::Approx(exact(static_cast<double>(p.reads), static_cast<double>(p.updates),
                                static_cast<double>(p.ttl), p.keys,
                                static_cast<double>(p.percent) / 100))
              .epsilon(.005));
  }
}

TEST_CASE("nothing read misses always, and loads beyond all bounds hit always") {
  CHECK(misses({Rate::zero(), Rate::per_second(1), 60s}, 10, 100) == doctest::Approx(1));
  CHECK(misses({Rate::per_second(1'000'000), Rate::zero(), Duration::infinite()}, 10, 100) < 1e-6);
}
