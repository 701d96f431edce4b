#include "hindcast/sim/distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <limits>
#include <utility>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/fixed_point.hpp"

namespace hindcast {

// The cumulative weights of a finite law in Q64, and where to look among them: `guide` holds, for
// each value of the leading bits of u, how many of them lie at or below it.
struct Distribution::Cumulative {
  std::vector<Weighted<std::int64_t>> entries;  // by value; empty for zipf, whose values are 1 to n
  std::vector<std::uint64_t> ends;              // of every entry but the last, which ends at 2^64
  std::vector<std::uint32_t> guide;
  unsigned guide_shift = 63;

  explicit Cumulative(const std::vector<std::uint64_t>& weights);
  std::int64_t mean() const;

  // Returns the number of the entry that holds u.
  std::size_t find(std::uint64_t u) const {
    const std::uint64_t slot = u >> guide_shift;
    const auto begin = ends.begin();
    return static_cast<std::size_t>(
        std::upper_bound(begin + guide[slot], begin + guide[slot + 1], u) - begin);
  }
  std::int64_t value(std::size_t entry) const {
    return entries.empty() ? static_cast<std::int64_t>(entry) + 1 : entries[entry].value;
  }
};

namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kLog2OfEQ56 = kLog2OfEQ62 >> 6;

// Returns log2(e) * ratio in Q56. REQUIRES: ratio <= 100.
std::uint64_t power_factor(Ratio ratio) {
  return static_cast<std::uint64_t>(Uint128{kLog2OfEQ62} * ratio.parts_per_billion() /
                                    (Uint128{Ratio::kOne} << 6));
}

// Returns number / divisor, rounded to nearest, halves away from zero. REQUIRES: divisor > 0.
Int128 divided(Int128 number, Int128 divisor) {
  return (number + (number < 0 ? -divisor : divisor) / 2) / divisor;
}

std::optional<std::int64_t> fitted(Int128 number) {
  if (number > kLargest) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::int64_t uniform_quantile(std::int64_t min, std::int64_t max, std::uint64_t u) {
  const std::uint64_t span = static_cast<std::uint64_t>(max) - static_cast<std::uint64_t>(min);
  const Uint128 offset = Uint128{u} * (Uint128{span} + 1) >> 64;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(min) +
                                   static_cast<std::uint64_t>(offset));
}

// Returns mean * -ln(1 - u / 2^64).
std::int64_t exponential_quantile(std::int64_t mean, std::uint64_t u) {
  if (u == 0) return 0;
  constexpr Uint128 kHalf = Uint128{1} << 57;
  const Uint128 product = Uint128{static_cast<std::uint64_t>(mean)} * minus_log(0 - u) + kHalf;
  const Uint128 result = product >> 58;
  return result > static_cast<std::uint64_t>(kLargest) ? kLargest
                                                       : static_cast<std::int64_t>(result);
}

// Returns "0.8" for 800,000,000 parts per billion.
std::string decimal(Ratio ratio) {
  const std::uint64_t parts = ratio.parts_per_billion();
  std::string text = fmt::format("{}.{:09}", parts / Ratio::kOne, parts % Ratio::kOne);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Returns nanoseconds in the largest unit that shows them exactly: "25ms", "1500us".
std::string time_text(std::int64_t nanoseconds) {
  constexpr std::pair<std::int64_t, const char*> kUnits[] = {
      {1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}};
  if (nanoseconds == 0) return "0s";
  for (const auto& [size, name] : kUnits) {
    if (nanoseconds % size == 0) return fmt::format("{}{}", nanoseconds / size, name);
  }
  return fmt::format("{}ns", nanoseconds);
}

}  // namespace

Distribution::Cumulative::Cumulative(const std::vector<std::uint64_t>& weights) {
  Uint128 total = 0;
  for (const std::uint64_t weight : weights) total += weight;
  HINDCAST_CHECK(total > 0);
  const auto excess =
      static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(total >> 64)));
  ends.reserve(weights.size() - 1);
  Uint128 sum = 0;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    sum += weights[i];
    const Uint128 end = ((sum >> excess) << 64) / (total >> excess);
    ends.push_back(end >> 64 != 0 ? std::numeric_limits<std::uint64_t>::max()
                                  : static_cast<std::uint64_t>(end));
  }
  constexpr unsigned kGuideBitsMax = 16;
  const unsigned bits =
      std::clamp(static_cast<unsigned>(std::bit_width(weights.size())), 1U, kGuideBitsMax);
  guide_shift = 64 - bits;
  guide.reserve((std::size_t{1} << bits) + 1);
  std::size_t below = 0;
  for (std::uint64_t slot = 0; slot < std::uint64_t{1} << bits; ++slot) {
    while (below < ends.size() && ends[below] <= slot << guide_shift) ++below;
    guide.push_back(static_cast<std::uint32_t>(below));
  }
  guide.push_back(static_cast<std::uint32_t>(ends.size()));
}

// The weights add up to 2^64, so the sum stays within 2^127 of 0.
std::int64_t Distribution::Cumulative::mean() const {
  Int128 sum = Int128{1} << 63;
  Int128 begin = 0;
  for (std::size_t i = 0; i <= ends.size(); ++i) {
    const Int128 end = i < ends.size() ? Int128{ends[i]} : Int128{1} << 64;
    sum += value(i) * (end - begin);
    begin = end;
  }
  return static_cast<std::int64_t>(sum >> 64);
}

Distribution Distribution::constant(std::int64_t value) {
  Distribution law(DistributionKind::constant);
  law.first_ = value;
  return law;
}

Distribution Distribution::uniform(const UniformParameters<std::int64_t>& parameters) {
  HINDCAST_CHECK(parameters.min <= parameters.max);
  Distribution law(DistributionKind::uniform);
  law.first_ = parameters.min;
  law.last_ = parameters.max;
  return law;
}

Distribution Distribution::exponential(std::int64_t mean) {
  HINDCAST_CHECK(mean >= 0);
  Distribution law(DistributionKind::exponential);
  law.first_ = mean;
  return law;
}

Distribution Distribution::log_normal(const LogNormalParameters<std::int64_t>& parameters) {
  HINDCAST_CHECK(parameters.median >= 0 && parameters.sigma <= kSigmaMax);
  Distribution law(DistributionKind::log_normal);
  law.first_ = parameters.median;
  law.shape_ = parameters.sigma;
  law.factor_ = power_factor(parameters.sigma);
  return law;
}

Distribution Distribution::log_normal(const PercentileParameters<std::int64_t>& parameters) {
  const auto [median, p99] = parameters;
  HINDCAST_CHECK(0 < median && median <= p99);
  constexpr auto kPercentile = static_cast<std::uint64_t>((Uint128{99} << 64) / 100);
  const Int128 distance = normal_quantile(kPercentile) >> 1;  // in Q58, as the logarithms
  const Int128 logarithm = Int128{natural_log(static_cast<std::uint64_t>(p99))} -
                           natural_log(static_cast<std::uint64_t>(median));
  const Int128 sigma = divided(std::max(logarithm, Int128{0}) * Int128{Ratio::kOne}, distance);
  return log_normal(
      {.median = median, .sigma = Ratio::parts_per_billion(static_cast<std::uint64_t>(sigma))});
}

Distribution Distribution::pareto(const ParetoParameters<std::int64_t>& parameters) {
  const auto [min, alpha, max] = parameters;
  HINDCAST_CHECK(min > 0 && alpha >= kAlphaMin && alpha <= kAlphaMax);
  Distribution law(DistributionKind::pareto);
  law.first_ = min;
  law.shape_ = alpha;
  law.factor_ =
      static_cast<std::uint64_t>(Uint128{kLog2OfEQ56} * Ratio::kOne / alpha.parts_per_billion());
  if (max) {
    HINDCAST_CHECK(*max >= min);
    law.last_ = *max;
    const std::uint64_t logarithm = natural_log(static_cast<std::uint64_t>(*max)) -
                                    natural_log(static_cast<std::uint64_t>(min));
    const auto exponent = static_cast<std::int64_t>(Uint128{power_factor(alpha)} * logarithm >> 64);
    const std::int64_t beyond = times_power_of_two(std::int64_t{1} << 62, -exponent);
    law.share_ = 0 - static_cast<std::uint64_t>(std::max(beyond, std::int64_t{1})) * 4;
  }
  return law;
}

Distribution Distribution::zipf(std::uint64_t n, Ratio exponent) {
  HINDCAST_CHECK(n >= 1 && n <= kZipfValuesMax && exponent <= kExponentMax);
  Distribution law(DistributionKind::zipf);
  law.first_ = static_cast<std::int64_t>(n);
  law.shape_ = exponent;
  const std::uint64_t factor = power_factor(exponent);
  std::vector<std::uint64_t> weights;
  weights.reserve(n);
  for (std::uint64_t k = 1; k <= n; ++k) {
    const auto power = static_cast<std::int64_t>(Uint128{natural_log(k)} * factor >> 64);
    weights.push_back(
        static_cast<std::uint64_t>(times_power_of_two(std::int64_t{1} << 62, -power)));
  }
  law.cumulative_ = std::make_shared<const Cumulative>(weights);
  return law;
}

Distribution Distribution::table(const std::vector<Weighted<std::int64_t>>& entries) {
  std::vector<Weighted<std::int64_t>> sorted = entries;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& left, const auto& right) { return left.value < right.value; });
  std::vector<Weighted<std::int64_t>> merged;
  std::uint64_t total = 0;
  for (const auto& entry : sorted) {
    HINDCAST_CHECK(!__builtin_add_overflow(total, entry.weight, &total));
    if (entry.weight == 0) continue;
    if (merged.empty() || merged.back().value < entry.value) merged.push_back({entry.value, 0});
    merged.back().weight += entry.weight;
  }
  HINDCAST_CHECK(total > 0);
  std::vector<std::uint64_t> weights;
  for (const auto& entry : merged) weights.push_back(entry.weight);
  auto cumulative = std::make_shared<Cumulative>(weights);
  cumulative->entries = std::move(merged);
  Distribution law(DistributionKind::table);
  law.cumulative_ = std::move(cumulative);
  return law;
}

Distribution Distribution::in_time() && {
  is_time_ = true;
  return std::move(*this);
}

Distribution Distribution::constant(Duration value) { return constant(value.count()).in_time(); }

Distribution Distribution::uniform(const UniformParameters<Duration>& parameters) {
  const UniformParameters<std::int64_t> counts{.min = parameters.min.count(),
                                               .max = parameters.max.count()};
  return uniform(counts).in_time();
}

Distribution Distribution::exponential(Duration mean) {
  return exponential(mean.count()).in_time();
}

Distribution Distribution::log_normal(const LogNormalParameters<Duration>& parameters) {
  const LogNormalParameters<std::int64_t> counts{.median = parameters.median.count(),
                                                 .sigma = parameters.sigma};
  return log_normal(counts).in_time();
}

Distribution Distribution::log_normal(const PercentileParameters<Duration>& parameters) {
  const PercentileParameters<std::int64_t> counts{.median = parameters.median.count(),
                                                  .p99 = parameters.p99.count()};
  return log_normal(counts).in_time();
}

Distribution Distribution::pareto(const ParetoParameters<Duration>& parameters) {
  ParetoParameters<std::int64_t> counts{.min = parameters.min.count(), .alpha = parameters.alpha};
  if (parameters.max) counts.max = parameters.max->count();
  return pareto(counts).in_time();
}

Distribution Distribution::table(const std::vector<Weighted<Duration>>& entries) {
  std::vector<Weighted<std::int64_t>> counts;
  for (const auto& entry : entries) counts.push_back({entry.value.count(), entry.weight});
  return table(counts).in_time();
}

std::int64_t Distribution::log_normal_quantile(std::uint64_t u) const {
  const Int128 exponent = Int128{normal_quantile(u)} * factor_ >> (59 + 56 - 50);
  return times_power_of_two(first_, static_cast<std::int64_t>(exponent));
}

// The quantile is min * (1 - p)^(-1 / alpha), p = u / 2^64, shrunk to p * P(X <= max) if it ends.
std::int64_t Distribution::pareto_quantile(std::uint64_t u) const {
  const std::uint64_t below =
      share_ == 0 ? u : static_cast<std::uint64_t>(Uint128{u} * share_ >> 64);
  if (below == 0) return first_;
  const Uint128 exponent = Uint128{minus_log(0 - below)} * factor_ >> (58 + 56 - 50);
  const std::int64_t value = times_power_of_two(first_, static_cast<std::int64_t>(exponent));
  return last_ == 0 ? value : std::min(value, last_);
}

std::int64_t Distribution::quantile(std::uint64_t u) const {
  switch (kind_) {
    case DistributionKind::constant:
      return first_;
    case DistributionKind::uniform:
      return uniform_quantile(first_, last_, u);
    case DistributionKind::exponential:
      return exponential_quantile(first_, u);
    case DistributionKind::log_normal:
      return log_normal_quantile(u);
    case DistributionKind::pareto:
      return pareto_quantile(u);
    case DistributionKind::zipf:
    case DistributionKind::table:
      return cumulative_->value(cumulative_->find(u));
  }
  HINDCAST_CHECK(false);
}

Duration Distribution::duration(std::uint64_t u) const {
  HINDCAST_CHECK(is_time_);
  return Duration::nanoseconds(quantile(u));
}

// median * exp(sigma^2 / 2).
std::optional<std::int64_t> Distribution::log_normal_mean() const {
  const Uint128 exponent = Uint128{shape_.parts_per_billion()} * factor_ / (2 * Ratio::kOne) >> 6;
  if (exponent >> 50 >= 63) return first_ == 0 ? std::optional<std::int64_t>(0) : std::nullopt;
  const std::int64_t mean = times_power_of_two(first_, static_cast<std::int64_t>(exponent));
  return mean == kLargest ? std::nullopt : std::optional<std::int64_t>(mean);
}

// min * alpha / (alpha - 1).
std::optional<std::int64_t> Distribution::pareto_mean() const {
  if (last_ != 0 || shape_ <= Ratio::one()) return std::nullopt;
  const Int128 alpha = shape_.parts_per_billion();
  return fitted(divided(first_ * alpha, alpha - Ratio::kOne));
}

std::optional<std::int64_t> Distribution::mean() const {
  switch (kind_) {
    case DistributionKind::constant:
    case DistributionKind::exponential:
      return first_;
    case DistributionKind::uniform:
      return fitted(divided(Int128{first_} + last_, 2));
    case DistributionKind::log_normal:
      return log_normal_mean();
    case DistributionKind::pareto:
      return pareto_mean();
    case DistributionKind::zipf:
    case DistributionKind::table:
      break;
  }
  return cumulative_->mean();
}

std::string Distribution::amount(std::int64_t value) const {
  return is_time_ ? time_text(value) : fmt::format("{}", value);
}

std::string Distribution::describe() const {
  switch (kind_) {
    case DistributionKind::constant:
      return fmt::format("constant({})", amount(first_));
    case DistributionKind::uniform:
      return fmt::format("uniform({}, {})", amount(first_), amount(last_));
    case DistributionKind::exponential:
      return fmt::format("exponential({})", amount(first_));
    case DistributionKind::log_normal:
      return fmt::format("log_normal({}, {})", amount(first_), decimal(shape_));
    case DistributionKind::pareto:
      return fmt::format("pareto({}, {}{})", amount(first_), decimal(shape_),
                         last_ == 0 ? "" : ", " + amount(last_));
    case DistributionKind::zipf:
      return fmt::format("zipf({}, {})", first_, decimal(shape_));
    case DistributionKind::table:
      break;
  }
  std::string text;
  for (const auto& entry : cumulative_->entries) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", amount(entry.value), entry.weight);
  }
  return "table(" + text + ")";
}

}  // namespace hindcast
