#include "hindcast/replay/campaign.hpp"

#include <optional>
#include <utility>

#include "hindcast/replay/choosers.hpp"

namespace hindcast {
namespace {

using Results = std::vector<std::optional<Run>>;

CampaignResult collect(const std::vector<const Scenario*>& scenarios, std::uint32_t seeds,
                       Results& results) {
  CampaignResult campaign;
  for (std::size_t scenario = 0; scenario < scenarios.size(); ++scenario) {
    ScenarioRuns runs{scenarios[scenario], {}, seeds};
    for (std::size_t seed = 0; seed < seeds; ++seed) {
      std::optional<Run>& run = results[scenario * seeds + seed];
      if (run) runs.runs.push_back(std::move(*run));
    }
    campaign.interrupted = campaign.interrupted || !runs.complete();
    campaign.scenarios.push_back(std::move(runs));
  }
  return campaign;
}

}  // namespace

const char* name_of(Base base) { return base == Base::random ? "random" : "quiet"; }

Run run_seed(const Scenario& scenario, Base base, const ExecuteOptions& options) {
  if (base == Base::quiet) {
    QuietChooser chooser;
    return execute(scenario, chooser, options);
  }
  RandomChooser chooser(options.seed);
  return execute(scenario, chooser, options);
}

CampaignResult run_campaign(const std::vector<const Scenario*>& scenarios,
                            const CampaignOptions& options) {
  Results results(scenarios.size() * options.seeds);
  work_in_parallel(results.size(), {options.jobs, options.progress, options.interrupted},
                   [&](std::size_t index) {
                     const std::uint64_t seed = options.first_seed + index % options.seeds;
                     results[index] = run_seed(*scenarios[index / options.seeds], Base::random,
                                               {.seed = seed, .limits = options.limits});
                   });
  return collect(scenarios, options.seeds, results);
}

}  // namespace hindcast
