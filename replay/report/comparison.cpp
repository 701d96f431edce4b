#include "hindcast/replay/report/comparison.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

namespace hindcast {
namespace {

using Pair = std::pair<const Run*, const Run*>;

// The runs of the same seeds that both designs finished.
std::vector<Pair> paired(const std::vector<Run>& before, const std::vector<Run>& after) {
  std::vector<Pair> pairs;
  auto right = after.begin();
  for (const Run& left : before) {
    while (right != after.end() && right->seed < left.seed) ++right;
    if (right == after.end()) break;
    if (right->seed == left.seed) pairs.emplace_back(&left, &*right);
  }
  return pairs;
}

ComparedRate rate(std::string name, const std::vector<Pair>& pairs,
                  const std::function<bool(const Run&)>& is_so) {
  std::vector<bool> before;
  std::vector<bool> after;
  for (const auto& [left, right] : pairs) {
    before.push_back(is_so(*left));
    after.push_back(is_so(*right));
  }
  return {std::move(name), Better::lower, rate_pair(before, after)};
}

struct Quantity {
  std::string name{};
  Better direction = Better::lower;
  PairUnit unit = PairUnit::count;
  std::function<std::int64_t(const Observation&)> read{};
};

ComparedQuantity compared(const Quantity& quantity, const std::vector<Pair>& pairs) {
  std::vector<std::int64_t> before;
  std::vector<std::int64_t> after;
  for (const auto& [left, right] : pairs) {
    before.push_back(quantity.read(left->observation));
    after.push_back(quantity.read(right->observation));
  }
  return {quantity.name, quantity.direction, quantity.unit, quantity_pair(before, after)};
}

std::int64_t nanoseconds(Duration time) { return time.is_infinite() ? kEndless : time.count(); }

std::int64_t goodput(const Observation& seen) {
  constexpr std::uint64_t kMillion = 1'000'000;
  const std::uint64_t share =
      seen.calls_hit == 0 ? kMillion : seen.good_hit * kMillion / seen.calls_hit;
  return static_cast<std::int64_t>(share);
}

std::int64_t harm(const Observation& seen, const std::string& name) {
  std::uint64_t count = 0;
  for (const Harm& one : seen.harms) count += one.name == name ? one.count : 0;
  return static_cast<std::int64_t>(count);
}

std::int64_t errors(const Observation& seen) {
  std::uint64_t count = 0;
  for (const auto& [text, times] : seen.errors) count += times;
  return static_cast<std::int64_t>(count);
}

// What every scenario is measured by.
std::vector<Quantity> quantities() {
  using enum Better;
  using enum PairUnit;
  return {
      {"answered well during the fault", higher, ppm, goodput},
      {"failed until recovery", lower, count,
       [](const auto& seen) { return static_cast<std::int64_t>(seen.offered - seen.good); }},
      {"errors that callers read", lower, count, errors},
      {"latency p99 of answered calls", lower, duration,
       [](const auto& seen) { return nanoseconds(seen.latency_p99); }},
      {"detected by callers after", neither, duration,
       [](const auto& seen) { return nanoseconds(seen.detected_by_callers); }},
      {"detected by the server after", lower, duration,
       [](const auto& seen) { return nanoseconds(seen.detected_by_server); }},
      {"recovery after the fault", lower, duration,
       [](const auto& seen) { return nanoseconds(seen.recovery_time); }},
      {"impact from fault to recovery", lower, duration,
       [](const auto& seen) { return nanoseconds(seen.impact_length); }},
  };
}

// The harms that some run of either design names.
std::vector<Quantity> harms(const std::vector<Pair>& pairs) {
  std::set<std::string> names;
  for (const auto& [left, right] : pairs) {
    for (const Run* const run : {left, right}) {
      for (const Harm& one : run->observation.harms) {
        if (one.count > 0) names.insert(one.name);
      }
    }
  }
  std::vector<Quantity> found;
  for (const std::string& name : names) {
    found.push_back({name, Better::lower, PairUnit::count,
                     [name](const Observation& seen) { return harm(seen, name); }});
  }
  return found;
}

ComparedScenario compared(const ScenarioRuns& before, const ScenarioRuns& after) {
  ComparedScenario scenario;
  scenario.info = before.scenario->info();
  std::vector<Pair> pairs;
  for (const Pair& pair : paired(before.runs, after.runs)) {
    const bool both = is_conclusive(*pair.first) && is_conclusive(*pair.second);
    scenario.inconclusive += both ? 0U : 1U;
    if (both) pairs.push_back(pair);
  }
  scenario.pairs = pairs.size();
  scenario.rates.push_back(
      rate("broke", pairs, [](const Run& run) { return grade_of(run) == Grade::broke; }));
  scenario.rates.push_back(rate("broke or degraded", pairs,
                                [](const Run& run) { return grade_of(run) != Grade::graceful; }));
  scenario.rates.push_back(rate("an operator had to act", pairs, [](const Run& run) {
    return run.observation.recovery != Recovery::automatic;
  }));
  for (const Quantity& quantity : quantities()) {
    scenario.quantities.push_back(compared(quantity, pairs));
  }
  for (const Quantity& quantity : harms(pairs)) {
    scenario.quantities.push_back(compared(quantity, pairs));
  }
  return scenario;
}

// The score of one side with its runs drawn anew; the seeds' places are the same for all rows.
std::int64_t score_of_resample(const ComparedSide& side, const std::vector<std::size_t>& which) {
  std::vector<ScoreRow> rows = side.report->score_rows;
  for (std::size_t index = 0; index < rows.size(); ++index) {
    const std::vector<Run>& runs = side.campaign->scenarios[index].runs;
    ScoreRow& row = rows[index];
    row.broke = row.degraded = 0;
    row.runs = which.size();
    row.lost_or_corrupt = row.manual_recovery = false;
    for (const std::size_t place : which) {
      const Run& run = runs[place];
      const FailureMode mode = mode_of(run);
      const Recovery recovery = run.observation.recovery;
      row.broke += grade_of(run) == Grade::broke ? 1U : 0U;
      row.degraded += grade_of(run) == Grade::degraded ? 1U : 0U;
      row.lost_or_corrupt = row.lost_or_corrupt || mode == FailureMode::data_loss ||
                            mode == FailureMode::corruption || recovery == Recovery::none;
      row.manual_recovery = row.manual_recovery || recovery == Recovery::manual;
    }
  }
  return score_of(rows, side.report->score_context).value;
}

bool all_conclusive(const ComparedSide& side) {
  const auto& rows = side.report->score_rows;
  return std::all_of(rows.begin(), rows.end(), [](const ScoreRow& row) { return row.conclusive; });
}

ComparedScore compared_score(const ComparedSide& before, const ComparedSide& after) {
  ComparedScore score;
  score.given = before.report->score.given && after.report->score.given;
  if (!score.given) {
    const ChaosReport& without = before.report->score.given ? *after.report : *before.report;
    score.why_none = without.no_score_reason;
    return score;
  }
  score.before = before.report->score.value;
  score.after = after.report->score.value;
  score.low = -100;
  score.high = 100;
  if (!all_conclusive(before) || !all_conclusive(after)) return score;
  const std::size_t seeds = before.campaign->scenarios.front().runs.size();
  std::vector<std::int64_t> differences;
  for (std::uint64_t nth = 0; nth < kResamples; ++nth) {
    const std::vector<std::size_t> which = resample(seeds, nth);
    differences.push_back(score_of_resample(after, which) - score_of_resample(before, which));
  }
  std::sort(differences.begin(), differences.end());
  score.low = differences[kResamples * 25 / 1'000];
  score.high = differences[kResamples - 1 - kResamples * 25 / 1'000];
  return score;
}

RatePair compared_calm_day(const CampaignResult& before, const CampaignResult& after) {
  const auto pairs = paired(before.scenarios.front().runs, after.scenarios.front().runs);
  return rate("", pairs,
              [](const Run& run) {
                return run.observation.calm_day_met && grade_of(run) == Grade::graceful;
              })
      .pair;
}

Shown finding(bool same, bool shown, bool rose, Better direction) {
  if (same) return Shown::same;
  if (!shown) return Shown::unclear;
  if (direction == Better::neither) return Shown::other;
  return rose == (direction == Better::higher) ? Shown::better : Shown::worse;
}

}  // namespace

Comparison compare(const ComparedSide& before, const ComparedSide& after) {
  HINDCAST_CHECK(before.campaign->scenarios.size() == after.campaign->scenarios.size());
  Comparison comparison;
  comparison.interrupted = before.report->interrupted || after.report->interrupted;
  comparison.calm_day = compared_calm_day(*before.calm_day, *after.calm_day);
  for (std::size_t index = 0; index < before.campaign->scenarios.size(); ++index) {
    comparison.scenarios.push_back(
        compared(before.campaign->scenarios[index], after.campaign->scenarios[index]));
  }
  comparison.score = compared_score(before, after);
  return comparison;
}

Shown finding_of(const ComparedRate& rate) {
  const RatePair& pair = rate.pair;
  const bool same = pair.equal == pair.before.trials;
  return finding(same, pair.shown(), pair.interval.low > 0, rate.direction);
}

Shown finding_of(const ComparedQuantity& quantity) {
  const QuantityPair& pair = quantity.pair;
  return finding(pair.equal == pair.n, pair.shown(), pair.low > 0, quantity.direction);
}

const char* name_of(Shown finding) {
  static constexpr std::array kNames = {"same", "unclear", "better", "worse", "other"};
  return kNames.at(static_cast<std::size_t>(finding));
}

const char* name_of(Better better) {
  static constexpr std::array kNames = {"neither", "lower", "higher"};
  return kNames.at(static_cast<std::size_t>(better));
}

ComparisonCounts counts_of(const Comparison& comparison) {
  ComparisonCounts counts;
  const auto add = [&counts](Shown shown) {
    const std::array places = {&counts.same, &counts.unclear, &counts.better, &counts.worse,
                               &counts.other};
    ++*places.at(static_cast<std::size_t>(shown));
  };
  for (const ComparedScenario& scenario : comparison.scenarios) {
    for (const ComparedRate& rate : scenario.rates) add(finding_of(rate));
    for (const ComparedQuantity& quantity : scenario.quantities) add(finding_of(quantity));
  }
  return counts;
}

bool regressed(const Comparison& comparison) {
  for (const ComparedScenario& scenario : comparison.scenarios) {
    for (const ComparedRate& rate : scenario.rates) {
      if (finding_of(rate) == Shown::worse) return true;
    }
  }
  return false;
}

}  // namespace hindcast
