#include "hindcast/scenarios/cli/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hindcast/scenarios/catalogue/service_advice.hpp"
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

// What each scenario struck in its harmed runs, the most harmful first.
StruckServices struck_services(const CampaignResult& campaign) {
  StruckServices struck;
  for (const ScenarioRuns& runs : campaign.scenarios) {
    std::vector<std::string>& names = struck[runs.scenario->info().name];
    for (const StruckShare& share : struck_by(runs.runs)) {
      if (share.broke + share.degraded > 0) names.push_back(share.name);
    }
  }
  return struck;
}

std::vector<MissingGuard> all_missing_guards(const AdviceInput& input) {
  const auto design = input.source.load(input.assignments.design);
  std::vector<MissingGuard> guards = missing_guards(*design);
  for (MissingGuard& guard : missing_service_guards(*design, struck_services(input.campaign))) {
    guards.push_back(std::move(guard));
  }
  return guards;
}

// Runs a guard's scenario with these changes of the design.
CampaignResult try_out(const AdviceInput& input, const MissingGuard& guard,
                       const std::vector<Assignment>& changes, const CampaignOptions& options) {
  Assignments changed = input.assignments;
  changed.design.insert(changed.design.end(), changes.begin(), changes.end());
  changed.stories.insert(changed.stories.end(), guard.focus.begin(), guard.focus.end());
  const auto scenario = bind_one(scenario_named(input.registry, std::string(guard.rule->scenario)),
                                 input.source.load(changed.design), changed);
  return run_campaign({scenario.get()}, options);
}

std::string as_options(const MissingGuard& guard) {
  std::string text;
  for (const auto* const list : {&guard.changes, &guard.focus}) {
    for (const Assignment& one : *list) {
      text += fmt::format("{}--set {}={}", text.empty() ? "" : " ", one.path, one.value);
    }
  }
  return text;
}

}  // namespace

std::vector<RedLine> red_lines(const AdviceInput& input) {
  std::vector<RedLine> lines;
  for (const MissingGuard& guard : all_missing_guards(input)) {
    const ScenarioRuns* const runs = runs_of(input.campaign, guard.rule->scenario);
    if (guard.rule->red_line.empty() || runs == nullptr) continue;
    RedLine line{std::string(guard.rule->red_line),
                 fmt::format("{} {}", guard.component, guard.rule->harm)};
    for (const Run& run : runs->runs) {
      if (!guard.struck.empty() && run.observation.struck != guard.struck) continue;
      ++line.share.trials;
      if (grade_of(run) == Grade::graceful) continue;
      if (line.share.hits++ == 0) line.witness = witness_of(*runs->scenario, run, input.style);
    }
    if (line.share.hits > 0) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<TriedChange> try_changes(const AdviceInput& input) {
  std::vector<TriedChange> tried;
  for (const MissingGuard& guard : all_missing_guards(input)) {
    const ScenarioRuns* const runs = runs_of(input.campaign, guard.rule->scenario);
    if (runs == nullptr || runs->runs.empty()) continue;
    CampaignOptions options = input.options;
    options.seeds = std::min(options.seeds, kTrialSeeds);
    const CampaignResult trial = try_out(input, guard, guard.changes, options);
    if (trial.interrupted) return tried;
    Summary before = summary_of(runs->runs, options.seeds);
    if (!guard.focus.empty()) {  // the campaign struck many things, the trial strikes one
      const CampaignResult same = try_out(input, guard, {}, options);
      if (same.interrupted) return tried;
      before = summary_of(same.scenarios.front().runs, options.seeds);
    }
    const Summary after = summary_of(trial.scenarios.front().runs, options.seeds);
    if (!helps(before, after)) continue;
    tried.push_back({fmt::format("{} {} ({})", guard.rule->advice, guard.component,
                                 runs->scenario->info().name),
                     as_options(guard), before.text(), after.text(), cost_of(before, after),
                     after.runs});
  }
  return tried;
}

}  // namespace hindcast
