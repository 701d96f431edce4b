// hindcast help TOPIC: what the words of the report mean.
#include <fmt/format.h>

#include "hindcast/replay/report/interval.hpp"
#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/replay/report/score.hpp"
#include "hindcast/scenarios/catalogue/catalogue_rows.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/objective.hpp"
#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kScore = "score";

constexpr std::string_view kGrades =
    "A run\n"
    "  BROKE     data that was acknowledged is lost, what is invalid or was never committed is\n"
    "            served, a deadlock, a process that died and that nobody started again, or not\n"
    "            back within the objectives in time, not even after an operator's restart\n"
    "  DEGRADED  safe, but an objective was missed, or only an operator brought it back\n"
    "  GRACEFUL  the rest\n";

constexpr std::string_view kAgainstGaming =
    "Against gaming\n"
    "  Faults and seeds belong to the catalogue, not to the system file. Rejected calls count as\n"
    "  failed. A filtered run prints no score. A component that is absent makes its rows not\n"
    "  applicable, and they are named; a level of which fewer than {} rows apply is not assessed:\n"
    "  it gives no credit and does not count as survived. Objectives weaker than {} answered well\n"
    "  and recovery within {} cap the score, and the report says so.\n";

std::string credit_text() {
  std::string text =
      "A row (one scenario, n runs)\n"
      "  credit = 1 - [U(broke, n) + U(broke + degraded, n)] / 2, where U is the upper bound of\n"
      "  Wilson's 95 % interval: few runs cost credit.\n";
  for (const std::uint64_t runs : {10U, 100U, 299U}) {
    ScoreRow clean;
    clean.runs = runs;
    text += fmt::format("    {:>4} runs without failure: {:.2f}\n", runs, credit_of(clean));
  }
  return text +
         fmt::format(
             "  0 if the fault met fewer than {} calls in all runs or something that should "
             "be\n  seen never was, if runs were inconclusive, or if the calm day misses the "
             "objectives.\n",
             kCallsHitMin);
}

std::string level_text(const Registry& registry, std::uint32_t level) {
  static constexpr std::array kNames = {"gentle", "moderate", "severe", "apocalyptic"};
  std::string told;
  std::string on_request;
  std::string missing;
  for (const CatalogueRow& row : catalogue_rows()) {
    if (row.level != level) continue;
    const ScenarioKind* const kind = registry.scenarios.find(row.scenario);
    std::string& list = kind == nullptr ? missing : kind->on_request() ? on_request : told;
    list += (list.empty() ? "" : ", ") + std::string(row.scenario);
  }
  std::string text = fmt::format("  {} {:<12} weight {:.2f}  {}\n", level, kNames.at(level - 1),
                                 kLevelWeights.at(level - 1), told.empty() ? "-" : told);
  if (!on_request.empty()) text += fmt::format("      told if named: {}\n", on_request);
  if (!missing.empty()) text += fmt::format("      not in this version: {}\n", missing);
  return text;
}

std::string levels_text(const Registry& registry) {
  std::string text =
      "Levels\n"
      "  A level's credit is the mean over its families of the mean over their rows. The score is\n"
      "  100 times the weighted sum, rounded down.\n";
  for (std::uint32_t level = 1; level <= kLevelWeights.size(); ++level) {
    text += level_text(registry, level);
  }
  return text + fmt::format(
                    "  A level is survived when each of its rows ran, was exercised, has at least "
                    "{} runs,\n  and none of them broke.\n",
                    kRunsForSurvival);
}

std::string caps_text() {
  return fmt::format(
      "Caps (the lowest one that applies; the uncapped number is printed, too)\n"
      "  39  level 1 not survived\n"
      "  59  level 2 not survived; data lost or corrupted, or no recovery, up to level 3\n"
      "  79  level 3 not survived; rows missing in this campaign; an operator had to act, up to\n"
      "      level 3; a red line; fewer than {} runs in a row; weak objectives\n"
      "Verdict, from the capped number\n"
      "  below 60 Not Ready; 60 to 79 Conditional; from 80 Ready\n",
      kRunsForReady);
}

std::string score_text(const Registry& registry) {
  return fmt::format(
             "The production readiness score of `hindcast run`: what is counted, and what caps "
             "it.\n\n{}\n{}\n{}\n{}\n",
             kGrades, credit_text(), levels_text(registry), caps_text()) +
         fmt::format(kAgainstGaming, kRowsAssessed, to_text(kAvailabilityFloor),
                     human(kRecoveryFloor));
}

class HelpCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    CLI::App* const verb = parser.add_subcommand("help", "Explain the words of the report");
    verb->add_option("topic", topic_, "score: levels, credit, caps and verdict")->required();
    return verb;
  }

  ExitCode run() override {
    if (topic_ != kScore) {
      throw InputError({"command line", 0, 0}, fmt::format("{} is no topic", in_quotes(topic_)),
                       suggestion(topic_, {kScore}));
    }
    write_result(score_text(registry()));
    return ExitCode::held;
  }

 private:
  std::string topic_;
};

}  // namespace

std::unique_ptr<Command> make_help_command(const Registry& registry) {
  return std::make_unique<HelpCommand>(registry);
}

}  // namespace hindcast
