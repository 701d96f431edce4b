#include "hindcast/replay/explore/survey.hpp"

#include <algorithm>
#include <iterator>

#include "hindcast/replay/explore/pack.hpp"
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

void pack_answer(Pack& pack, UnquietAnswer& answer) {
  pack.number(answer.kind, static_cast<std::uint64_t>(ChoiceKind::value));
  pack.text(answer.label);
  pack.number(answer.nth);
  pack.number(answer.arity);
  pack.number(answer.answer);
}

void pack_ending(Pack& pack, Ending& ending) {
  pack.number(ending.verdict, static_cast<std::uint64_t>(Verdict::diverged));
  pack.text(ending.property);
  pack.number(ending.grade, static_cast<std::uint64_t>(Grade::broke));
  pack.number(ending.mode, static_cast<std::uint64_t>(FailureMode::outage));
  pack.number(ending.recovery, static_cast<std::uint64_t>(Recovery::none));
  pack.items(ending.counts, [&](auto& count) {
    pack.text(count.first);
    pack.number(count.second);
  });
}

// Whether the first is nearer to the quiet run.
bool nearer(const std::vector<Deviation>& left, const std::vector<Deviation>& right) {
  return left.size() != right.size() ? left.size() < right.size() : left < right;
}

}  // namespace

void Survey::note(const ExecutionView& view) {
  HINDCAST_CHECK(view.run != nullptr);
  note_row(view.answers, ending_of(view.outcome, view.run->observation));
  note_finding(view);
  note_unseen(*view.run);
}

// Of too many rows the last leave. One that has left cannot come back: it comes after all that are
// left.
void Survey::note_row(const Answers& answers, const Ending& ending) {
  if (rows_.size() == kRowsMax && rows_.rbegin()->first < answers) {
    ++beyond_;
    return;
  }
  ++rows_[answers][ending];
  if (rows_.size() <= kRowsMax) return;
  const auto last = std::prev(rows_.end());
  for (const auto& [left, executions] : last->second) beyond_ += executions;
  rows_.erase(last);
}

void Survey::note_finding(const ExecutionView& view) {
  const Verdict verdict = view.outcome.verdict;
  if (verdict != Verdict::violated && verdict != Verdict::deadlocked) return;
  SurveyFinding& finding = findings_[view.outcome.property];
  const bool first = finding.executions++ == 0;
  if (!first && !nearer(view.deviations, finding.deviations)) return;
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

void Survey::pack(Pack& pack) {
  std::vector<SurveyRow> all = rows();
  pack.items(all, [&](SurveyRow& row) {
    pack.items(row.answers, [&](UnquietAnswer& answer) { pack_answer(pack, answer); });
    pack.items(row.endings, [&](EndingCount& end) {
      pack_ending(pack, end.ending);
      pack.number(end.executions);
      if (pack.reads()) rows_[row.answers][end.ending] = end.executions;
    });
  });
  std::vector<SurveyFinding> found = findings();
  pack.items(found, [&](SurveyFinding& finding) {
    pack_outcome(pack, finding.outcome);
    pack.number(finding.executions);
    pack.number(finding.seed);
    pack.number(finding.digest);
    pack_deviations(pack, finding.deviations);
    if (pack.reads()) findings_[finding.outcome.property] = finding;
  });
  pack.items(unseen_, [&](std::string& name) { pack.text(name); });
  pack.number(beyond_);
  pack.number(any_);
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
