#include "hindcast/replay/report/paired.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hindcast/replay/report/order_statistic.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {
namespace {

constexpr double kNormal975 = 1.959963984540054;

std::int64_t minus(std::int64_t after, std::int64_t before) {
  if (after == before) return 0;
  if (after == kEndless) return kEndless;
  return before == kEndless ? -kEndless : after - before;
}

// Returns the largest k for which the k-th smallest and the k-th largest of n differences enclose
// the median with 95 %: twice the probability of fewer than k heads in n throws is at most 5 %. 0
// if there is none.
std::size_t sign_test_rank(std::size_t n) {
  std::size_t rank = 0;
  double log_choose = 0;
  double below = 0;
  for (std::size_t heads = 0; heads < n; ++heads) {
    if (heads > 0) {
      log_choose += std::log(static_cast<double>(n - heads + 1) / static_cast<double>(heads));
    }
    below += std::exp(log_choose - static_cast<double>(n) * std::log(2.0));
    if (2 * below > 0.05) break;
    rank = heads + 1;
  }
  return rank;
}

std::vector<std::int64_t> picked(const std::vector<std::int64_t>& values,
                                 const std::vector<std::size_t>& which) {
  std::vector<std::int64_t> result;
  result.reserve(which.size());
  for (const std::size_t index : which) result.push_back(values[index]);
  return result;
}

void resample_p95(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after,
                  QuantityPair& pair) {
  std::vector<std::int64_t> differences;
  differences.reserve(kResamples);
  for (std::uint64_t nth = 0; nth < kResamples; ++nth) {
    const std::vector<std::size_t> which = resample(before.size(), nth);
    differences.push_back(minus(order_statistic(picked(after, which), 95),
                                order_statistic(picked(before, which), 95)));
  }
  std::sort(differences.begin(), differences.end());
  pair.low_p95 = differences[kResamples * 25 / 1'000];
  pair.high_p95 = differences[kResamples - 1 - kResamples * 25 / 1'000];
}

}  // namespace

RatePair rate_pair(const std::vector<bool>& before, const std::vector<bool>& after) {
  HINDCAST_CHECK(before.size() == after.size());
  RatePair pair;
  pair.before.trials = pair.after.trials = before.size();
  std::uint64_t gained = 0;
  std::uint64_t lost = 0;
  for (std::size_t index = 0; index < before.size(); ++index) {
    pair.before.hits += before[index] ? 1U : 0U;
    pair.after.hits += after[index] ? 1U : 0U;
    gained += after[index] && !before[index] ? 1U : 0U;
    lost += before[index] && !after[index] ? 1U : 0U;
  }
  pair.equal = before.size() - gained - lost;
  if (before.empty()) return pair;
  const auto change = static_cast<double>(gained) - static_cast<double>(lost);
  pair.difference = change / static_cast<double>(before.size());
  const double n = static_cast<double>(before.size()) + 2;
  const double discordant = static_cast<double>(gained + lost) + 1;
  const double half = kNormal975 * std::sqrt(discordant - change * change / n) / n;
  pair.interval = {std::max(-1.0, change / n - half), std::min(1.0, change / n + half)};
  return pair;
}

QuantityPair quantity_pair(const std::vector<std::int64_t>& before,
                           const std::vector<std::int64_t>& after) {
  HINDCAST_CHECK(before.size() == after.size());
  QuantityPair pair;
  pair.n = before.size();
  if (before.empty()) return pair;
  pair.before_p50 = order_statistic(before, 50);
  pair.before_p95 = order_statistic(before, 95);
  pair.after_p50 = order_statistic(after, 50);
  pair.after_p95 = order_statistic(after, 95);
  pair.difference_p95 = minus(pair.after_p95, pair.before_p95);
  std::vector<std::int64_t> differences;
  for (std::size_t index = 0; index < before.size(); ++index) {
    differences.push_back(minus(after[index], before[index]));
    pair.equal += differences.back() == 0 ? 1U : 0U;
  }
  pair.difference = order_statistic(differences, 50);
  const std::size_t rank = sign_test_rank(differences.size());
  if (rank == 0) return pair;
  std::sort(differences.begin(), differences.end());
  pair.low = differences[rank - 1];
  pair.high = differences[differences.size() - rank];
  resample_p95(before, after, pair);
  return pair;
}

std::vector<std::size_t> resample(std::size_t n, std::uint64_t nth) {
  constexpr std::uint64_t kStream = 0x7061697265640001;  // "paired"
  const std::uint64_t key = keyed_key(kStream, nth, n, 0);
  std::vector<std::size_t> which;
  which.reserve(n);
  for (std::size_t index = 0; index < n; ++index) {
    which.push_back(static_cast<std::size_t>(bounded(keyed_draw(key, index), n)));
  }
  return which;
}

std::string signed_interval_text(const Interval& interval) {
  const auto text = [](double value) {
    std::string digits = fmt::format("{:.3f}", std::abs(value));
    if (digits == "0.000") return std::string("0");
    digits = digits == "1.000" ? "1" : digits.substr(1);
    return (value < 0 ? "-" : "+") + digits;
  };
  return fmt::format("[{}, {}]", text(interval.low), text(interval.high));
}

}  // namespace hindcast
