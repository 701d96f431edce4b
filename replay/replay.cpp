#include "hindcast/replay/replay.hpp"

#include "hindcast/sim/check.hpp"

namespace hindcast {

Run execute_token(const Scenario& scenario, const Token& token, ExecuteOptions options) {
  HINDCAST_CHECK(!token.record.has_value());
  options.seed = token.seed;
  QuietChooser quiet;
  RandomChooser seeded(token.seed);
  Chooser& base = token.base == Base::quiet ? static_cast<Chooser&>(quiet) : seeded;
  if (token.deviations.empty() && !token.asks_schedule) return execute(scenario, base, options);
  DeviatingChooser chooser(base, token.deviations, token.asks_schedule);
  return execute(scenario, chooser, options);
}

}  // namespace hindcast
