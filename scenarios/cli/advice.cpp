#include "hindcast/scenarios/cli/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

const ScenarioRuns* runs_of(const CampaignResult& campaign, std::string_view scenario) {
  for (const ScenarioRuns& runs : campaign.scenarios) {
    if (runs.scenario->info().name == scenario) return &runs;
  }
  return nullptr;
}

// What a campaign of one scenario comes to, in the few numbers that a change can move.
struct Summary {
  std::uint64_t runs = 0;
  std::uint64_t broke = 0;
  std::uint64_t degraded = 0;
  std::uint64_t good = 0;
  std::uint64_t offered = 0;
  std::uint64_t stale = 0;
  std::vector<Duration> recoveries;

  Duration median() const {
    std::vector<Duration> sorted = recoveries;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
  }
  // Of calls offered while it lasted, per mille.
  std::uint64_t answered() const { return offered == 0 ? 1'000 : good * 1'000 / offered; }
  std::string text() const {
    const std::string back =
        median().is_infinite() ? "never back" : "back after " + human(median());
    std::string words = fmt::format("{} broke, {} degraded of {}; {}.{}% answered well; {}", broke,
                                    degraded, runs, answered() / 10, answered() % 10, back);
    if (stale > 0) words += fmt::format("; {} stale reads", human(stale));
    return words;
  }
};

Summary summary_of(const std::vector<Run>& runs, std::size_t count) {
  Summary summary;
  for (const Run& run : runs) {
    if (summary.runs == count) break;
    ++summary.runs;
    summary.broke += grade_of(run) == Grade::broke ? 1U : 0U;
    summary.degraded += grade_of(run) == Grade::degraded ? 1U : 0U;
    summary.good += run.observation.good;
    summary.offered += run.observation.offered;
    summary.recoveries.push_back(run.observation.recovery_time);
    for (const Harm& harm : run.observation.harms) {
      if (harm.name == "stale reads") summary.stale += harm.count;
    }
  }
  return summary;
}

// Whether `after` is better in something and worse in no grade.
bool helps(const Summary& before, const Summary& after) {
  if (after.broke > before.broke) return false;
  const bool fewer =
      after.broke < before.broke || after.broke + after.degraded < before.broke + before.degraded;
  return fewer || after.median() < before.median() || after.answered() > before.answered() + 5 ||
         after.stale * 2 < before.stale;
}

std::string cost_of(const Summary& before, const Summary& after) {
  if (after.answered() + 5 < before.answered()) {
    return fmt::format("fewer calls are answered well while it lasts ({}.{}% instead of {}.{}%)",
                       after.answered() / 10, after.answered() % 10, before.answered() / 10,
                       before.answered() % 10);
  }
  return "";
}

}  // namespace

std::vector<RedLine> red_lines(const AdviceInput& input) {
  std::vector<RedLine> lines;
  const auto design = input.source.load(input.assignments.design);
  for (const MissingGuard& guard : missing_guards(*design)) {
    const ScenarioRuns* const runs = runs_of(input.campaign, guard.rule->scenario);
    if (guard.rule->red_line.empty() || runs == nullptr) continue;
    RedLine line{std::string(guard.rule->red_line),
                 fmt::format("{} {}", guard.component, guard.rule->harm)};
    line.share.trials = runs->runs.size();
    for (const Run& run : runs->runs) {
      if (grade_of(run) == Grade::graceful) continue;
      if (line.share.hits++ == 0) line.witness = witness_of(*runs->scenario, run, input.style);
    }
    if (line.share.hits > 0) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<TriedChange> try_changes(const AdviceInput& input) {
  std::vector<TriedChange> tried;
  const auto design = input.source.load(input.assignments.design);
  for (const MissingGuard& guard : missing_guards(*design)) {
    const ScenarioRuns* const runs = runs_of(input.campaign, guard.rule->scenario);
    if (runs == nullptr || runs->runs.empty()) continue;
    Assignments changed = input.assignments;
    changed.design.push_back(guard.change);
    const auto scenario = bind_one(scenario_named(input.registry, runs->scenario->info().name),
                                   input.source.load(changed.design), changed);
    CampaignOptions options = input.options;
    options.seeds = std::min(options.seeds, kTrialSeeds);
    const CampaignResult trial = run_campaign({scenario.get()}, options);
    if (trial.interrupted) return tried;
    const Summary before = summary_of(runs->runs, options.seeds);
    const Summary after = summary_of(trial.scenarios.front().runs, options.seeds);
    if (!helps(before, after)) continue;
    tried.push_back({fmt::format("{} {} ({})", guard.rule->advice, guard.component,
                                 runs->scenario->info().name),
                     fmt::format("--set {}={}", guard.change.path, guard.change.value),
                     before.text(), after.text(), cost_of(before, after), after.runs});
  }
  return tried;
}

}  // namespace hindcast
