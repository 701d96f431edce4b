// Distribution: a law for service times, think times, sizes and keys, in integers only. It is its
// quantile function: quantile(u) of a uniform 64-bit draw u is a value of the law, and a larger u
// never gives a smaller value. A small value type: copies share the tables of zipf and table.
//
//   const auto service = Distribution::exponential(25ms);
//   const Duration time = service.duration(keyed_draw(key, nth));
//
// Values are int64 in the unit of the parameters: nanoseconds if they were durations, plain numbers
// otherwise. Each is the quantile at u / 2^64, rounded to the nearest unit; what lies beyond
// INT64_MAX is INT64_MAX, which a Duration reads as "for ever".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// Parameters, with Value either std::int64_t or Duration.
template <class Value>
struct UniformParameters {
  Value min;
  Value max;
};
template <class Value>
struct LogNormalParameters {
  Value median;
  Ratio sigma;  // standard deviation of the logarithm
};
template <class Value>
struct PercentileParameters {
  Value median;
  Value p99;
};
template <class Value>
struct ParetoParameters {
  Value min;
  Ratio alpha;                 // P(X > x) = (min / x)^alpha
  std::optional<Value> max{};  // truncates: the law of X given X <= max
};
template <class Value>
struct Weighted {
  Value value;
  std::uint64_t weight;
};

enum class DistributionKind : std::uint8_t {
  constant,
  uniform,
  exponential,
  log_normal,
  pareto,
  zipf,
  table,
};

class Distribution {
 public:
  // Bounds of the parameters; beyond them a factory is a failed check.
  static constexpr Ratio kSigmaMax = Ratio::parts_per_billion(100 * Ratio::kOne);
  static constexpr Ratio kAlphaMin = Ratio::parts_per_billion(Ratio::kOne / 100);
  static constexpr Ratio kAlphaMax = Ratio::parts_per_billion(100 * Ratio::kOne);
  static constexpr Ratio kExponentMax = Ratio::parts_per_billion(100 * Ratio::kOne);
  static constexpr std::uint64_t kZipfValuesMax = 1'000'000;

  // Always `value`.
  static Distribution constant(std::int64_t value);
  // Each integer from min to max, both included. REQUIRES: min <= max.
  static Distribution uniform(const UniformParameters<std::int64_t>& parameters);
  // REQUIRES: mean >= 0.
  static Distribution exponential(std::int64_t mean);
  // exp(ln(median) + sigma * z), z standard normal. REQUIRES: median >= 0, sigma <= kSigmaMax.
  static Distribution log_normal(const LogNormalParameters<std::int64_t>& parameters);
  // The log-normal law with this median and 99th percentile; its sigma is
  // ln(p99 / median) / 2.3263..., to the nearest part per billion. REQUIRES: 0 < median <= p99.
  static Distribution log_normal(const PercentileParameters<std::int64_t>& parameters);
  // REQUIRES: min > 0, alpha from kAlphaMin to kAlphaMax, max >= min if it is given.
  static Distribution pareto(const ParetoParameters<std::int64_t>& parameters);
  // The numbers k from 1 to n with weights k^-exponent: popular keys come first. Exponents below
  // and equal to one are fine. Building takes about 70 ns a number, once. REQUIRES: n from 1 to
  // kZipfValuesMax, exponent <= kExponentMax.
  static Distribution zipf(std::uint64_t n, Ratio exponent);
  // Each value in proportion to its weight; order and repetition of the entries do not matter.
  // REQUIRES: the weights add up to more than 0 and less than 2^64.
  static Distribution table(const std::vector<Weighted<std::int64_t>>& entries);

  static Distribution constant(Duration value);
  static Distribution uniform(const UniformParameters<Duration>& parameters);
  static Distribution exponential(Duration mean);
  static Distribution log_normal(const LogNormalParameters<Duration>& parameters);
  static Distribution log_normal(const PercentileParameters<Duration>& parameters);
  static Distribution pareto(const ParetoParameters<Duration>& parameters);
  static Distribution table(const std::vector<Weighted<Duration>>& entries);

  // Returns the quantile at u / 2^64. 2 to 35 ns; for zipf of a million values up to 90 ns.
  std::int64_t quantile(std::uint64_t u) const;

  // Returns the same as a time. REQUIRES: is_time().
  Duration duration(std::uint64_t u) const;

  // Returns the mean of the law, rounded to the nearest unit; nothing if it is infinite or beyond
  // INT64_MAX, and for the truncated Pareto law, whose mean is not computed.
  std::optional<std::int64_t> mean() const;

  // Returns the law in one line, exactly: "log_normal(25ms, 0.8)", "table(5ms: 3, 50ms: 1)".
  std::string describe() const;

  DistributionKind kind() const { return kind_; }
  // Whether the parameters were durations.
  bool is_time() const { return is_time_; }

 private:
  struct Cumulative;

  explicit Distribution(DistributionKind kind) : kind_(kind) {}
  Distribution in_time() &&;

  std::int64_t log_normal_quantile(std::uint64_t u) const;
  std::int64_t pareto_quantile(std::uint64_t u) const;
  std::optional<std::int64_t> log_normal_mean() const;
  std::optional<std::int64_t> pareto_mean() const;
  std::string amount(std::int64_t value) const;

  DistributionKind kind_;
  bool is_time_ = false;
  std::int64_t first_ = 0;    // value, min, mean, median, or the numbers of zipf
  std::int64_t last_ = 0;     // max; 0 for a Pareto law without end
  Ratio shape_;               // sigma, alpha or exponent
  std::uint64_t factor_ = 0;  // what turns z or a natural logarithm into a power of two, in Q56
  std::uint64_t share_ = 0;   // P(X <= max) of the Pareto law before its truncation, in Q64; 0 is 1
  std::shared_ptr<const Cumulative> cumulative_;
};

}  // namespace hindcast
