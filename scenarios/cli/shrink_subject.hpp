// What of a story and its design the shrinker may make smaller: the amounts of the story itself
// (how many, how much, how long) and the load of the design's callers. Policies stay what they are:
// with others it would be another design.
#pragma once

#include <optional>
#include <vector>

#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/replay/shrink_finding.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {

// Returns the amounts of a story that is bound to a design.
std::vector<Knob> knobs_of(const Scenario& scenario, const Design& design);

// Returns the subject of a finding of `scenario`, whose token holds all that was changed in the
// design. The registry and the source must outlive it.
ShrinkSubject shrink_subject(const Registry& registry, const SystemSource& source,
                             const Scenario& scenario, const std::vector<Assignment>& overrides);

struct ShrinkInput {
  const Registry& registry;
  const SystemSource& source;
  CommandStyle style;
  std::uint32_t jobs = 1;
};

// Shrinks the run of a token of `scenario`. Returns nothing if what came out fits no report
// (report/shrunk.hpp). REQUIRES: the token's delta is known.
std::optional<ShrunkWitness> shrink_witness(const Scenario& scenario, const Token& token,
                                            const ShrinkInput& input, const ShrinkOptions& options);

// Shrinks the witness of each story of the report that broke, on several threads. An interruption
// leaves those out that did not begin. REQUIRES: the report is one of the campaign.
void shrink_broken(ChaosReport& report, const CampaignResult& campaign, const ShrinkInput& input,
                   const ShrinkOptions& options);

}  // namespace hindcast
