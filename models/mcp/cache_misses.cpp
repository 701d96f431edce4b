#include "hindcast/models/mcp/cache_misses.hpp"

#include <algorithm>

#include "hindcast/sim/fixed_point.hpp"

namespace hindcast {
namespace {

constexpr Uint128 kOneQ32 = Uint128{1} << 32U;
// Counts beyond this are alike: the share of misses is below a part per billion.
constexpr Uint128 kCountMax = kOneQ32 << 31U;
constexpr Uint128 kDay = 86'400'000'000'000;  // in nanoseconds

// Returns how many come in a time, in Q32.
Uint128 count_in(Rate rate, Duration time) {
  const Uint128 exact = Uint128{rate.millionths_per_day()} *
                        static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
  const Uint128 unit = kDay * Rate::kPerDay;
  if (exact / unit >= kCountMax >> 32U) return kCountMax;
  const Uint128 whole = exact / unit;
  return std::min(kCountMax, (whole << 32U) + ((exact % unit << 32U) / unit));
}

// Returns 1 - exp(-x), both in Q32.
Uint128 lost_after(Uint128 x) {
  if (x > kOneQ32 * 40) return kOneQ32;
  const Uint128 exponent = x * kLog2OfEQ62 >> 44U;  // x / ln 2, in Q50
  const std::int64_t left =
      times_power_of_two(std::int64_t{1} << 32U, -static_cast<std::int64_t>(exponent));
  return kOneQ32 - static_cast<std::uint64_t>(left);
}

// Returns the draw above which the keys are beyond `key`; 0 stands for 2^64.
std::uint64_t draws_up_to(const Distribution& popularity, std::int64_t key) {
  if (popularity.quantile(~std::uint64_t{0}) <= key) return 0;
  std::uint64_t low = 0;  // the draws below it give at most `key`
  std::uint64_t high = ~std::uint64_t{0};
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (popularity.quantile(middle) <= key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// Returns the misses per read of one key, in Q32.
Uint128 misses_of(const CachedLoad& load, Uint128 share, Uint128 keys) {
  // share is in Q64 and of all these keys; counts are in Q32.
  const auto part = [&](Rate rate) {
    return count_in(rate, load.time_to_live) * (share >> 32U) / keys >> 32U;
  };
  const Uint128 reads = part(load.reads);
  const Uint128 updates = part(load.updates);
  Uint128 hits = reads;
  // Below a thousandth of an update the two agree to a part in two thousand.
  if (updates > kOneQ32 / 1'000) hits = reads * lost_after(updates) / updates;
  return kOneQ32 * kOneQ32 / (kOneQ32 + hits);
}

}  // namespace

Ratio cache_misses(const CachedLoad& load, const Distribution& popularity) {
  const std::int64_t last = popularity.quantile(~std::uint64_t{0});
  Uint128 sum = 0;  // in Q96
  std::uint64_t before = 0;
  for (std::int64_t first = popularity.quantile(0); first <= last;) {
    // Each of the first 64 keys by itself, then 6 % of them together.
    const std::int64_t end = std::min(last, first + std::max<std::int64_t>(0, first / 16 - 3));
    const std::uint64_t until = draws_up_to(popularity, end);
    const Uint128 share = (until == 0 ? Uint128{1} << 64U : Uint128{until}) - before;
    const auto keys = static_cast<std::uint64_t>(end - first + 1);
    sum += share * misses_of(load, share, keys);
    before = until;
    first = end + 1;
  }
  const Uint128 parts = (sum >> 32U) * Ratio::kOne >> 64U;
  return Ratio::parts_per_billion(static_cast<std::uint64_t>(parts));
}

}  // namespace hindcast
