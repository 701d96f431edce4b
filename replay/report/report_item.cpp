#include "hindcast/replay/report/report_item.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "hindcast/replay/token.hpp"

namespace hindcast {
namespace {

using RunList = std::vector<const Run*>;

std::string cause_of(const Run& run) {
  if (!run.observation.cause.empty()) return run.observation.cause;
  return run.outcome.property;
}

template <class Measure>
auto median(const RunList& runs, Measure measure) {
  std::vector<decltype(measure(runs.front()->observation))> values;
  for (const Run* run : runs) values.push_back(measure(run->observation));
  return order_statistic(std::move(values), 50);
}

template <class Measure>
Spread spread(const RunList& runs, Measure measure) {
  std::vector<Duration> values;
  for (const Run* run : runs) values.push_back(measure(run->observation));
  return spread_of(values);
}

// The first of the runs whose recovery took the median time.
const Run& typical(const RunList& runs) {
  const auto recovery = [](const Observation& seen) { return seen.recovery_time; };
  const Duration wanted = median(runs, recovery);
  return **std::find_if(runs.begin(), runs.end(),
                        [&](const Run* run) { return run->observation.recovery_time == wanted; });
}

// Groups runs by failure mode: most frequent first, then the graver one.
std::vector<std::pair<FailureMode, RunList>> by_mode(const RunList& runs) {
  std::map<FailureMode, RunList> groups;
  for (const Run* run : runs) groups[mode_of(*run)].push_back(run);
  std::vector<std::pair<FailureMode, RunList>> sorted(groups.begin(), groups.end());
  const auto rank = [](const auto& group) { return std::pair(group.second.size(), group.first); };
  std::sort(sorted.begin(), sorted.end(),
            [&](const auto& left, const auto& right) { return rank(left) > rank(right); });
  return sorted;
}

// The medians of named counts, each name in the place where it was first seen.
std::vector<CountSpread> spread_counts(const RunList& runs,
                                       std::vector<Harm> Observation::*counts) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::uint64_t>> values;
  for (const Run* run : runs) {
    std::map<std::string, std::uint64_t> of_run;
    for (const Harm& harm : run->observation.*counts) {
      if (values.find(harm.name) == values.end()) names.push_back(harm.name);
      values[harm.name];
      of_run[harm.name] += harm.count;
    }
    for (const auto& [name, count] : of_run) values[name].push_back(count);
  }
  std::vector<CountSpread> spreads;
  for (const std::string& name : names) {
    std::vector<std::uint64_t>& of_name = values[name];
    const auto seen = static_cast<std::uint64_t>(std::count_if(
        of_name.begin(), of_name.end(), [](std::uint64_t count) { return count > 0; }));
    of_name.resize(runs.size(), 0);
    if (seen == 0) continue;
    spreads.push_back({name,
                       order_statistic(of_name, 50),
                       *std::max_element(of_name.begin(), of_name.end()),
                       {seen, runs.size()}});
  }
  return spreads;
}

std::vector<KindImpact> median_impacts(const RunList& runs) {
  std::vector<std::string> kinds;
  std::map<std::string, std::pair<std::vector<std::uint64_t>, std::vector<std::uint64_t>>> values;
  for (const Run* run : runs) {
    for (const Impact& impact : run->observation.impacts) {
      if (values.find(impact.kind) == values.end()) kinds.push_back(impact.kind);
      values[impact.kind].first.push_back(impact.offered);
      values[impact.kind].second.push_back(impact.failed);
    }
  }
  std::vector<KindImpact> impacts;
  for (const std::string& kind : kinds) {
    auto& [offered, failed] = values[kind];
    offered.resize(runs.size(), 0);
    failed.resize(runs.size(), 0);
    impacts.push_back({kind, order_statistic(offered, 50), order_statistic(failed, 50)});
  }
  return impacts;
}

ErrorShare frequent_error(const RunList& runs) {
  std::map<std::string, std::uint64_t> counts;
  for (const Run* run : runs) {
    for (const auto& [text, count] : run->observation.errors) counts[text] += count;
  }
  ErrorShare share;
  for (const auto& [text, count] : counts) {
    if (count == 0) continue;
    ++share.texts;
    share.all += count;
    if (count > share.count) {
      share.text = text;
      share.count = count;
    }
  }
  return share;
}

RecoveryShare count_recoveries(const RunList& runs) {
  RecoveryShare share;
  for (const Run* run : runs) {
    const Observation& seen = run->observation;
    if (seen.recovery == Recovery::automatic) ++share.automatic;
    if (seen.recovery == Recovery::none) ++share.none;
    if (seen.recovery != Recovery::manual) continue;
    if (share.manual++ == 0) share.restarted = seen.restarted;
  }
  return share;
}

Duration shortest_horizon(const RunList& runs) {
  Duration shortest = Duration::infinite();
  for (const Run* run : runs) {
    const Observation& seen = run->observation;
    if (!seen.recovery_time.is_infinite() || seen.impact_length.is_infinite()) continue;
    shortest = std::min(shortest, seen.impact_length - seen.fault_length);
  }
  return shortest.is_infinite() ? Duration::zero() : std::max(shortest, Duration::zero());
}

// Counts what must be known of every run, whatever its grade.
void count_runs(const std::vector<Run>& runs, ReportItem& item) {
  std::map<std::string, std::size_t> unseen;
  bool exercised = false;
  for (const Run& run : runs) {
    item.virtual_time += run.end.since_start();
    if (!is_conclusive(run)) {
      if (item.inconclusive++ == 0) item.inconclusive_reason = run.outcome.property;
      continue;
    }
    const Observation& seen = run.observation;
    const Grade grade = grade_of(run);
    ++item.runs;
    item.broke += grade == Grade::broke ? 1 : 0;
    item.degraded += grade == Grade::degraded ? 1 : 0;
    item.grade = std::max(item.grade, grade);
    item.calls_hit += seen.calls_hit;
    item.calm_missed += seen.calm_day_met ? 0 : 1;
    exercised = exercised || seen.exercised;
    const FailureMode mode = mode_of(run);
    item.lost_or_corrupt = item.lost_or_corrupt || mode == FailureMode::data_loss ||
                           mode == FailureMode::corruption || seen.recovery == Recovery::none;
    item.manual_recovery = item.manual_recovery || seen.recovery == Recovery::manual;
    for (const std::string& name : run.sometimes_unseen) ++unseen[name];
  }
  for (const auto& [name, count] : unseen) {
    if (count == item.runs) item.unseen.push_back(name);
  }
  item.exercised = exercised && item.unseen.empty() && item.calls_hit >= kCallsHitMin;
}

// Measures the runs of the worst grade. REQUIRES: there are some.
void measure(const Scenario& scenario, const RunList& runs, const CommandStyle& style,
             ReportItem& item) {
  item.share = {runs.size(), item.runs};
  for (const auto& [mode, of_mode] : by_mode(runs)) {
    const Run& witness = typical(of_mode);
    item.modes.push_back({mode,
                          cause_of(witness),
                          {of_mode.size(), runs.size()},
                          witness_of(scenario, witness, style)});
  }
  item.witness = item.modes.front().witness;
  item.recovery = spread(runs, [](const Observation& seen) { return seen.recovery_time; });
  item.horizon = shortest_horizon(runs);
  item.detected_by_callers =
      spread(runs, [](const Observation& seen) { return seen.detected_by_callers; });
  item.detected_by_server =
      spread(runs, [](const Observation& seen) { return seen.detected_by_server; });
  item.impact_length = median(runs, [](const Observation& seen) { return seen.impact_length; });
  item.latency_p99 = median(runs, [](const Observation& seen) { return seen.latency_p99; });
  item.offered = median(runs, [](const Observation& seen) { return seen.offered; });
  item.good = median(runs, [](const Observation& seen) { return seen.good; });
  item.impacts = median_impacts(runs);
  item.harms = spread_counts(runs, &Observation::harms);
  item.notes = spread_counts(runs, &Observation::notes);
  item.error = frequent_error(runs);
  item.recoveries = count_recoveries(runs);
}

// Returns `text` as one word of a shell's command line.
std::string shell_word(const std::string& text) {
  const auto plain = [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') ||
           std::string_view("_-+=./,:%@").find(character) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
  std::string word = "'";
  for (const char character : text) word += character == '\'' ? "'\\''" : std::string(1, character);
  return word + "'";
}

}  // namespace

bool is_conclusive(const Run& run) {
  return run.outcome.verdict != Verdict::inconclusive && run.outcome.verdict != Verdict::diverged;
}

Grade grade_of(const Run& run) {
  const Verdict verdict = run.outcome.verdict;
  if (verdict == Verdict::violated || verdict == Verdict::deadlocked) return Grade::broke;
  return run.observation.grade;
}

FailureMode mode_of(const Run& run) {
  if (run.observation.failure_mode != FailureMode::none) return run.observation.failure_mode;
  if (grade_of(run) != Grade::broke) return FailureMode::none;
  return run.outcome.verdict == Verdict::deadlocked ? FailureMode::hang : FailureMode::outage;
}

std::vector<StruckShare> struck_by(const std::vector<Run>& runs) {
  std::map<std::string, StruckShare> shares;
  for (const Run& run : runs) {
    if (!is_conclusive(run) || run.observation.struck.empty()) continue;
    StruckShare& share = shares[run.observation.struck];
    share.name = run.observation.struck;
    ++share.runs;
    share.broke += grade_of(run) == Grade::broke ? 1U : 0U;
    share.degraded += grade_of(run) == Grade::degraded ? 1U : 0U;
  }
  std::vector<StruckShare> sorted;
  for (auto& [name, share] : shares) sorted.push_back(std::move(share));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const StruckShare& left, const StruckShare& right) {
                     const std::uint64_t left_broke = left.broke * right.runs;
                     const std::uint64_t right_broke = right.broke * left.runs;
                     if (left_broke != right_broke) return left_broke > right_broke;
                     return left.degraded * right.runs > right.degraded * left.runs;
                   });
  return sorted;
}

std::string replay_command(const std::string& what, const CommandStyle& style) {
  std::string command = style.program + " replay " + what;
  if (!style.system_file.empty()) command += " --system " + shell_word(style.system_file);
  if (style.zones != "pinned") command += " --tz " + shell_word(style.zones);
  return command;
}

Witness witness_of(Token token, const CommandStyle& style) {
  std::vector<Assignment> spelled_out;
  if (needs_record(token)) spelled_out.swap(token.overrides);
  Witness witness{token.seed, to_text(token), {}};
  witness.command = replay_command(witness.token, style);
  for (const Assignment& each : spelled_out) {
    witness.command += " --set " + shell_word(each.path + "=" + each.value);
  }
  return witness;
}

Witness witness_of(const Scenario& scenario, const Run& run, const CommandStyle& style) {
  return witness_of(token_of(scenario, Base::random, run, style.overrides), style);
}

ReportItem item_of(const ScenarioRuns& runs, const CommandStyle& style) {
  ReportItem item;
  item.info = runs.scenario->info();
  item.planned = runs.planned;
  item.interrupted = !runs.complete();
  count_runs(runs.runs, item);
  item.struck = struck_by(runs.runs);
  RunList worst;
  for (const Run& run : runs.runs) {
    if (is_conclusive(run) && grade_of(run) == item.grade) worst.push_back(&run);
  }
  if (!worst.empty()) measure(*runs.scenario, worst, style, item);
  return item;
}

}  // namespace hindcast
