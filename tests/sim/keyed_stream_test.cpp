// keyed_draw: its bits, and that streams with related keys are independent. The families of keys
// are those that careless code produces: counters, multiples of one odd constant, single bits, and
// keys that keyed_key makes of neighbouring subjects.
#include "hindcast/sim/keyed_stream.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hindcast/sim/distribution.hpp"
#include "tests/sim/statistics.hpp"

using namespace hindcast;

namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t kHash = 0x0123456789abcdefULL;
constexpr std::size_t kKeys = 10'000;
constexpr std::size_t kDraws = 64;

using Draw = std::uint64_t (*)(std::uint64_t key, std::uint64_t nth);

// SplitMix64 seeded with the key: what keyed_draw must not be. Streams at multiples of its
// increment are one stream, shifted.
std::uint64_t careless_draw(std::uint64_t key, std::uint64_t nth) {
  std::uint64_t z = key + (nth + 1) * kGolden;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
  return z ^ z >> 31;
}

struct Family {
  std::string name;
  std::uint64_t (*key)(std::uint64_t nth);
};

const std::array<Family, 7> kFamilies{{
    {"neighbours from 0", [](std::uint64_t i) { return i; }},
    {"neighbours of a hash", [](std::uint64_t i) { return i + kHash; }},
    {"multiples of the golden constant", [](std::uint64_t i) { return i * kGolden; }},
    {"multiples of 2^32", [](std::uint64_t i) { return i << 32; }},
    {"multiples of 2^50", [](std::uint64_t i) { return i << 50; }},
    {"Gray code, turned", [](std::uint64_t i) { return std::rotl(i ^ i >> 1, 57); }},
    {"subjects of one label", [](std::uint64_t i) { return keyed_key(1, 2, 3, i); }},
}};

// All draws of a family, one row a key.
class Rows {
 public:
  Rows(const Family& family, Draw draw) : draws_(kKeys * kDraws) {
    for (std::size_t k = 0; k < kKeys; ++k) {
      const std::uint64_t key = family.key(k);
      for (std::size_t i = 0; i < kDraws; ++i) draws_[k * kDraws + i] = draw(key, i);
    }
  }
  std::uint64_t at(std::size_t key, std::size_t nth) const { return draws_[key * kDraws + nth]; }

 private:
  std::vector<std::uint64_t> draws_;
};

// Returns the correlation of draw (k, i) with draw (k + keys, i + draws), in standard deviations.
double correlation(const Rows& rows, std::size_t keys, std::int64_t draws) {
  double sum = 0;
  double count = 0;
  const std::size_t first = draws < 0 ? static_cast<std::size_t>(-draws) : 0;
  const std::size_t last = draws > 0 ? kDraws - static_cast<std::size_t>(draws) : kDraws;
  for (std::size_t k = 0; k + keys < kKeys; ++k) {
    for (std::size_t i = first; i < last; ++i) {
      const auto other = static_cast<std::size_t>(static_cast<std::int64_t>(i) + draws);
      const double left = statistics::unit(rows.at(k, i)) - 0.5;
      const double right = statistics::unit(rows.at(k + keys, other)) - 0.5;
      sum += left * right;
      count += 1;
    }
  }
  return sum * 12 / std::sqrt(count);
}

// Returns chi-square, 64 degrees of freedom, of how often each bit is set in `words`.
template <class Words>
double bit_balance(Words words) {
  std::array<double, 64> ones{};
  double count = 0;
  for (std::size_t k = 0; k + 1 < kKeys; ++k) {
    for (std::size_t i = 0; i < kDraws; ++i) {
      const std::uint64_t word = words(k, i);
      for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += static_cast<double>(word >> bit & 1);
      count += 1;
    }
  }
  double sum = 0;
  for (const double one : ones) sum += (2 * one - count) * (2 * one - count) / count;
  return sum;
}

// Returns chi-square, 255 degrees of freedom, over pairs of four bits of draw (k, i) and four of
// draw (k + 1, i), for the first `draws` draws of each key.
double pair_chi_square(const Rows& rows, unsigned shift, std::size_t draws) {
  std::array<std::uint64_t, 256> counts{};
  for (std::size_t k = 0; k + 1 < kKeys; ++k) {
    for (std::size_t i = 0; i < draws; ++i) {
      const std::uint64_t left = rows.at(k, i) >> shift & 15;
      const std::uint64_t right = rows.at(k + 1, i) >> shift & 15;
      ++counts[left * 16 + right];
    }
  }
  return statistics::chi_square_even(counts);
}

struct Interval {
  double mean;
  double half_width;
};

// The mean wait in an M/M/1 queue at load 0.8 and service rate 1 by Lindley's recursion, from one
// stream of arrivals and one of services, with its 99.9 % interval over 64 batches.
Interval waits_in_queue(Draw draw, std::uint64_t arrivals, std::uint64_t services) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::uint64_t kBatches = 64;
  constexpr std::uint64_t kCustomers = 80'000;  // a batch: 5.1 million in all
  const Distribution between = Distribution::exponential(kSecond * 5 / 4);
  const Distribution service = Distribution::exponential(kSecond);
  std::array<double, kBatches> means{};
  std::int64_t wait = 0;
  std::uint64_t nth = 0;
  for (double& mean : means) {
    for (std::uint64_t i = 0; i < kCustomers; ++i, ++nth) {
      mean += static_cast<double>(wait) / kSecond / kCustomers;
      const std::int64_t served = service.quantile(draw(services, nth));
      const std::int64_t passed = between.quantile(draw(arrivals, nth));
      wait = std::max<std::int64_t>(0, wait + served - passed);
    }
  }
  double sum = 0;
  for (const double mean : means) sum += mean;
  const double mean = sum / kBatches;
  double squares = 0;
  for (const double batch : means) squares += (batch - mean) * (batch - mean);
  return {mean, statistics::kStudent63 * std::sqrt(squares / (kBatches * (kBatches - 1)))};
}

}  // namespace

TEST_CASE("the bits of revision hc1 are known") {
  CHECK(keyed_draw(0, 0) == 0xe491bf335bdc047fULL);
  CHECK(keyed_draw(0, 1) == 0xcde04e525f294448ULL);
  CHECK(keyed_draw(0, 2) == 0x36faf6d7760b6939ULL);
  CHECK(keyed_draw(0, ~0ULL) == 0x25ea0644dd6234a6ULL);
  CHECK(keyed_draw(1, 0) == 0xa0ba6ae374b71109ULL);
  CHECK(keyed_draw(1, 1) == 0x56eff058acc5d772ULL);
  CHECK(keyed_draw(1, 2) == 0xc6d806f9a217d89fULL);
  CHECK(keyed_draw(1, ~0ULL) == 0xf1c263269b1f903fULL);
  CHECK(keyed_draw(kGolden, 0) == 0x5ff57c1846e24956ULL);
  CHECK(keyed_draw(kGolden, 1) == 0x2463739f7000a2a3ULL);
  CHECK(keyed_draw(kGolden, 2) == 0xd4ed801b5bbea529ULL);
  CHECK(keyed_draw(kGolden, ~0ULL) == 0x322a6a0ba8e442ecULL);
  CHECK(keyed_draw(~0ULL, 0) == 0x230f935e37fa5911ULL);
  CHECK(keyed_draw(~0ULL, 1) == 0x0be1dd164df0b75bULL);
  CHECK(keyed_draw(~0ULL, 2) == 0xea038c6f46e7004cULL);
  CHECK(keyed_draw(~0ULL, ~0ULL) == 0x7b5000ca5a340ee0ULL);
  CHECK(keyed_key(0, 0, 0, 0) == 0x5b4207a0483f6f24ULL);
  CHECK(keyed_key(1, 2, 3, 4) == 0x03dd4f43a74d8efeULL);
  CHECK(keyed_key(~0ULL, ~0ULL, ~0ULL, ~0ULL) == 0x2f02a9384dc67103ULL);
}

TEST_CASE("a stream is its key and a counter") {
  KeyedStream stream(42);
  for (std::uint64_t i = 0; i < 5; ++i) {
    CHECK(stream.drawn() == i);
    CHECK(stream.next() == keyed_draw(42, i));
  }
  CHECK(stream.key() == 42);
}

TEST_CASE("each place of a stream key counts") {
  std::set<std::uint64_t> keys;
  std::array<std::uint64_t, 4> places{1, 2, 3, 4};
  do {
    keys.insert(keyed_key(places[0], places[1], places[2], places[3]));
  } while (std::next_permutation(places.begin(), places.end()));
  CHECK(keys.size() == 24);
}

TEST_CASE("keys of a million subjects, components and labels are distinct") {
  std::vector<std::uint64_t> keys;
  for (std::uint64_t i = 0; i < 100; ++i) {
    for (std::uint64_t j = 0; j < 100; ++j) {
      for (std::uint64_t k = 0; k < 100; ++k) keys.push_back(keyed_key(7, i, j, k));
    }
  }
  std::sort(keys.begin(), keys.end());
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
}

TEST_CASE("no key makes a factor of zero that hides the counter") {
  for (const std::uint64_t key :
       {0x2d358dccaa6c78a5ULL, 0x8bb84b93962eacc9ULL, 0x4b33a62ed433d4a3ULL,
        0x2d358dccaa6c78a5ULL ^ 0x4b33a62ed433d4a3ULL, 0ULL, ~0ULL}) {
    std::set<std::uint64_t> draws;
    for (std::uint64_t nth = 0; nth < 1000; ++nth) draws.insert(keyed_draw(key, nth));
    CAPTURE(key);
    CHECK(draws.size() == 1000);
  }
}

TEST_CASE("ten thousand related streams are uncorrelated at 99.9 %") {
  for (const Family& family : kFamilies) {
    const Rows rows(family, keyed_draw);
    CAPTURE(family.name);
    CHECK(std::abs(correlation(rows, 0, 1)) < statistics::kNormal);
    CHECK(std::abs(correlation(rows, 0, 2)) < statistics::kNormal);
    CHECK(std::abs(correlation(rows, 1, 0)) < statistics::kNormal);
    CHECK(std::abs(correlation(rows, 1, 1)) < statistics::kNormal);
    CHECK(std::abs(correlation(rows, 1, -1)) < statistics::kNormal);
    CHECK(std::abs(correlation(rows, 2, 0)) < statistics::kNormal);
  }
}

TEST_CASE("each bit of a draw, and of its difference to the neighbour's, is fair at 99.9 %") {
  for (const Family& family : kFamilies) {
    const Rows rows(family, keyed_draw);
    CAPTURE(family.name);
    const auto own = [&rows](std::size_t k, std::size_t i) { return rows.at(k, i); };
    const auto difference = [&rows](std::size_t k, std::size_t i) {
      return rows.at(k, i) ^ rows.at(k + 1, i);
    };
    CHECK(statistics::chi_square_holds(bit_balance(own), 64));
    CHECK(statistics::chi_square_holds(bit_balance(difference), 64));
  }
}

TEST_CASE("pairs of draws from neighbouring streams fill all cells evenly at 99.9 %") {
  for (const Family& family : kFamilies) {
    const Rows rows(family, keyed_draw);
    CAPTURE(family.name);
    for (const unsigned shift : {60U, 30U, 0U}) {
      CAPTURE(shift);
      CHECK(statistics::chi_square_holds(pair_chi_square(rows, shift, kDraws), 255));
      CHECK(statistics::chi_square_holds(pair_chi_square(rows, shift, 1), 255));
    }
  }
}

TEST_CASE("the same tests catch a generator whose streams are one stream, shifted") {
  const Rows rows(kFamilies[2], careless_draw);
  CHECK(correlation(rows, 1, -1) > 100 * statistics::kNormal);
}

TEST_CASE("an M/M/1 queue of streams at multiples of one constant waits as long as theory says") {
  for (const std::uint64_t first : {1ULL, 1000ULL, 1'000'000ULL}) {
    const Interval wait = waits_in_queue(keyed_draw, first * kGolden, (first + 1) * kGolden);
    CAPTURE(wait.mean);
    CHECK(wait.half_width < 0.02 * 4.0);
    CHECK(std::abs(wait.mean - 4.0) < wait.half_width);
  }
}

TEST_CASE("the same queue shows the trap of a careless generator") {
  const Interval wait = waits_in_queue(careless_draw, kGolden, 2 * kGolden);
  CHECK(wait.mean < 3.0);
}

TEST_CASE("bounded stays in its range and reaches both ends") {
  for (const std::uint64_t n : {1ULL, 2ULL, 10ULL, 1'000'003ULL, ~0ULL}) {
    CHECK(bounded(0, n) == 0);
    CHECK(bounded(~0ULL, n) == n - 1);
  }
}

TEST_CASE("bounded fills a thousand values evenly at 99.9 %") {
  std::array<std::uint64_t, 1000> counts{};
  for (std::uint64_t nth = 0; nth < 1'000'000; ++nth) ++counts[bounded(keyed_draw(5, nth), 1000)];
  CHECK(statistics::chi_square_holds(statistics::chi_square_even(counts), 999));
}
