// A search of a shipped story's small configuration, without the command line.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/survey.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

namespace hindcast::testing {

struct SmallSearch {
  ExploreResult result;
  std::vector<SurveyFinding> findings;
  std::uint64_t digests = 0;  // of all executions, in their order

  bool found(const std::string& property) const {
    for (const SurveyFinding& finding : findings) {
      if (finding.outcome.property == property) return true;
    }
    return false;
  }
};

// Searches all executions of the story, as `hindcast check` does. Assignments are of the
// story, beside those that its small configuration makes of the design.
inline SmallSearch search_small(const std::string& story, const std::string& system,
                                const std::vector<Assignment>& assignments = {}) {
  static const Registry registry = shipped_registry();
  const ScenarioKind& kind = *registry.scenarios.find(story);
  const SmallConfiguration small = kind.small().value();
  const auto scenario =
      kind.bind(SystemSource(system, registry.kinds).load(small.assignments), assignments);
  SmallSearch search;
  Survey survey;
  ExploreOptions options;
  options.reduction = Reduction::none;
  options.seed = 1;
  options.split = WaitSplit::permits;
  options.orders_from = Instant::at(small.orders_from);
  options.orders_until = Instant() + small.orders_until;
  options.each = [&](const ExecutionView& view) {
    survey.note(view);
    search.digests = mix(search.digests, view.run->digest);
  };
  search.result = explore(*scenario, options);
  search.findings = survey.findings();
  return search;
}

// Runs the finding's execution in a world of its own, and returns its digest.
inline std::uint64_t digest_again(const std::string& story, const std::string& system,
                                  const std::vector<Assignment>& assignments,
                                  const SurveyFinding& finding) {
  static const Registry registry = shipped_registry();
  const ScenarioKind& kind = *registry.scenarios.find(story);
  const auto scenario = kind.bind(
      SystemSource(system, registry.kinds).load(kind.small().value().assignments), assignments);
  QuietChooser quiet;
  DeviatingChooser chooser(quiet, finding.deviations, true);
  return execute(*scenario, chooser, {.seed = finding.seed}).digest;
}

}  // namespace hindcast::testing
