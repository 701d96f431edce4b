#include "hindcast/models/resilience/breaker_contract.hpp"

#include <fmt/format.h>

#include <string>

namespace hindcast {

void breaker_contract(World& world, const WatchedBreaker& breaker,
                      const BreakerContractOptions& options) {
  const auto named = [&breaker](const char* claim) {
    return fmt::format("{} ({})", claim, breaker.name());
  };
  const BreakerRecord& record = breaker.record();
  world.always(named("an open breaker reaches a probe"),
               [&record, most = options.open_max] { return record.rejected_open <= most; });
  world.never(named("a breaker lets through more probes at once than it may"),
              [&record, &breaker] { return record.probes_open_max > breaker.probes_max(); });
  world.always(
      named("every outcome of a probe ends half-open"),
      [&record, most = options.half_open_max] { return record.rejected_half_open <= most; });
  if (!options.allows_stale) {
    world.never(named("a stale result decides"), [&record] { return record.stale_decisions > 0; });
  }
  world.never(named("a failed probe leaves the breaker half-open or closed"),
              [&record] { return record.closed_by_failure > 0 || record.unpunished > 0; });
  if (!options.must_be_exercised) return;
  world.sometimes(named("the breaker opens"), [&record] { return record.opened > 0; });
  world.sometimes(named("a probe is let through"), [&record] { return record.probes > 0; });
}

}  // namespace hindcast
