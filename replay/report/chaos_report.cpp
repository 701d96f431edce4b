#include "hindcast/replay/report/chaos_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

CalmDay calm_day_of(const CampaignResult& campaign, const CommandStyle& style) {
  CalmDay day;
  for (const ScenarioRuns& scenario : campaign.scenarios) {
    for (const Run& run : scenario.runs) {
      const bool met = run.outcome.verdict == Verdict::passed && run.observation.calm_day_met &&
                       run.observation.grade == Grade::graceful;
      ++day.met.trials;
      day.met.hits += met ? 1 : 0;
      day.virtual_time += run.end.since_start();
      if (!met && day.missed.token.empty()) {
        day.missed = witness_of(*scenario.scenario, run, style);
      }
    }
  }
  return day;
}

std::vector<std::string> weak_objectives_of(const Objective& objective) {
  std::vector<std::string> weak;
  if (objective.availability < kAvailabilityFloor) {
    weak.push_back(fmt::format("weak objective: availability {} is below {}",
                               to_text(objective.availability), to_text(kAvailabilityFloor)));
  }
  if (objective.recovery_max > kRecoveryFloor) {
    weak.push_back(fmt::format("weak objective: recovery within {} is more than {}",
                               human(objective.recovery_max), human(kRecoveryFloor)));
  }
  return weak;
}

// How grave the gravest thing is that happened in a row.
int gravity(const ReportItem& item) {
  if (item.lost_or_corrupt) return 2;
  return item.manual_recovery ? 1 : 0;
}

// Worst first: the graver, the more frequent, the one that a gentler fault brings about; then by
// name.
bool is_worse(const ReportItem& left, const ReportItem& right) {
  const auto frequency = [](const ReportItem& item, const ReportItem& other) {
    return item.share.hits * other.share.trials;
  };
  const std::uint64_t left_share = frequency(left, right);
  const std::uint64_t right_share = frequency(right, left);
  return std::make_tuple(-gravity(left), right_share, left.info.level, left.info.name) <
         std::make_tuple(-gravity(right), left_share, right.info.level, right.info.name);
}

void place(ReportItem item, ChaosReport& report) {
  if (item.grade == Grade::broke) {
    report.broke.push_back(std::move(item));
  } else if (item.grade == Grade::degraded) {
    report.degraded.push_back(std::move(item));
  } else if (doubts(item).empty()) {
    report.handled.push_back(std::move(item));
  } else {
    report.not_judged.push_back(std::move(item));
  }
}

ScoreRow row_of(const ReportItem& item, const CalmDay& calm_day) {
  ScoreRow row;
  row.scenario = item.info.name;
  row.family = item.info.family;
  row.level = item.info.level;
  row.runs = item.runs;
  row.broke = item.broke;
  row.degraded = item.degraded;
  row.exercised = item.exercised;
  row.conclusive = item.conclusive();
  row.calm_day_met = calm_day.holds() && item.calm_missed == 0;
  row.lost_or_corrupt = item.lost_or_corrupt;
  row.manual_recovery = item.manual_recovery;
  return row;
}

ScoreContext score_context(const ChaosReport& report) {
  ScoreContext context;
  context.missing_rows = report.catalogue.missing;
  context.applicable = report.catalogue.applicable;
  for (const RedLine& line : report.red_lines) context.red_lines.push_back(line.kind);
  context.weak_objectives = report.weak_objectives;
  context.filtered = report.filtered || report.interrupted || report.catalogue.is_foreign();
  return context;
}

std::string no_score_reason_of(const ChaosReport& report) {
  if (report.filtered) return "a filtered run has no score";
  if (report.interrupted) return "the campaign was interrupted";
  if (!report.catalogue.is_foreign()) return "";
  return "the score is about the catalogue's rows, and none of them is about such a design";
}

}  // namespace

std::vector<std::string> doubts(const ReportItem& item) {
  std::vector<std::string> found;
  const std::uint64_t took_place = item.runs + item.inconclusive;
  if (item.interrupted) {
    found.push_back(fmt::format("interrupted: {} of {} runs took place", human(took_place),
                                human(item.planned)));
  }
  if (item.inconclusive > 0) {
    found.push_back(fmt::format("inconclusive in {}: {}",
                                runs_text({item.inconclusive, took_place}),
                                item.inconclusive_reason));
  }
  if (item.runs == 0) return found;
  if (!item.exercised && item.calls_hit < kCallsHitMin) {
    found.push_back(fmt::format("vacuous: the fault met {} calls in {} runs, fewer than {}",
                                human(item.calls_hit), human(item.runs), kCallsHitMin));
  } else if (!item.exercised && item.unseen.empty()) {
    found.push_back("vacuous: no run saw what it should have seen");
  }
  for (const std::string& name : item.unseen) {
    found.push_back(fmt::format("vacuous: never seen in {} runs: {}", human(item.runs), name));
  }
  if (item.calm_missed > 0) {
    found.push_back("objectives missed before the fault in " +
                    runs_text({item.calm_missed, item.runs}));
  }
  return found;
}

ChaosReport chaos_report(const ReportInput& input) {
  HINDCAST_CHECK(input.campaign != nullptr && input.calm_day != nullptr);
  ChaosReport report;
  report.system = input.system;
  report.summary = input.summary;
  report.objective = input.objective;
  report.weak_objectives = weak_objectives_of(input.objective);
  report.calm_day = calm_day_of(*input.calm_day, input.command);
  report.catalogue = input.catalogue;
  report.red_lines = input.red_lines;
  report.recommendations = input.recommendations;
  report.breakers = breaker_block(input.breakers);
  report.filtered = input.filtered;
  report.interrupted =
      input.interrupted || input.campaign->interrupted || input.calm_day->interrupted;
  for (const ScenarioRuns& runs : input.campaign->scenarios) {
    ReportItem item = item_of(runs, input.command);
    report.score_rows.push_back(row_of(item, report.calm_day));
    report.virtual_time += item.virtual_time;
    report.runs += runs.runs.size();
    report.planned += runs.planned;
    place(std::move(item), report);
  }
  for (auto* items : {&report.broke, &report.degraded, &report.handled, &report.not_judged}) {
    std::sort(items->begin(), items->end(), is_worse);
  }
  report.no_score_reason = no_score_reason_of(report);
  report.score_context = score_context(report);
  report.score = score_of(report.score_rows, report.score_context);
  return report;
}

}  // namespace hindcast
