#include "hindcast/scenarios/cli/shrink_subject.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "hindcast/replay/report/shrunk.hpp"
#include "hindcast/replay/workers.hpp"
#include "hindcast/scenarios/cli/progress.hpp"

namespace hindcast {
namespace {

// What a parameter is an amount of, by its type; nothing for what is no amount.
std::optional<Amount> amount_of(const Parameter& parameter) {
  if (parameter.type == "count") return Amount::count;
  if (parameter.type == "rate") return Amount::rate;
  if (parameter.type == "duration") return Amount::duration;
  return std::nullopt;
}

// Whether it says how much load a component makes: less of it is a smaller world, and no other
// design. Not so the weights of operations, and the policies of its connections.
bool is_load(const Design& design, const Parameter& parameter) {
  static constexpr std::array<std::string_view, 4> kLoad = {"rate", "count", "customers",
                                                            "callers"};
  const std::size_t dot = parameter.path.rfind('.');
  if (std::find(kLoad.begin(), kLoad.end(), parameter.path.substr(dot + 1)) == kLoad.end()) {
    return false;
  }
  const std::string owner = parameter.path.substr(0, dot);
  return std::any_of(
      design.components.begin(), design.components.end(), [&](const ComponentDesign& component) {
        return component.name == owner &&
               (component.kind->name == "clients" || component.kind->name == "service_clients");
      });
}

}  // namespace

std::vector<Knob> knobs_of(const Scenario& scenario, const Design& design) {
  std::vector<Knob> found;
  for (const Parameter& parameter : scenario.parameters()) {
    const std::optional<Amount> amount = amount_of(parameter);
    if (!amount) continue;
    const bool of_story = parameter.path.starts_with(scenario.info().name + ".");
    if (!of_story && !is_load(design, parameter)) continue;
    found.push_back({parameter.path, parameter.value, *amount});
  }
  return found;
}

ShrinkSubject shrink_subject(const Registry& registry, const SystemSource& source,
                             const Scenario& scenario, const std::vector<Assignment>& overrides) {
  ShrinkSubject subject;
  const ScenarioKind& kind = scenario_named(registry, scenario.info().name);
  subject.bind = [&registry, &source, &kind](const std::vector<Assignment>& changes) {
    const Assignments assignments = split_assignments(registry, changes);
    return bind_one(kind, source.load(assignments.design), assignments);
  };
  const Assignments assignments = split_assignments(registry, overrides);
  subject.knobs = knobs_of(scenario, *source.load(assignments.design));
  return subject;
}

std::optional<ShrunkWitness> shrink_witness(const Scenario& scenario, const Token& token,
                                            const ShrinkInput& input,
                                            const ShrinkOptions& options) {
  const ShrinkSubject subject =
      shrink_subject(input.registry, input.source, scenario, token.overrides);
  return shrunk_witness(shrink_finding(subject, token, options), input.style);
}

void shrink_broken(ChaosReport& report, const CampaignResult& campaign, const ShrinkInput& input,
                   const ShrinkOptions& options) {
  Progress progress("shrinking");
  work_in_parallel(
      report.broke.size(),
      {input.jobs, [&progress](std::size_t done, std::size_t total) { progress.show(done, total); },
       options.interrupted},
      [&](std::size_t index) {
        ReportItem& item = report.broke[index];
        const auto runs = std::find_if(campaign.scenarios.begin(), campaign.scenarios.end(),
                                       [&item](const ScenarioRuns& each) {
                                         return each.scenario->info().name == item.info.name;
                                       });
        const auto run =
            std::find_if(runs->runs.begin(), runs->runs.end(),
                         [&item](const Run& each) { return each.seed == item.witness.seed; });
        const Token token = token_of(*runs->scenario, Base::random, *run, input.style.overrides);
        item.shrunk = shrink_witness(*runs->scenario, token, input, options);
      });
}

}  // namespace hindcast
