#include "hindcast/replay/report/check_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kIndent = 3;
constexpr std::size_t kRowsPrinted = 40;

// Consecutive chances of one question with the same consequences are one row.
struct Group {
  const SurveyRow* first = nullptr;
  std::uint32_t last_nth = 0;
  std::uint64_t rows = 0;
};

bool continues(const Group& group, const SurveyRow& row) {
  if (row.answers.size() != 1 || group.first->answers.size() != 1) return false;
  UnquietAnswer expected = group.first->answers.front();
  expected.nth = group.last_nth + 1;
  return row.answers.front() == expected && row.endings == group.first->endings;
}

std::vector<Group> grouped(std::span<const SurveyRow> rows) {
  std::vector<Group> groups;
  for (const SurveyRow& row : rows) {
    if (groups.empty() || !continues(groups.back(), row)) groups.push_back({&row, 0, 0});
    Group& group = groups.back();
    ++group.rows;
    if (!row.answers.empty()) group.last_nth = row.answers.front().nth;
  }
  return groups;
}

std::string answer_words(const UnquietAnswer& answer, std::uint32_t last_nth) {
  const std::string chance = last_nth == answer.nth
                                 ? fmt::format("chance {}", answer.nth + 1)
                                 : fmt::format("chances {} to {}", answer.nth + 1, last_nth + 1);
  if (answer.arity == 2) return fmt::format("{} ({})", answer.label, chance);
  return fmt::format("{} = {} of {} ({})", answer.label, answer.answer, answer.arity - 1, chance);
}

std::string occasion_words(const Group& group) {
  const auto& answers = group.first->answers;
  if (answers.empty()) return "no fault";
  if (answers.size() == 1) return answer_words(answers.front(), group.last_nth);
  std::string words;
  for (const UnquietAnswer& answer : answers) {
    words += (words.empty() ? "" : " and ") + answer_words(answer, answer.nth);
  }
  return words;
}

std::string ending_words(const Ending& ending) {
  std::string words = name_of(ending.grade);
  if (ending.verdict != Verdict::passed) {
    words = fmt::format("{}: {}", name_of(ending.verdict), ending.property);
  }
  if (ending.recovery == Recovery::manual) words += "; back after a restart";
  if (ending.recovery == Recovery::none) words += "; never back";
  for (const auto& [name, count] : ending.counts) {
    words += fmt::format("; {}: {}", name, human(count));
  }
  return words;
}

std::string question_words(const ExploreResult& result) {
  static constexpr std::array kKinds = {ChoiceKind::schedule, ChoiceKind::message,
                                        ChoiceKind::delay,    ChoiceKind::fault,
                                        ChoiceKind::instant,  ChoiceKind::value};
  std::string words;
  for (const ChoiceKind kind : kKinds) {
    const std::uint64_t count = result.questions[static_cast<std::size_t>(kind)];
    if (count == 0) continue;
    words += fmt::format("{}{} about {}", words.empty() ? "" : ", ", human(count), name_of(kind));
  }
  return words.empty() ? "none" : words;
}

void write_coverage(const CheckReport& report, TextLayout& layout) {
  const ExploreResult& result = report.result;
  layout.paragraph("Covered: ", coverage_words(report), kIndent);
  layout.paragraph("   ",
                   fmt::format("{} classes of executions; deepest path {} decisions; {} steps",
                               human(result.classes), human(result.deepest), human(result.steps)),
                   kIndent);
  layout.paragraph("   ", "questions on all paths: " + question_words(result), kIndent);
  if (report.result.fingerprint_declared) {
    layout.paragraph("   ", livelock_words(report), kIndent);
  }
  for (const std::string& bound : report.bounds) layout.paragraph("Bound: ", bound, kIndent);
  for (const std::string& words : uncovered_words(report)) {
    layout.paragraph("Not covered: ", words, kIndent);
  }
}

void write_rows(const CheckReport& report, TextLayout& layout) {
  layout.blank();
  layout.line("WHAT WENT WRONG, AND HOW IT ENDED", Ink::bold);
  std::size_t printed = 0;
  const std::vector<Group> groups = grouped(report.rows);
  for (const Group& group : groups) {
    if (printed++ == kRowsPrinted) break;
    layout.paragraph("- ", occasion_words(group) + ":", kIndent);
    for (const EndingCount& end : group.first->endings) {
      layout.paragraph(fmt::format("     {} x ", human(end.executions * group.rows)),
                       ending_words(end.ending), 8);
    }
  }
  if (groups.size() > kRowsPrinted) {
    layout.paragraph("- ",
                     fmt::format("and {} more rows (--json has all)",
                                 human(std::uint64_t{groups.size() - kRowsPrinted})),
                     kIndent);
  }
  if (report.executions_beyond > 0) {
    layout.paragraph(
        "- ",
        fmt::format("{} further executions with other answers", human(report.executions_beyond)),
        kIndent);
  }
}

void write_findings(const CheckReport& report, TextLayout& layout) {
  if (report.findings.empty()) return;
  layout.blank();
  layout.line("FINDINGS", Ink::bold);
  std::size_t number = 0;
  for (const CheckFinding& finding : report.findings) {
    layout.paragraph(fmt::format("{}. ", ++number),
                     fmt::format("{}: {} of {} executions; the nearest deviates {} times",
                                 finding.what, human(finding.executions),
                                 human(report.result.executions), human(finding.deviations)),
                     kIndent);
    for (std::size_t begin = 0; begin < finding.detail.size();) {
      const std::size_t end = std::min(finding.detail.find('\n', begin), finding.detail.size());
      layout.paragraph("   ", finding.detail.substr(begin, end - begin), kIndent + 2);
      begin = end + 1;
    }
    layout.line("   " + finding.command);
  }
}

// How much is left, as far as the branches that are known tell.
std::string estimate_words(const ExploreResult& result) {
  const std::uint64_t all =
      ExploreProgress{result.executions, result.explored}.estimated_executions();
  if (all == 0) return "";
  if (result.reduction == Reduction::none) {
    return fmt::format("; about {:.2g} % of them, or {} in all, by the branches seen so far",
                       100 * result.explored, human(all));
  }
  return fmt::format(
      "; fewer than {:.2g} % of them: the branches seen so far have {}, and races to "
      "come add more",
      100 * result.explored, human(all));
}

}  // namespace

const char* name_of(CheckVerdict verdict) {
  static constexpr std::array kNames = {"held", "finding", "inconclusive", "nothing to explore",
                                        "unseen"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

CheckVerdict CheckReport::verdict() const {
  if (!findings.empty()) return CheckVerdict::finding;
  if (result.verdict() != Verdict::passed) return CheckVerdict::inconclusive;
  if (!unseen.empty()) return CheckVerdict::unseen;
  const bool asked = result.deepest > 0 && result.executions + result.cut > 1;
  if (!asked) return CheckVerdict::nothing_to_explore;
  return CheckVerdict::held;
}

namespace {

std::string state_words(const CheckReport& report) {
  const ExploreResult& result = report.result;
  return fmt::format(
      "all {} states there are within the bounds, by declared fingerprints{}: every order of what "
      "is "
      "ready at an instant, and every answer to every question; {} executions, and {} cut at a "
      "state "
      "that was seen before",
      human(result.states), report.symmetry ? " (entities that are alike may change places)" : "",
      human(result.executions), human(result.cut));
}

}  // namespace

std::string coverage_words(const CheckReport& report) {
  const ExploreResult& result = report.result;
  const bool unreduced = result.reduction == Reduction::none;
  const std::string count = human(result.executions);
  if (!result.complete) {
    return fmt::format("{} executions, not all: {} ended the exploration{}", count, report.ended_by,
                       estimate_words(result)) +
           (report.rest_file.empty() ? "" : "; go on with --resume " + report.rest_file);
  }
  const std::string how_often = result.executions == result.classes
                                    ? std::string("each once")
                                    : fmt::format("in {} executions", count);
  std::string words =
      report.fingerprints ? state_words(report)
      : unreduced         ? fmt::format(
                                "all {} executions there are within the bounds: every order of what is "
                                        "ready at an instant, and every answer to every question",
                                count)
                  : fmt::format(
                        "all {} traces there are within the bounds: every order of what does not "
                        "commute, and every answer to every question, {} ({} abandoned)",
                        human(result.classes), how_often, human(result.blocked));
  if (result.orders_sends) {
    words += "; sends to one channel are tried in every order, also where nobody can tell";
  }
  if (result.unfair > 0) {
    words += fmt::format("; {} of them end in a cycle in which somebody could run and does not",
                         human(result.unfair));
  }
  if (result.bounded > 0) {
    words += fmt::format("; {} of them end at the bound on steps", human(result.bounded));
  }
  if (result.limited > 0) {
    words += fmt::format("; {} of them end at a limit of the world", human(result.limited));
  }
  return words;
}

std::vector<std::string> uncovered_words(const CheckReport& report) {
  std::vector<std::string> words = {
      fmt::format("service times, latencies and all else that is drawn: they are those of seed {}",
                  report.seed),
      "faults that this story does not ask about",
  };
  if (!report.result.fingerprint_declared) words.push_back(livelock_words(report));
  if (report.result.unfair > 0) {
    words.emplace_back(
        "what comes after a cycle that is not fair: --fingerprints explores each state once");
  }
  if (!report.result.complete) {
    words.emplace_back("what lies beyond the budget: nothing is known about it");
  }
  if (report.result.strayed > 0) {
    words.push_back(
        fmt::format("{} beginnings that could not be followed", human(report.result.strayed)));
  }
  return words;
}

std::string livelock_words(const CheckReport& report) {
  if (!report.result.fingerprint_declared) {
    return "livelock not checked: no fingerprint of the state is declared";
  }
  std::string words = fmt::format(
      "livelock checked: a fair cycle of declared fingerprints that comes round {} times; {} "
      "cycles "
      "were tried",
      Limits{}.livelock_rounds, human(report.result.pumped));
  if (report.symmetry) words += ", only those that one path closes";
  return words;
}

std::string verdict_words(const CheckReport& report) {
  const CheckVerdict verdict = report.verdict();
  std::uint64_t degraded = 0;
  for (const SurveyRow& row : report.rows) {
    for (const EndingCount& end : row.endings) {
      if (end.ending.grade == Grade::degraded) degraded += end.executions;
    }
  }
  if (verdict != CheckVerdict::held || degraded == 0) return name_of(verdict);
  return fmt::format("held: no execution breaks the design; {} of {} degrade it", human(degraded),
                     human(report.result.executions));
}

std::string render_check(const CheckReport& report, const TextStyle& style) {
  TextLayout layout(style);
  layout.paragraph("CHECK ",
                   fmt::format("{}{}: {}", report.scenario,
                               report.system.empty() ? "" : " on " + report.system, report.title),
                   kIndent, Ink::bold);
  layout.paragraph("Configuration: ",
                   fmt::format("{:016x}, seed {}, reduction {}", report.configuration, report.seed,
                               name_of(report.result.reduction)),
                   kIndent);
  write_coverage(report, layout);
  write_rows(report, layout);
  write_findings(report, layout);
  layout.blank();
  layout.paragraph("Verdict: ", verdict_words(report), kIndent, Ink::bold);
  for (const std::string& name : report.unseen) {
    layout.paragraph("   ", "never seen: " + name, kIndent);
  }
  return layout.text();
}

}  // namespace hindcast
