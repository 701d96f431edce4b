#include "hindcast/replay/replay.hpp"

#include "hindcast/sim/check.hpp"

namespace hindcast {

TokenChooser::TokenChooser(const Token& token) : seeded_(token.seed), chosen_(&seeded_) {
  HINDCAST_CHECK(!token.record.has_value());
  if (token.base == Base::quiet) chosen_ = &quiet_;
  if (token.deviations.empty() && !token.asks_schedule) return;
  deviating_.emplace(*chosen_, token.deviations, token.asks_schedule);
  chosen_ = &*deviating_;
}

Run execute_token(const Scenario& scenario, const Token& token, ExecuteOptions options) {
  options.seed = token.seed;
  options.reseeds = token.reseeds;
  TokenChooser chooser(token);
  return execute(scenario, chooser, options);
}

}  // namespace hindcast
