// ChaosReport: what a campaign says about a design, as plain data. Text, JSON, JUnit and the
// comparison with a baseline are all made of it, so they cannot disagree. It is a pure function of
// its input: no wall time, no environment.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/report/breaker_block.hpp"
#include "hindcast/replay/report/report_item.hpp"
#include "hindcast/replay/report/score.hpp"
#include "hindcast/sim/objective.hpp"

namespace hindcast {

// A guard that is missing or useless, and a run in which that did harm.
struct RedLine {
  std::string kind{};  // "NO CIRCUIT BREAKER"
  std::string text{};
  Share share{};  // runs that show it, of those that could have
  Witness witness{};
};

// A change of the design that was tried on the same seeds.
struct TriedChange {
  std::string text{};     // "Add timeout to pool.acquire"
  std::string command{};  // "--set pool.acquire_timeout=2s"
  std::string before{};
  std::string after{};
  std::string cost{};  // what the change makes worse; empty: nothing was seen
  std::uint64_t runs = 0;
};

// What the whole chaos catalogue asks, beyond the rows that ran.
struct CatalogueContext {
  std::uint64_t rows = 0;                     // in all
  std::vector<std::string> missing{};         // not in this campaign, by title
  std::vector<std::string> not_applicable{};  // "fork bomb: the design has no host"
  std::array<std::uint64_t, 4> applicable{};  // rows that apply to this design, per level

  // How many rows this version tells about this design.
  std::uint64_t told() const {
    const std::uint64_t others = missing.size() + not_applicable.size();
    return rows > others ? rows - others : 0;
  }
  // The catalogue is about another kind of system.
  bool is_foreign() const { return rows > 0 && !not_applicable.empty() && told() == 0; }
};

struct ReportInput {
  std::string system{};   // the design's name
  std::string summary{};  // one line: who calls whom
  Objective objective{};
  CommandStyle command{};
  const CampaignResult* campaign = nullptr;
  // The same design without faults (level 0), usually one scenario.
  const CampaignResult* calm_day = nullptr;
  CatalogueContext catalogue{};
  std::vector<RedLine> red_lines{};
  std::vector<TriedChange> recommendations{};
  BreakerTrials breakers{};
  bool filtered = false;     // only some scenarios were asked for: there is no score
  bool interrupted = false;  // while the campaign ran, or what is tried after it
};

struct CalmDay {
  Share met{};       // runs in which the objectives hold
  Witness missed{};  // the first run in which they do not; an empty token if there is none
  Duration virtual_time = Duration::zero();

  bool holds() const { return met.trials > 0 && met.hits == met.trials; }
};

struct ChaosReport {
  std::string system{};
  std::string summary{};
  Objective objective{};
  std::vector<std::string> weak_objectives{};  // below the floors of the score, in words
  Duration virtual_time = Duration::zero();    // of all runs with faults
  std::uint64_t runs = 0;
  std::uint64_t planned = 0;
  CalmDay calm_day{};
  CatalogueContext catalogue{};
  // Worst first. What was handled is listed only if that can be believed (see `doubts`); otherwise
  // it was not judged.
  std::vector<ReportItem> broke{};
  std::vector<ReportItem> degraded{};
  std::vector<ReportItem> handled{};
  std::vector<ReportItem> not_judged{};
  std::vector<RedLine> red_lines{};
  std::vector<TriedChange> recommendations{};
  BreakerBlock breakers{};
  Score score{};
  std::vector<ScoreRow> score_rows{};  // what the score is made of, in the order of the campaign
  ScoreContext score_context{};
  std::string no_score_reason{};  // empty if there is a score
  bool filtered = false;
  bool interrupted = false;

  std::uint64_t catalogue_rows_ran() const {
    return std::min<std::uint64_t>(scenarios(), catalogue.told());
  }
  std::size_t scenarios() const {
    return broke.size() + degraded.size() + handled.size() + not_judged.size();
  }
};

// Returns why a row earns no credit, one clause each: vacuous, inconclusive, interrupted, or not
// within its objectives before the fault. Empty for most.
std::vector<std::string> doubts(const ReportItem& item);

// REQUIRES: input.campaign and input.calm_day are set.
ChaosReport chaos_report(const ReportInput& input);

}  // namespace hindcast
