#include "hindcast/replay/shrink_finding.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr Duration kShortest = Duration(std::chrono::milliseconds(1));
constexpr Rate kRarest = Rate::per_minute(1);

class FindingShrinker {
 public:
  FindingShrinker(const ShrinkSubject& subject, const Token& token, const ShrinkOptions& options)
      : subject_(subject), options_(options), token_(token) {}

  ShrunkFinding shrink() {
    scenario_ = subject_.bind(token_.overrides);
    failing_ = execute_token(*scenario_, token_, {.limits = options_.limits});
    std::vector<Knob> knobs = subject_.knobs;
    std::stable_sort(knobs.begin(), knobs.end(), [](const Knob& left, const Knob& right) {
      return left.amount < right.amount;
    });
    for (Knob& knob : knobs) turn_down(knob);
    shrink_rest();
    return std::move(result_);
  }

 private:
  // Halves the amount as long as the run fails alike.
  void turn_down(Knob& knob) {
    const std::string before = knob.value;
    for (std::string less = halved(knob); !less.empty() && fails_with(knob.path, less);) {
      knob.value = std::exchange(less, "");
      less = halved(knob);
    }
    if (knob.value != before) result_.smaller.push_back({knob.path, before, knob.value});
  }

  bool fails_with(const std::string& path, const std::string& value) {
    // Half of the trials are kept for the answers.
    if (result_.trials >= options_.trials_max / 2 || options_.is_interrupted()) return false;
    ++result_.trials;
    Token token = token_;
    std::erase_if(token.overrides, [&](const Assignment& one) { return one.path == path; });
    token.overrides.push_back({path, value});
    std::unique_ptr<Scenario> scenario;
    try {
      scenario = subject_.bind(token.overrides);
    } catch (const InputError&) {
      return false;  // a rule between parameters forbids it
    }
    const Run run = execute_token(*scenario, token, {.limits = options_.limits});
    if (!fails_alike(run, failing_)) return false;
    token_ = std::move(token);
    scenario_ = std::move(scenario);
    return true;
  }

  void shrink_rest() {
    ShrinkOptions rest = options_;
    rest.trials_max -= result_.trials;
    Shrunk shrunk = shrink_answers(*scenario_, token_, rest);
    result_.token = std::move(shrunk.token);
    result_.token.stamp = stamp_of(*scenario_);
    result_.answers_before = shrunk.answers_before;
    result_.trials += shrunk.trials;
    result_.minimal = shrunk.minimal;
    const ExecuteOptions first{
        .limits = options_.limits, .tells_story = true, .stack_poison = 0x5a};
    const ExecuteOptions second{.limits = options_.limits, .stack_poison = 0xa5};
    result_.run = execute_token(*scenario_, result_.token, first);
    const Run again = execute_token(*scenario_, result_.token, second);
    result_.verified = result_.run.digest == result_.token.digest &&
                       again.digest == result_.token.digest && fails_alike(result_.run, failing_);
  }

  const ShrinkSubject& subject_;
  const ShrinkOptions& options_;
  Token token_;
  std::unique_ptr<Scenario> scenario_;
  Run failing_;
  ShrunkFinding result_;
};

}  // namespace

std::string halved(const Knob& knob) {
  switch (knob.amount) {
    case Amount::count: {
      const Parsed<std::uint64_t> count = parse_count(knob.value);
      if (!count.ok() || count.value() < 2) return "";
      return std::to_string(count.value() / 2);
    }
    case Amount::rate: {
      const Parsed<Rate> rate = parse_rate(knob.value);
      if (!rate.ok() || rate.value() < kRarest) return "";
      return to_text(Rate::millionths_per_day(rate.value().millionths_per_day() / 2));
    }
    case Amount::duration: {
      const Parsed<Duration> duration = parse_duration(knob.value);
      if (!duration.ok() || duration.value().is_infinite()) return "";
      if (duration.value() < 2 * kShortest) return "";
      return to_text(duration.value() / 2);
    }
  }
  return "";
}

ShrunkFinding shrink_finding(const ShrinkSubject& subject, const Token& token,
                             const ShrinkOptions& options) {
  return FindingShrinker(subject, token, options).shrink();
}

}  // namespace hindcast
