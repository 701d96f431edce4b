#include "hindcast/replay/report/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr double kNormal975 = 1.959963984540054;  // the 97.5 % quantile of the normal law

// Returns a proportion as statisticians print it: ".915", "1", "0".
std::string proportion(double value) {
  const std::string text = fmt::format("{:.3f}", value);
  if (text == "1.000") return "1";
  return text == "0.000" ? "0" : text.substr(1);
}

std::string interval_text(std::uint64_t hits, std::uint64_t trials) {
  const Interval interval = wilson(hits, trials);
  return fmt::format("[{}, {}]", proportion(interval.low), proportion(interval.high));
}

}  // namespace

Interval wilson(std::uint64_t hits, std::uint64_t trials) {
  HINDCAST_CHECK(hits <= trials);
  if (trials == 0) return {};
  const auto n = static_cast<double>(trials);
  const double rate = static_cast<double>(hits) / n;
  const double square = kNormal975 * kNormal975;
  const double centre = (rate + square / (2 * n)) / (1 + square / n);
  const double half =
      kNormal975 / (1 + square / n) * std::sqrt(rate * (1 - rate) / n + square / (4 * n * n));
  Interval interval{std::max(0.0, centre - half), std::min(1.0, centre + half)};
  if (hits == 0) interval.low = 0;
  if (hits == trials) interval.high = 1;
  return interval;
}

std::string rate_text(std::uint64_t hits, std::uint64_t trials) {
  return fmt::format("{} of {} {}", human(hits), human(trials), interval_text(hits, trials));
}

std::string runs_text(const Share& share) {
  return fmt::format("{} of {} {} {}", human(share.hits), human(share.trials),
                     share.trials == 1 ? "run" : "runs", interval_text(share.hits, share.trials));
}

}  // namespace hindcast
