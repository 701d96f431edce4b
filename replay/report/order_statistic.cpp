#include "hindcast/replay/report/order_statistic.hpp"

namespace hindcast {

Spread spread_of(const std::vector<Duration>& durations) {
  Spread spread;
  spread.runs = durations.size();
  if (durations.empty()) return spread;
  spread.never = static_cast<std::uint64_t>(std::count_if(
      durations.begin(), durations.end(), [](Duration one) { return one.is_infinite(); }));
  spread.p50 = order_statistic(durations, 50);
  spread.p95 = order_statistic(durations, 95);
  return spread;
}

}  // namespace hindcast
