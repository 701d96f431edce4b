// ReportItem: what all runs of one scenario say together. Numbers are order statistics over the
// runs of the worst grade that was seen, and one of those runs is the witness.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/report/interval.hpp"
#include "hindcast/replay/report/order_statistic.hpp"
#include "hindcast/replay/shrink_finding.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/parameter.hpp"

namespace hindcast {

// What it takes to repeat a run.
struct Witness {
  std::uint64_t seed = 0;
  std::string token{};
  std::string command{};  // whole, ready to be pasted
};

// A witness made small: another run, which fails alike.
struct ShrunkWitness {
  Witness witness{};
  std::vector<Smaller> smaller{};  // amounts of the design and the story
  std::uint64_t answers_before = 0;
  std::uint64_t answers = 0;  // other than the quiet ones: deviations
  std::uint64_t steps_before = 0;
  std::uint64_t steps = 0;
  Duration time_before = Duration::zero();  // virtual
  Duration time = Duration::zero();
  std::uint32_t trials = 0;
  bool minimal = false;  // no single answer more can be left out

  bool is_smaller() const { return !smaller.empty() || answers < answers_before; }
};

// One way in which runs of a scenario ended.
struct ModeShare {
  FailureMode mode = FailureMode::none;
  std::string cause{};  // of the witness
  Share share{};        // of the runs of the worst grade
  Witness witness{};
};

// Calls of one kind while the fault lasted and after it: medians over the runs.
struct KindImpact {
  std::string kind{};
  std::uint64_t offered = 0;
  std::uint64_t failed = 0;
};

// A named count over the runs; runs that do not name it count as 0.
struct CountSpread {
  std::string name{};
  std::uint64_t p50 = 0;
  std::uint64_t most = 0;
  Share runs{};  // in which it is not 0
};

// The error text that callers saw most often.
struct ErrorShare {
  std::string text{};
  std::uint64_t count = 0;
  std::uint64_t all = 0;    // errors of any text
  std::uint64_t texts = 0;  // different ones
};

struct RecoveryShare {
  std::uint64_t automatic = 0;
  std::uint64_t manual = 0;
  std::uint64_t none = 0;
  std::vector<std::string> restarted{};  // in the first run in which an operator had to act
};

// What the seeds chose to strike, and how those runs ended.
struct StruckShare {
  std::string name{};
  std::uint64_t runs = 0;
  std::uint64_t broke = 0;
  std::uint64_t degraded = 0;
};

struct ReportItem {
  ScenarioInfo info{};
  std::uint64_t planned = 0;
  std::uint64_t runs = 0;  // that took place and were conclusive
  std::uint64_t broke = 0;
  std::uint64_t degraded = 0;
  std::uint64_t inconclusive = 0;
  Grade grade = Grade::graceful;  // the worst of any conclusive run
  bool interrupted = false;       // some planned runs never took place
  std::string inconclusive_reason{};
  std::uint64_t calls_hit = 0;        // in all runs
  std::uint64_t calm_missed = 0;      // runs that missed the objective before the fault
  std::vector<std::string> unseen{};  // `sometimes` that no run saw
  bool exercised = false;
  bool lost_or_corrupt = false;              // Data Loss, Corruption or Recovery None in some run
  bool manual_recovery = false;              // in some run
  Duration virtual_time = Duration::zero();  // of all runs
  std::vector<StruckShare> struck{};         // worst first; empty: no seed had a choice

  // About the runs of the worst grade:
  Share share{};
  Witness witness{};
  std::optional<ShrunkWitness> shrunk{};
  std::vector<ModeShare> modes{};  // most frequent first; the first one's witness is `witness`
  Spread recovery{};
  // The shortest time that was waited in vain for a recovery, if some run never recovered.
  Duration horizon = Duration::zero();
  Spread detected_by_callers{};
  Spread detected_by_server{};
  Duration impact_length = Duration::zero();
  Duration latency_p99 = Duration::zero();
  std::uint64_t offered = 0;
  std::uint64_t good = 0;
  std::vector<KindImpact> impacts{};
  std::vector<CountSpread> harms{};
  std::vector<CountSpread> notes{};
  ErrorShare error{};
  RecoveryShare recoveries{};

  bool conclusive() const { return inconclusive == 0 && !interrupted && runs > 0; }
  std::uint64_t handled() const { return runs - broke - degraded; }
};

// How the replay command of a report begins and ends.
struct CommandStyle {
  std::string program = "./hindcast";
  std::string system_file{};            // --system FILE, unless the system is a shipped one
  std::vector<Assignment> overrides{};  // --set PATH=VALUE of the campaign
  std::string zones = "pinned";         // --tz, unless it is the pinned one
};

// A row whose fault met fewer calls than this, in all runs together, was not exercised.
inline constexpr std::uint64_t kCallsHitMin = 100;

// Returns the grade of a run: what it observed, or broke if a property was violated or it
// deadlocked.
Grade grade_of(const Run& run);

// Returns the failure mode of a run. One that did not see its own failure hangs if it deadlocked,
// and else is out.
FailureMode mode_of(const Run& run);

// Whether the run came to a verdict of its own.
bool is_conclusive(const Run& run);

// Returns which parts of the design the runs struck, and how those runs ended.
std::vector<StruckShare> struck_by(const std::vector<Run>& runs);

// Returns the command that runs `what` again: a token, or a record file.
std::string replay_command(const std::string& what, const CommandStyle& style);
// A token that is too long for a line leaves its changes to the command.
Witness witness_of(Token token, const CommandStyle& style);
Witness witness_of(const Scenario& scenario, const Run& run, const CommandStyle& style);

ReportItem item_of(const ScenarioRuns& runs, const CommandStyle& style);

}  // namespace hindcast
