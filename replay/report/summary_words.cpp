// The sentences about the whole campaign: what ran, for how long, and what it is worth.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hindcast/replay/report/report_words.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::array<const char*, 4> kLevelNames = {"gentle", "moderate", "severe", "apocalyptic"};

// How many seeds each scenario had, if all had as many; else 0.
std::uint64_t seeds_of_each(const ChaosReport& report) {
  std::uint64_t seeds = 0;
  for (const auto* items : {&report.broke, &report.degraded, &report.handled, &report.not_judged}) {
    for (const ReportItem& item : *items) {
      if (item.interrupted || (seeds != 0 && item.planned != seeds)) return 0;
      seeds = item.planned;
    }
  }
  return seeds;
}

std::string level_words(const Score& score, std::size_t index) {
  const LevelScore& level = score.levels[index];
  const std::string head = fmt::format("Level {} ({}):", index + 1, kLevelNames[index]);
  const auto weight = static_cast<int>(kLevelWeights[index] * 100 + 0.5);
  if (!level.assessed) {
    const std::string why =
        level.applicable < kRowsAssessed
            ? fmt::format("fewer than {} rows of the catalogue apply", kRowsAssessed)
            : "no row ran";
    return fmt::format("{} weight {} x credit 0, not assessed ({})", head, weight, why);
  }
  return fmt::format("{} weight {} x credit {:.3f}, {} {} of {} {}, {}", head, weight, level.credit,
                     level.rows, level.rows == 1 ? "row" : "rows", level.families,
                     level.families == 1 ? "family" : "families",
                     level.survived ? "survived" : "not survived");
}

// One line for each value at which the score is capped.
std::vector<std::string> caps_words(const std::vector<Cap>& caps) {
  std::vector<std::string> lines;
  for (std::size_t index = 0; index < caps.size(); ++index) {
    if (index > 0 && caps[index - 1].at == caps[index].at) {
      lines.back() += "; " + caps[index].reason;
    } else {
      lines.push_back(fmt::format("Capped at {}: {}", caps[index].at, caps[index].reason));
    }
  }
  return lines;
}

}  // namespace

std::string duration_words(const ChaosReport& report) {
  const std::int64_t minutes = report.virtual_time.count() / (std::int64_t{60} * 1'000'000'000);
  const std::string calm =
      report.calm_day.met.trials == 0
          ? "no calm day was run"
          : fmt::format("calm day first: objectives hold in {}", report.calm_day.met.text());
  return fmt::format("{} minutes, virtual ({} {}; {})", human(static_cast<std::uint64_t>(minutes)),
                     human(report.runs), report.runs == 1 ? "run" : "runs", calm);
}

std::string tests_words(const ChaosReport& report) {
  const std::uint64_t seeds = seeds_of_each(report);
  std::string text =
      fmt::format("{} {}", report.scenarios(), report.scenarios() == 1 ? "scenario" : "scenarios");
  if (seeds != 0) {
    text += fmt::format(" x {} {}", human(seeds), seeds == 1 ? "seed" : "seeds");
  } else {
    text += fmt::format(", {} of {} runs", human(report.runs), human(report.planned));
  }
  text += fmt::format(": {} broke, {} degraded, {} handled", report.broke.size(),
                      report.degraded.size(), report.handled.size());
  if (!report.not_judged.empty()) text += fmt::format(", {} not judged", report.not_judged.size());
  if (report.catalogue.rows > 0) {
    const std::uint64_t told = report.catalogue_rows_ran();
    text += fmt::format(" ({} of {} catalogue rows)", told == 0 ? "none" : human(told),
                        report.catalogue.rows);
  }
  return text;
}

std::string readiness_words(const Score& score) {
  static constexpr std::array kWords = {"Critical failures unhandled",
                                        "Needs monitoring and manual intervention",
                                        "Can handle common failures"};
  std::string text = fmt::format("{}: {}", name_of(score.readiness),
                                 kWords.at(static_cast<std::size_t>(score.readiness)));
  if (score.value < score.uncapped) {
    text += fmt::format(" ({}: capped at {})", score.caps.front().reason, score.value);
  }
  return text;
}

std::vector<std::string> decomposition_words(const Score& score) {
  std::vector<std::string> lines;
  for (std::size_t index = 0; index < score.levels.size(); ++index) {
    lines.push_back(level_words(score, index));
  }
  lines.push_back(fmt::format("Uncapped {}", score.uncapped));
  for (std::string& line : caps_words(score.caps)) lines.push_back(std::move(line));
  return lines;
}

std::string change_words(const TriedChange& change) {
  std::string text = change.text;
  if (!change.command.empty()) text += fmt::format(", tried ({})", change.command);
  if (!change.before.empty() || !change.after.empty()) {
    text += fmt::format(": {} -> {}", change.before, change.after);
  }
  if (!change.cost.empty()) text += fmt::format("; cost: {}", change.cost);
  if (change.runs > 0) text += fmt::format(" (same {} seeds)", human(change.runs));
  return text;
}

}  // namespace hindcast
