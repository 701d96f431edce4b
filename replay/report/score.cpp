#include "hindcast/replay/report/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hindcast/replay/report/interval.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

bool survived(const ScoreRow& row) {
  return row.exercised && row.conclusive && row.calm_day_met && row.runs >= kRunsForSurvival &&
         row.broke == 0;
}

LevelScore score_level(const std::vector<ScoreRow>& rows, std::uint32_t level,
                       std::uint64_t applicable) {
  std::map<std::string, std::vector<double>> families;
  LevelScore score;
  score.applicable = applicable;
  score.survived = true;
  for (const ScoreRow& row : rows) {
    if (row.level != level) continue;
    ++score.rows;
    families[row.family].push_back(credit_of(row));
    score.survived = score.survived && survived(row);
  }
  score.families = families.size();
  score.assessed = applicable >= kRowsAssessed && score.rows > 0;
  score.survived = score.survived && score.assessed;
  for (const auto& [family, credits] : families) {
    double sum = 0;
    for (const double credit : credits) sum += credit;
    score.credit += sum / static_cast<double>(credits.size() * families.size());
  }
  return score;
}

void add_row_caps(const std::vector<ScoreRow>& rows, std::vector<Cap>& caps) {
  for (const ScoreRow& row : rows) {
    if (row.lost_or_corrupt && row.level <= 3) {
      caps.push_back({59, fmt::format("{}: data lost or corrupted, or no recovery, at level {}",
                                      row.scenario, row.level)});
    }
    if (row.manual_recovery && row.level <= 3) {
      caps.push_back({79, fmt::format("{}: an operator had to act", row.scenario)});
    }
  }
  const bool few = std::any_of(rows.begin(), rows.end(),
                               [](const ScoreRow& row) { return row.runs < kRunsForReady; });
  if (few) caps.push_back({79, fmt::format("fewer than {} runs in a row", kRunsForReady)});
}

std::vector<Cap> caps_of(const std::vector<ScoreRow>& rows, const ScoreContext& context,
                         const std::array<LevelScore, 4>& levels) {
  std::vector<Cap> caps;
  constexpr std::array<std::uint32_t, 3> kAt = {39, 59, 79};
  for (std::size_t level = 0; level < kAt.size(); ++level) {
    if (levels[level].survived) continue;
    caps.push_back({kAt[level], fmt::format("level {} not {}", level + 1,
                                            levels[level].assessed ? "survived" : "assessed")});
  }
  add_row_caps(rows, caps);
  if (!context.missing_rows.empty()) {
    caps.push_back({79, fmt::format("{} rows of the catalogue are not in this campaign",
                                    context.missing_rows.size())});
  }
  for (const std::string& line : context.red_lines) caps.push_back({79, "red line: " + line});
  for (const std::string& weak : context.weak_objectives) caps.push_back({79, weak});
  std::stable_sort(caps.begin(), caps.end(),
                   [](const Cap& left, const Cap& right) { return left.at < right.at; });
  return caps;
}

Readiness readiness_of(std::uint32_t value) {
  if (value < 60) return Readiness::not_ready;
  return value < 80 ? Readiness::conditional : Readiness::ready;
}

}  // namespace

const char* name_of(Readiness readiness) {
  static constexpr std::array kNames = {"Not Ready", "Conditional", "Ready"};
  return kNames.at(static_cast<std::size_t>(readiness));
}

double credit_of(const ScoreRow& row) {
  HINDCAST_CHECK(row.broke + row.degraded <= row.runs);
  if (!row.exercised || !row.conclusive || !row.calm_day_met || row.runs == 0) return 0;
  return 1 -
         (wilson(row.broke, row.runs).high + wilson(row.broke + row.degraded, row.runs).high) / 2;
}

Score score_of(const std::vector<ScoreRow>& rows, const ScoreContext& context) {
  Score score;
  double sum = 0;
  for (std::size_t level = 0; level < score.levels.size(); ++level) {
    score.levels[level] =
        score_level(rows, static_cast<std::uint32_t>(level) + 1, context.applicable[level]);
    if (score.levels[level].assessed) sum += kLevelWeights[level] * score.levels[level].credit;
  }
  score.given = !context.filtered;
  score.uncapped = static_cast<std::uint32_t>(100 * sum + 1e-9);
  score.caps = caps_of(rows, context, score.levels);
  score.value =
      score.caps.empty() ? score.uncapped : std::min(score.uncapped, score.caps.front().at);
  score.readiness = readiness_of(score.value);
  return score;
}

}  // namespace hindcast
