// Tally: the accounts of executions. Those of several parts of an exploration are added in a fixed
// order, so that who ran what when leaves no trace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/verdict.hpp"

namespace hindcast {

// An execution to show: what was wrong, and how to run it again: with a DeviatingChooser that asks
// about schedules and splits waits as `split` says, over a QuietChooser.
struct Counterexample {
  Outcome outcome{};
  std::uint64_t digest = 0;
  WaitSplit split = WaitSplit::none;
  std::vector<Deviation> deviations{};
};

class Pack;

// Fields of these that are packed elsewhere, too.
void pack_outcome(Pack& pack, Outcome& outcome);
void pack_deviations(Pack& pack, std::vector<Deviation>& deviations);

struct Tally {
  std::uint64_t executions = 0;  // complete ones
  std::uint64_t violations = 0;
  std::uint64_t deadlocks = 0;
  std::uint64_t limited = 0;  // executions that a limit of the world ended
  std::uint64_t steps = 0;    // also of those that were abandoned
  std::uint64_t unfair = 0;   // executions that were cut in a cycle that is not fair
  std::uint64_t pumped = 0;   // cycles that were run for many rounds, to see if they come round
  bool fingerprint_declared = false;  // else livelock was not looked for
  bool alike_declared = false;
  std::vector<Counterexample> counterexamples{};  // the first of each property

  std::uint64_t failures() const { return violations + deadlocks; }
  // Takes one execution into account. `show` makes the counterexample if it is needed.
  template <class Show>
  void count(const Outcome& outcome, const Show& show) {
    ++executions;
    if (outcome.verdict == Verdict::violated) ++violations;
    if (outcome.verdict == Verdict::deadlocked) ++deadlocks;
    if (is_limited(outcome)) ++limited;
    const bool failed =
        outcome.verdict == Verdict::violated || outcome.verdict == Verdict::deadlocked;
    if (failed && !shows(outcome.property)) counterexamples.push_back(show());
  }
  void add(const Tally& other);
  void pack(Pack& pack);

 private:
  static bool is_limited(const Outcome& outcome);
  bool shows(const std::string& property) const;
};

// A set of class hashes: 16 bytes each.
class ClassSet {
 public:
  ClassSet() : slots_(1024) {}

  void insert(std::uint64_t hash);
  void pack(Pack& pack);
  // The sum of the hashes, mixed: names the set.
  std::uint64_t sum() const { return sum_; }
  std::size_t size() const { return count_ + (holds_zero_ ? 1 : 0); }

 private:
  bool place(std::uint64_t hash);

  std::vector<std::uint64_t> slots_;  // 0 is empty
  std::size_t count_ = 0;
  std::uint64_t sum_ = 0;
  bool holds_zero_ = false;
};

}  // namespace hindcast
