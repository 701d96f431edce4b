// The laws as textbooks state them, in long double: what Distribution must agree with.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace hindcast::theory {

using Real = long double;

struct Law {
  std::function<Real(Real)> quantile;  // of a probability
  std::function<Real(Real)> cdf;       // P(X <= x)
  Real mean = 0;
  Real deviation = 0;
};

inline Real normal_cdf(Real z) { return std::erfc(-z / std::sqrt(Real{2})) / 2; }

// Returns the standard normal quantile: formula 26.2.23 of Abramowitz and Stegun, refined by
// Newton.
inline Real normal_quantile(Real p) {
  if (p > Real{0.5}) return -normal_quantile(1 - p);
  const Real t = std::sqrt(-2 * std::log(p));
  Real z = (2.515517L + t * (0.802853L + t * 0.010328L)) /
               (1 + t * (1.432788L + t * (0.189269L + t * 0.001308L))) -
           t;
  for (int i = 0; i < 4; ++i) {
    const Real density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(Real{-1}));
    z -= (normal_cdf(z) - p) / density;
  }
  return z;
}

inline Law uniform(Real min, Real max) {
  const Real count = max - min + 1;
  return {.quantile = [=](Real p) { return min + std::floor(p * count); },
          .cdf = [=](Real x) { return (std::floor(x) - min + 1) / count; },
          .mean = (min + max) / 2,
          .deviation = std::sqrt((count * count - 1) / 12)};
}

inline Law exponential(Real mean) {
  return {.quantile = [=](Real p) { return -mean * std::log1p(-p); },
          .cdf = [=](Real x) { return -std::expm1(-x / mean); },
          .mean = mean,
          .deviation = mean};
}

inline Law log_normal(Real median, Real sigma) {
  const Real mean = median * std::exp(sigma * sigma / 2);
  return {.quantile = [=](Real p) { return median * std::exp(sigma * normal_quantile(p)); },
          .cdf = [=](Real x) { return normal_cdf(std::log(x / median) / sigma); },
          .mean = mean,
          .deviation = mean * std::sqrt(std::expm1(sigma * sigma))};
}

inline Law pareto(Real min, Real alpha) {
  const Real mean = min * alpha / (alpha - 1);
  return {.quantile = [=](Real p) { return min * std::pow(1 - p, -1 / alpha); },
          .cdf = [=](Real x) { return x < min ? 0 : 1 - std::pow(min / x, alpha); },
          .mean = mean,
          .deviation = mean / std::sqrt(alpha * (alpha - 2))};
}

inline Law truncated_pareto(Real min, Real alpha, Real max) {
  const Real inside = 1 - std::pow(min / max, alpha);
  const auto moment = [=](Real k) {
    return alpha * std::pow(min, alpha) * (std::pow(max, k - alpha) - std::pow(min, k - alpha)) /
           ((k - alpha) * inside);
  };
  return {.quantile = [=](Real p) { return min * std::pow(1 - p * inside, -1 / alpha); },
          .cdf =
              [=](Real x) {
                return x < min ? 0 : std::min(Real{1}, (1 - std::pow(min / x, alpha)) / inside);
              },
          .mean = moment(1),
          .deviation = std::sqrt(moment(2) - moment(1) * moment(1))};
}

// The law of values[i] with weights[i]. REQUIRES: values rise.
inline Law discrete(std::vector<Real> values, const std::vector<Real>& weights) {
  std::vector<Real> ends;
  Real total = 0;
  Real first = 0;
  Real second = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    total += weights[i];
    ends.push_back(total);
    first += weights[i] * values[i];
    second += weights[i] * values[i] * values[i];
  }
  for (Real& end : ends) end /= total;
  const Real mean = first / total;
  const auto index = [](const std::vector<Real>& sorted, Real x) {
    return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), x) -
                                    sorted.begin());
  };
  return {.quantile = [=](Real p) { return values[std::min(index(ends, p), values.size() - 1)]; },
          .cdf =
              [=](Real x) {
                const std::size_t count = index(values, x);
                return count == 0 ? 0 : ends[count - 1];
              },
          .mean = mean,
          .deviation = std::sqrt(second / total - mean * mean)};
}

inline Law zipf(std::size_t n, Real exponent) {
  std::vector<Real> values;
  std::vector<Real> weights;
  for (std::size_t k = 1; k <= n; ++k) {
    values.push_back(static_cast<Real>(k));
    weights.push_back(std::pow(static_cast<Real>(k), -exponent));
  }
  return discrete(std::move(values), weights);
}

}  // namespace hindcast::theory
