// AnswerShrinker: the answers of a failing run, left out and made quieter as long as it fails
// alike. Delta debugging (Zeller, Hildebrandt 2002, "ddmin"): halves, quarters, ..., single ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hindcast/replay/shrink.hpp"

namespace hindcast {

// What may still be spent on a finding. Runs and steps are counted, never time: two machines stop
// at the same place.
class ShrinkBudget {
 public:
  explicit ShrinkBudget(const ShrinkOptions& options) : options_(options) {}

  bool ended() const;
  // Whether that share of it, in percent, is spent.
  bool spent(std::uint64_t percent) const;
  void spend(const Run& run);

  std::uint32_t trials() const { return trials_; }
  std::uint64_t steps() const { return steps_; }

 private:
  const ShrinkOptions& options_;
  std::uint32_t trials_ = 0;
  std::uint64_t steps_ = 0;
};

// A run's answers other than 0, what it failed of first, and the token that it is of but for them.
struct FailingAnswers {
  Token token{};
  std::vector<RecordedAnswer> answers{};
  Run run{};
};

// Runs a token once, and notes its answers, faults first. REQUIRES: the token's delta is known.
FailingAnswers record_answers(const Scenario& scenario, const Token& token, const Limits& limits);

// Returns the token over quiet answers with these as its deviations.
Token token_with(const Token& token, const std::vector<RecordedAnswer>& answers);

class AnswerShrinker {
 public:
  // `failing` is what the run must stay alike.
  AnswerShrinker(const Scenario& scenario, FailingAnswers given, const Run& failing,
                 ShrinkBudget& budget, const Limits& limits);

  // Leaves out what it can of the faults, and of the messages that were lost or sent twice.
  void leave_out_faults();
  // Leaves out what it can of all answers; then none more can be left out, unless the budget ended.
  void leave_out();
  // Alternatives are sorted by how much they disturb: a lower one is the quieter.
  void make_quieter();

  // The answers by now, and the run that they give.
  const FailingAnswers& now() const { return now_; }
  bool minimal() const { return minimal_; }

 private:
  void leave_out_of(std::size_t count);
  bool leave_out_chunks(std::size_t chunk, std::size_t& count);
  bool fails_without(std::size_t from, std::size_t count);
  bool fails_with(std::vector<RecordedAnswer> answers);

  const Scenario& scenario_;
  FailingAnswers now_;
  const Run& failing_;
  ShrinkBudget& budget_;
  const Limits& limits_;
  bool minimal_ = false;
};

}  // namespace hindcast
