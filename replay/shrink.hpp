// shrink_answers(scenario, token): the fewest answers other than 0 with which a run still fails in
// the same way. Delta debugging (Zeller, Hildebrandt 2002, "ddmin") over the answers that the run's
// chooser gave, faults first: chunks are left out, then single answers, as long as the failure
// stays; then what is left is made quieter. The draws of the seed stay what they are.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {

// An answer other than 0, and what the question was about.
struct RecordedAnswer {
  ChoiceKind kind = ChoiceKind::value;
  Deviation deviation{};
};

// Notes every answer other than 0 that another chooser gives.
class RecordingChooser final : public Chooser {
 public:
  explicit RecordingChooser(Chooser& base) : base_(base) {}

  bool asks(ChoiceKind kind) const override { return base_.asks(kind); }
  WaitSplit splits_waits() const override { return base_.splits_waits(); }
  std::uint32_t choose(const ChoicePoint& point) override;
  void stepped(const Step& step) override { base_.stepped(step); }

  const std::vector<RecordedAnswer>& answers() const { return answers_; }

 private:
  Chooser& base_;
  std::vector<RecordedAnswer> answers_;
};

// Returns the deviations alone.
std::vector<Deviation> deviations_of(const std::vector<RecordedAnswer>& answers);

// Whether two runs fail alike: the same verdict on the same property or limit; if none was
// violated, the same grade, failure mode and cause (but for its numbers), of a fault that was
// exercised in both or in neither.
bool fails_alike(const Run& left, const Run& right);

// Whether a run is worth a report: a verdict other than passed, or a design that did not hold.
bool is_failure(const Run& run);

struct ShrinkOptions {
  std::uint32_t trials_max = 200;  // runs
  // Steps of those runs together; the run that passes it is the last one.
  std::uint64_t steps_max = std::numeric_limits<std::uint64_t>::max();
  // Where an amount cannot be made smaller with the finding's seed: how many others are tried.
  std::uint32_t other_seeds = 200;
  Limits limits{};
  // Set from outside (Ctrl-C): no more is tried, and what is found so far is the result.
  const StopFlag* interrupted = nullptr;

  bool is_interrupted() const { return interrupted != nullptr && interrupted->load(); }
};

struct Shrunk {
  Run run{};
  Token token{};  // over quiet answers, with what is left as its deviations
  std::size_t answers_before = 0;
  std::uint32_t trials = 0;
  bool minimal = false;  // no single answer more can be left out
};

// Shrinks the run of a token. REQUIRES: its delta is known.
Shrunk shrink_answers(const Scenario& scenario, const Token& token,
                      const ShrinkOptions& options = {});

}  // namespace hindcast
