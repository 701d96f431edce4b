// The trials behind the block CIRCUIT BREAKERS: the design without each of its breakers, on the
// first seeds of the campaign.
#pragma once

#include <memory>
#include <vector>

#include "hindcast/replay/report/breaker_block.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

inline constexpr std::uint32_t kPairSeeds = 20;

struct TrialInput {
  const Registry& registry;
  const SystemSource& source;
  const Assignments& assignments;
  const CampaignResult& campaign;  // outlives the trials
  CampaignOptions options;         // at most kPairSeeds of its seeds are used
};

// Runs them. A trial that an interruption cut off is left out.
BreakerTrials breaker_trials(const TrialInput& input);

}  // namespace hindcast
