// shrink(scenario, failure): the fewest answers other than 0 with which a run still fails in the
// same way. Delta debugging (Zeller, Hildebrandt 2002, "ddmin") over the answers that the run's
// chooser gave: chunks are left out, then single answers, as long as the failure stays. The draws
// of the seed stay what they are.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/execute.hpp"

namespace hindcast {

// Notes every answer other than 0 that another chooser gives.
class RecordingChooser final : public Chooser {
 public:
  explicit RecordingChooser(Chooser& base) : base_(base) {}

  bool asks(ChoiceKind kind) const override { return base_.asks(kind); }
  std::uint32_t choose(const ChoicePoint& point) override;

  const std::vector<Deviation>& answers() const { return answers_; }

 private:
  Chooser& base_;
  std::vector<Deviation> answers_;
};

// Whether two runs fail alike: the same verdict on the same property or limit; if none was
// violated, the same grade and failure mode.
bool fails_alike(const Run& left, const Run& right);

struct ShrinkOptions {
  std::uint32_t trials_max = 200;  // runs
  Limits limits{};
};

struct Shrunk {
  // The run with what is left, over quiet answers; its token has base quiet and these deviations.
  Run run{};
  std::vector<Deviation> deviations{};
  std::size_t answers_before = 0;
  std::uint32_t trials = 0;
  bool minimal = false;  // no single answer more can be left out
};

// Shrinks the run of a seed under RandomChooser. REQUIRES: `failing` is that run.
Shrunk shrink(const Scenario& scenario, const Run& failing, const ShrinkOptions& options = {});

}  // namespace hindcast
