#include "hindcast/scenarios/cli/breaker_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/resilience/breaker_options.hpp"

namespace hindcast {
namespace {

// A breaker of the design, and what takes it out. Own code is taken out of the connection itself.
struct Removal {
  const ConnectionDesign* connection = nullptr;
  std::string kind{};
  std::vector<Assignment> assignments{};
};

// The preset becomes none, and what the file overrides of it becomes the default again.
Removal removal_of_preset(const ConnectionDesign& connection) {
  constexpr std::string_view kPart = "breaker.";
  Removal removal{&connection, name_of(connection.options->resilience.breaker.preset), {}};
  const ParameterSet set(ConnectionOptions::fields(), *connection.options, connection.path);
  for (const Parameter& parameter : set.parameters()) {
    const std::string name = parameter.path.substr(connection.path.size() + 1);
    if (!name.starts_with(kPart) || parameter.value == parameter.default_value) continue;
    removal.assignments.push_back({parameter.path, parameter.default_value});
  }
  return removal;
}

std::vector<Removal> removals_of(const Design& design) {
  std::vector<Removal> removals;
  for (const ConnectionDesign& connection : design.connections) {
    if (connection.breaker.plug != nullptr) {
      removals.push_back({&connection, connection.breaker.plug->name, {}});
    } else if (connection.options->resilience.breaker.preset != BreakerPreset::none) {
      removals.push_back(removal_of_preset(connection));
    }
  }
  return removals;
}

bool had_work(const Run& run, const Removal& removal) {
  const BreakerObservation& seen = observed(run, removal.connection->name());
  return seen.opened > 0 || seen.rejected > 0 || seen.failed > 0;
}

std::string command_of(const Removal& removal) {
  if (removal.assignments.empty()) return "its connection without \"breaker\"";
  std::string text;
  for (const Assignment& assignment : removal.assignments) {
    text +=
        fmt::format("{}--set {}={}", text.empty() ? "" : " ", assignment.path, assignment.value);
  }
  return text;
}

// The design without the breaker, which keeps the times of failed calls there.
std::shared_ptr<const Design> design_without(const Removal& removal, const TrialInput& input) {
  std::vector<Assignment> assignments = input.assignments.design;
  assignments.insert(assignments.end(), removal.assignments.begin(), removal.assignments.end());
  auto design = std::make_shared<Design>(*input.source.load(assignments));
  for (ConnectionDesign& connection : design->connections) {
    if (connection.path != removal.connection->path) continue;
    connection.breaker = {};
    connection.keeps_failures = true;
  }
  return design;
}

}  // namespace

BreakerTrials breaker_trials(const TrialInput& input) {
  CampaignOptions options = input.options;
  options.seeds = std::min(options.seeds, kPairSeeds);
  BreakerTrials trials;
  trials.seeds = options.seeds;
  const auto design = input.source.load(input.assignments.design);
  std::vector<std::unique_ptr<Scenario>> scenarios;
  std::vector<std::size_t> owners;  // the trial of each scenario
  for (const Removal& removal : removals_of(*design)) {
    const auto without = design_without(removal, input);
    for (const ScenarioRuns& runs : input.campaign.scenarios) {
      if (runs.runs.size() < options.seeds) continue;
      trials.all.push_back({removal.connection->name(), removal.kind, command_of(removal), &runs});
      const auto end = runs.runs.begin() + static_cast<std::ptrdiff_t>(options.seeds);
      const bool works = std::any_of(runs.runs.begin(), end,
                                     [&](const Run& run) { return had_work(run, removal); });
      if (!works) continue;
      owners.push_back(trials.all.size() - 1);
      scenarios.push_back(bind_one(scenario_named(input.registry, runs.scenario->info().name),
                                   without, input.assignments));
    }
  }
  std::vector<const Scenario*> to_run;
  for (const auto& scenario : scenarios) to_run.push_back(scenario.get());
  CampaignResult result = run_campaign(to_run, options);
  // From the last one on: what is left out moves nothing that is still to come.
  for (std::size_t index = owners.size(); index-- > 0;) {
    const std::size_t owner = owners[index];
    if (result.scenarios[index].complete()) {
      trials.all[owner].without = std::move(result.scenarios[index].runs);
    } else {
      trials.all.erase(trials.all.begin() + static_cast<std::ptrdiff_t>(owner));
    }
  }
  return trials;
}

}  // namespace hindcast
