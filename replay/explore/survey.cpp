#include "hindcast/replay/explore/survey.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

Ending ending_of(const Outcome& outcome, const Observation& seen) {
  Ending ending{outcome.verdict,   outcome.property, seen.grade,
                seen.failure_mode, seen.recovery,    {}};
  for (const auto* const counts : {&seen.harms, &seen.notes}) {
    for (const Harm& harm : *counts) {
      if (harm.count > 0) ending.counts.emplace_back(harm.name, harm.count);
    }
  }
  return ending;
}

}  // namespace

void Survey::note(const ExecutionView& view) {
  HINDCAST_CHECK(view.run != nullptr);
  const bool known = rows_.contains(view.answers);
  if (known || rows_.size() < kRowsMax) {
    ++rows_[view.answers][ending_of(view.outcome, view.run->observation)];
  } else {
    ++beyond_;
  }
  note_finding(view);
  note_unseen(*view.run);
}

void Survey::note_finding(const ExecutionView& view) {
  const Verdict verdict = view.outcome.verdict;
  if (verdict != Verdict::violated && verdict != Verdict::deadlocked) return;
  SurveyFinding& finding = findings_[view.outcome.property];
  const bool first = finding.executions++ == 0;
  if (!first && finding.deviations.size() <= view.deviations.size()) return;
  finding.outcome = view.outcome;
  finding.seed = view.run->seed;
  finding.digest = view.run->digest;
  finding.deviations = view.deviations;
}

void Survey::note_unseen(const Run& run) {
  if (!any_) unseen_ = run.sometimes_unseen;
  any_ = true;
  std::erase_if(unseen_, [&](const std::string& name) {
    return std::ranges::find(run.sometimes_unseen, name) == run.sometimes_unseen.end();
  });
}

std::vector<SurveyRow> Survey::rows() const {
  std::vector<SurveyRow> rows;
  for (const auto& [answers, endings] : rows_) {
    SurveyRow& row = rows.emplace_back(SurveyRow{answers, {}});
    for (const auto& [ending, executions] : endings) row.endings.push_back({ending, executions});
  }
  return rows;
}

std::vector<SurveyFinding> Survey::findings() const {
  std::vector<SurveyFinding> findings;
  for (const auto& [property, finding] : findings_) findings.push_back(finding);
  return findings;
}

}  // namespace hindcast
