#include "hindcast/replay/shrink.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

using Answers = std::vector<Deviation>;

class Shrinker {
 public:
  Shrinker(const Scenario& scenario, const Run& failing, const ShrinkOptions& options)
      : scenario_(scenario), failing_(failing), options_(options) {}

  Shrunk shrink() {
    RandomChooser seeded(failing_.seed);
    RecordingChooser recorder(seeded);
    execute(scenario_, recorder, {.seed = failing_.seed, .limits = options_.limits});
    result_.deviations = recorder.answers();
    result_.answers_before = result_.deviations.size();
    result_.run = run_with(result_.deviations);
    HINDCAST_CHECK(fails_alike(result_.run, failing_));
    if (!fails_without(0, result_.deviations.size())) leave_out_chunks();
    return std::move(result_);
  }

 private:
  Run run_with(const Answers& answers) const {
    QuietChooser quiet;
    DeviatingChooser chooser(quiet, answers, false);
    Chooser& chosen = answers.empty() ? static_cast<Chooser&>(quiet) : chooser;
    return execute(scenario_, chosen, {.seed = failing_.seed, .limits = options_.limits});
  }

  // Whether it still fails without some answers; then they are gone for good.
  bool fails_without(std::size_t from, std::size_t count) {
    if (count == 0) {
      result_.minimal = true;
      return true;
    }
    if (result_.trials == options_.trials_max) return false;
    Answers fewer = result_.deviations;
    const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(from);
    fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    ++result_.trials;
    Run run = run_with(fewer);
    if (!fails_alike(run, failing_)) return false;
    result_.deviations = std::move(fewer);
    result_.run = std::move(run);
    result_.minimal = result_.deviations.empty();
    return true;
  }

  // Halves, quarters, ..., single answers; single ones again until a whole round leaves out none.
  void leave_out_chunks() {
    std::size_t chunk = std::max<std::size_t>(1, result_.deviations.size() / 2);
    for (;;) {
      bool left_out = false;
      for (std::size_t from = 0; from < result_.deviations.size();) {
        const std::size_t count = std::min(chunk, result_.deviations.size() - from);
        if (fails_without(from, count)) {
          left_out = true;
        } else {
          from += count;
        }
      }
      if (result_.minimal || result_.trials == options_.trials_max) return;
      if (chunk == 1 && !left_out) {
        result_.minimal = true;
        return;
      }
      chunk = std::max<std::size_t>(1, chunk / 2);
    }
  }

  const Scenario& scenario_;
  const Run& failing_;
  const ShrinkOptions& options_;
  Shrunk result_;
};

}  // namespace

std::uint32_t RecordingChooser::choose(const ChoicePoint& point) {
  const std::uint32_t answer = base_.choose(point);
  if (answer != 0 && answer != kStop) answers_.push_back({point.key(), answer});
  return answer;
}

bool fails_alike(const Run& left, const Run& right) {
  if (left.outcome.verdict != right.outcome.verdict) return false;
  if (left.outcome.verdict != Verdict::passed) {
    return left.outcome.property == right.outcome.property;
  }
  return left.observation.grade == right.observation.grade &&
         left.observation.failure_mode == right.observation.failure_mode;
}

Shrunk shrink(const Scenario& scenario, const Run& failing, const ShrinkOptions& options) {
  return Shrinker(scenario, failing, options).shrink();
}

}  // namespace hindcast
