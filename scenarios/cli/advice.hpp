// Advice: red lines with their witness, and recommendations that were tried on the same seeds.
#pragma once

#include <functional>
#include <vector>

#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/scenarios/catalogue/advice_rules.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

struct AdviceInput {
  const Registry& registry;
  const SystemSource& source;
  const Assignments& assignments;
  const CampaignResult& campaign;
  CommandStyle style;
  CampaignOptions options;  // of the trials; they use at most kTrialSeeds of the campaign's seeds
};

inline constexpr std::uint32_t kTrialSeeds = 20;

// Returns the red lines of a design: a guard is missing, and some run of the campaign was harmed.
std::vector<RedLine> red_lines(const AdviceInput& input);

// Tries each change that a missing guard suggests. A change that helps nothing is not recommended.
std::vector<TriedChange> try_changes(const AdviceInput& input);

}  // namespace hindcast
