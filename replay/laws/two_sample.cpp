#include "hindcast/replay/laws/two_sample.hpp"

#include <algorithm>
#include <cmath>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// Logarithms of factorials from 0 up to `count`.
std::vector<double> log_factorials(std::uint64_t count) {
  std::vector<double> logs(count + 1, 0.0);
  for (std::uint64_t n = 2; n <= count; ++n)
    logs[n] = logs[n - 1] + std::log(static_cast<double>(n));
  return logs;
}

}  // namespace

double chance_of(const Share& one, const Share& other) {
  const std::uint64_t all = one.trials + other.trials;
  const std::uint64_t hits = one.hits + other.hits;
  HINDCAST_CHECK(all < 20'000'000 && one.hits <= one.trials && other.hits <= other.trials);
  const std::vector<double> logs = log_factorials(all);
  const auto choose = [&logs](std::uint64_t n, std::uint64_t k) {
    return logs[n] - logs[k] - logs[n - k];
  };
  const auto weight = [&](std::uint64_t in_one) {
    return choose(one.trials, in_one) + choose(other.trials, hits - in_one) - choose(all, hits);
  };
  const std::uint64_t least = hits > other.trials ? hits - other.trials : 0;
  const std::uint64_t most = std::min(hits, one.trials);
  constexpr double kTie = 1e-7;  // tables as likely as this one count too, whatever was rounded
  const double observed = weight(one.hits) + kTie;
  double chance = 0;
  for (std::uint64_t in_one = least; in_one <= most; ++in_one) {
    const double log_weight = weight(in_one);
    if (log_weight <= observed) chance += std::exp(log_weight);
  }
  return std::min(chance, 1.0);
}

double chance_of(const Share& share, double probability) {
  HINDCAST_CHECK(share.hits <= share.trials);
  if (probability <= 0) return share.hits == 0 ? 1 : 0;
  if (probability >= 1) return share.hits == share.trials ? 1 : 0;
  constexpr std::uint64_t kExactMax = 10'000'000;
  if (share.trials > kExactMax) {
    const double expected = static_cast<double>(share.trials) * probability;
    const double spread = std::sqrt(expected * (1 - probability));
    const double distance = std::abs(static_cast<double>(share.hits) - expected) / spread;
    return std::erfc(distance / std::sqrt(2.0));
  }
  const std::vector<double> logs = log_factorials(share.trials);
  const double log_hit = std::log(probability);
  const double log_miss = std::log1p(-probability);
  double below = 0;
  double above = 0;
  for (std::uint64_t hits = 0; hits <= share.trials; ++hits) {
    const std::uint64_t misses = share.trials - hits;
    const double weight =
        std::exp(logs[share.trials] - logs[hits] - logs[misses] +
                 static_cast<double>(hits) * log_hit + static_cast<double>(misses) * log_miss);
    if (hits <= share.hits) below += weight;
    if (hits >= share.hits) above += weight;
  }
  return std::min(1.0, 2 * std::min(below, above));
}

RunMean run_mean(const std::vector<double>& values) {
  RunMean result;
  result.runs = values.size();
  if (values.empty()) return result;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) result.mean += value / count;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  if (values.size() > 1) result.deviation = std::sqrt(squares / (count - 1));
  return result;
}

double difference_half_width(const RunMean& simulated, const RecordedMean& recorded) {
  const double shares =
      1 / static_cast<double>(simulated.runs) + 1 / static_cast<double>(recorded.runs);
  return kNormal9995 * simulated.deviation * std::sqrt(shares) + recorded.rounding;
}

RankRange quantile_ranks(double quantile, std::uint64_t values, std::uint64_t other) {
  HINDCAST_CHECK(values > 0 && other > 0);
  const auto count = static_cast<double>(values);
  const double spread =
      std::sqrt(quantile * (1 - quantile) * (1 / count + 1 / static_cast<double>(other)));
  const auto rank = [&](double share) {
    const double clamped = std::clamp(share * count - 1, 0.0, count - 1);
    return static_cast<std::uint64_t>(clamped);
  };
  return {rank(quantile - kNormal9995 * spread), rank(quantile + kNormal9995 * spread + 1 / count)};
}

}  // namespace hindcast
