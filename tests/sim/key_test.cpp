// Hashes of paths and pairs: what every identity and digest stands on.
#include "hindcast/sim/key.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>

using namespace hindcast;

TEST_CASE("no value on one side of a pair hides the other") {
  // Each of these makes a factor of some product zero.
  for (const std::uint64_t special : {std::uint64_t{0}, kMixFirst, kMixSecond, kMixThird,
                                      ~kMixFirst, ~std::uint64_t{0}, hash_text("")}) {
    std::set<std::uint64_t> by_left;
    std::set<std::uint64_t> by_right;
    for (std::uint64_t other = 0; other < 1'000; ++other) {
      by_left.insert(mix(other, special));
      by_right.insert(mix(special, other));
    }
    CAPTURE(special);
    CHECK(by_left.size() == 1'000);
    CHECK(by_right.size() == 1'000);
  }
}

TEST_CASE("a pair's order and each bit of it count") {
  std::set<std::uint64_t> seen = {mix(3, 5), mix(5, 3)};
  for (unsigned bit = 0; bit < 64; ++bit) {
    seen.insert(mix(3 ^ std::uint64_t{1} << bit, 5));
    seen.insert(mix(3, 5 ^ std::uint64_t{1} << bit));
  }
  CHECK(seen.size() == 2 + 128);
}

TEST_CASE("texts of every length differ, the empty one too") {
  std::set<std::uint64_t> seen;
  std::string text;
  for (int length = 0; length < 100; ++length) {
    seen.insert(hash_text(text));
    text += 'a';
  }
  CHECK(seen.size() == 100);
  CHECK(hash_text("ab") != hash_text("ba"));
}
