// explore(program): runs every execution of a program that differs in more than the order of what
// commutes, and says what happened in them. With `optimal` there is exactly one execution for each
// Mazurkiewicz trace (messages: for each order in which they are received), and none is begun and
// abandoned (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017). Two sends to one channel are in order
// only if what is received tells, unless somebody can also find a channel empty or closed, several
// receive from it, or a crash or a cancellation ends fibers: then all sends are in order
// (`orders_sends` in the result), and there are more executions than classes. So there are where
// nodes are paused, or die or restart while a message arrives: the class does not tell whether a
// pause came before a step that touches nothing or after it, nor a crash from a reply to the dead;
// the dependence relation does. A program in which sends to channels with a bound wait, receives
// are tried, and sends are tried, too, or a channel is closed, is explored with sleep sets instead:
// each trace, some more than once. Exploration that ended by itself is exhaustive within its
// bounds; one that ran out of budget is not, and says so. No trace is known to be lost: see
// tests/oracle, whose million random programs over every primitive, timeout, crash and restart
// agree with all interleavings.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/execute.hpp"
#include "hindcast/replay/explore/care.hpp"
#include "hindcast/replay/explore/dependence.hpp"
#include "hindcast/replay/explore/program.hpp"
#include "hindcast/replay/explore/search.hpp"
#include "hindcast/replay/explore/tally.hpp"
#include "hindcast/sim/verdict.hpp"

namespace hindcast {

// An answer other than the quiet one to a question that is not about schedules.
struct UnquietAnswer {
  ChoiceKind kind = ChoiceKind::value;
  std::string label{};
  std::uint32_t nth = 0;
  std::uint32_t arity = 0;
  std::uint32_t answer = 0;

  friend auto operator<=>(const UnquietAnswer&, const UnquietAnswer&) = default;
};

// What one execution was, for those who want to look at each.
struct ExecutionView {
  const Outcome& outcome;
  std::uint64_t class_hash;
  std::uint64_t final_state;  // of a program; 0 for a scenario
  World& world;
  const std::vector<UnquietAnswer>& answers;
  const std::vector<Deviation>& deviations;
  const Run* run;  // of a scenario; null for a program
};

// How far an exploration has come.
struct ExploreProgress {
  std::uint64_t executions = 0;
  double explored = 0;  // share of all, by the alternatives that are known so far: an estimate

  // Executions in all, if what is unknown is like what is known; 0 if nothing is known.
  std::uint64_t estimated_executions() const;
};

struct ExploreOptions {
  Reduction reduction = Reduction::optimal;
  TraceBounds bounds{};
  Instant end = Instant::never();             // executions end at this instant
  std::uint64_t executions_max = 10'000'000;  // more than those that it resumes
  std::uint64_t seed = 0;                     // of what is drawn, not chosen
  Limits limits{};
  bool keeps_trace = false;  // for `each`
  // Without reduction: fibers that start, which touches nothing, do so before all else.
  bool starts_first = false;
  // Without reduction: when the orders of what is ready at one instant are tried. Before and after
  // it runs first in, first out.
  Instant orders_from{};
  Instant orders_until = Instant::never();
  // Without reduction: which waits that are granted at once are steps of their own. With reduction
  // those for permits and room are, and all of them as soon as a crash or a cancellation is seen.
  WaitSplit split = WaitSplit::none;
  // Without reduction: a state that was seen before, by its declared fingerprint, is not explored
  // again; with `symmetry` also not if entities that were declared alike have changed places.
  // REQUIRES: declared.
  bool fingerprints = false;
  bool symmetry = false;
  bool stops_at_first = false;  // at the first violation or deadlock
  bool counts_classes = true;   // remembers each class: 16 bytes an execution
  std::size_t without_row = DependenceTable::kAllRows;  // for tests of the table
  std::uint64_t without_race = 0;                       // for tests of the search
  // Called for each execution, from one thread at a time; in which order depends on `workers`.
  std::function<void(const ExecutionView&)> each{};
  // What `each` was told so far does not count: all begins anew with more care.
  std::function<void()> begins_anew{};
  // Threads. Any number of them explores the same executions, with the same result.
  std::uint32_t workers = 1;
  // Steps that each part of the tree goes on for, until the parts meet and are split again. The
  // executions are the same for any number, unless their count depends on the order (orders_sends).
  std::uint64_t round_steps = 1'000'000;
  // Asked between executions, from any thread: true ends the exploration, which is inconclusive.
  std::function<bool()> stops{};
  // The `rest` of an exploration of the same subject with the same options: it goes on there.
  std::string resume_from{};
  bool keeps_rest = false;
  // Called between rounds.
  std::function<void(const ExploreProgress&)> progress{};
};

struct ExploreResult : Tally {
  Reduction reduction = Reduction::optimal;
  bool orders_sends = false;    // orders of sends that nobody could tell apart were tried, too
  bool complete = false;        // else the budget ended first: inconclusive
  double explored = 0;          // share of all: an estimate (ExploreProgress)
  std::uint64_t blocked = 0;    // begun, and abandoned as redundant
  std::uint64_t strayed = 0;    // beginnings that could not be followed: a wrong table
  std::uint64_t bounded = 0;    // executions that a bound on steps cut
  std::uint64_t classes = 0;    // distinct class hashes
  std::uint64_t class_sum = 0;  // of the distinct class hashes, mixed: names the set of them
  std::uint64_t deepest = 0;    // decisions on the longest path
  std::uint64_t races = 0;      // pairs that could have happened in the other order
  std::uint64_t racing_instants = 0;
  std::uint64_t states = 0;  // with fingerprints: seen at questions about schedules
  std::uint64_t cut = 0;     // with fingerprints: executions that came to a state seen before
  std::array<std::uint64_t, 6> questions{};  // decisions by ChoiceKind
  std::string rest{};                        // where to go on (ExploreOptions::resume_from)

  // What kind of verdict that is: violated and deadlocked if any execution was; inconclusive if a
  // budget, bound or limit ended something first.
  Verdict verdict() const;
  // Concurrency was declared and nothing raced: there was nothing to explore.
  bool nothing_to_explore() const { return reduction == Reduction::optimal && races == 0; }
};

// Throws PackError if `resume_from` is damaged.
ExploreResult explore(const Program& program, const ExploreOptions& options = {});

// The same for a scenario: each execution is execute(scenario, chooser). One that broke the design
// counts as a violation. Reduction is only sound for scenarios whose fibers are isolated, as those
// of programs are.
ExploreResult explore(const Scenario& scenario, const ExploreOptions& options = {});

// Runs a program once more, as a counterexample says. Returns its outcome.
Outcome replay(const Program& program, const Counterexample& counterexample,
               const ExploreOptions& options = {});

// The bounds of an exploration in words, one sentence each, for certificates.
std::vector<std::string> bounds_in_words(const ExploreOptions& options);

}  // namespace hindcast
