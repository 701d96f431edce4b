#include "hindcast/replay/shrink_finding.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/replay/answer_shrinker.hpp"
#include "hindcast/replay/hunter.hpp"
#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr Duration kShortest = Duration(std::chrono::milliseconds(1));
constexpr Rate kRarest = Rate::per_minute(1);

// When so much of the budget is spent, in percent, no amount is made smaller: answers get their
// turn.
constexpr std::uint64_t kForWorld = 70;

// The least of an amount is tried with so many times more seeds than what lies between.
constexpr std::uint32_t kLonger = 8;

class FindingShrinker {
 public:
  FindingShrinker(const ShrinkSubject& subject, const Token& token, const ShrinkOptions& options)
      : subject_(subject), options_(options), budget_(options), token_(token) {}

  ShrunkFinding shrink() {
    scenario_ = subject_.bind(token_.overrides);
    shrink_faults();
    shrink_world();
    shrink_answers();
    verify();
    return std::move(result_);
  }

 private:
  void shrink_faults() {
    now_ = record_answers(*scenario_, token_, options_.limits);
    result_.before = now_.run;
    result_.answers_before = now_.answers.size();
    AnswerShrinker answers(*scenario_, now_, result_.before, budget_, options_.limits);
    answers.leave_out_faults();
    now_ = answers.now();
    token_ = token_with(token_, now_.answers);
  }

  void shrink_world() {
    std::vector<Knob> knobs = subject_.knobs;
    std::stable_sort(knobs.begin(), knobs.end(), [](const Knob& left, const Knob& right) {
      return left.amount < right.amount;
    });
    std::vector<Knob> first = knobs;
    for (Knob& knob : knobs) turn_down(knob);
    for (std::size_t index = 0; index < knobs.size(); ++index) {
      if (knobs[index].amount == Amount::count && knobs[index].value == first[index].value) {
        try_other_runs(knobs[index]);
      }
    }
    for (std::size_t index = 0; index < knobs.size(); ++index) {
      if (knobs[index].value == first[index].value) continue;
      result_.smaller.push_back({knobs[index].path, first[index].value, knobs[index].value});
    }
  }

  // To the least at once, or halved as long as the run fails alike.
  void turn_down(Knob& knob) {
    const std::string smallest = least(knob);
    if (smallest.empty()) return;
    if (fails_with({knob.path, smallest})) {
      knob.value = smallest;
      return;
    }
    for (std::string less = halved(knob);
         !less.empty() && less != smallest && fails_with({knob.path, less});) {
      knob.value = std::exchange(less, "");
      less = halved(knob);
    }
  }

  // What a run draws depends on how many draw, and whose turn it is on who there is: in a smaller
  // world the same failure may need another seed, or other orders. The least is tried longest.
  void try_other_runs(Knob& knob) {
    const std::string smallest = least(knob);
    if (smallest.empty()) return;
    std::vector<std::string> values;
    for (Knob less = knob; !(less.value = halved(less)).empty() && less.value != smallest;) {
      values.push_back(less.value);
    }
    values.push_back(smallest);
    std::reverse(values.begin(), values.end());
    for (const std::string& value : values) {
      const std::uint32_t tries =
          value == smallest ? options_.other_seeds : options_.other_seeds / kLonger;
      if (!fails_otherwise({knob.path, value}, tries)) continue;
      knob.value = value;
      return;
    }
  }

  bool fails_otherwise(const Assignment& change, std::uint32_t tries) {
    Token token = changed(change);
    const std::uint64_t seed = token.seed;
    std::unique_ptr<Scenario> scenario = bound(token);
    for (std::uint32_t nth = 1; scenario != nullptr && nth <= tries; ++nth) {
      if (ends_for_world()) return false;
      token.seed = seed + nth;
      if (token.asks_schedule) sample_orders(*scenario, token);
      if (adopts(token, scenario)) return true;
    }
    return false;
  }

  // Other orders, drawn at random: what was answered before names fibers that may not be there.
  void sample_orders(const Scenario& scenario, Token& token) {
    RandomWalk walk;
    token.deviations = sample(scenario, walk, token.seed, options_.limits).deviations;
  }

  bool fails_with(const Assignment& change) {
    if (ends_for_world()) return false;
    const Token token = changed(change);
    std::unique_ptr<Scenario> scenario = bound(token);
    return scenario != nullptr && adopts(token, scenario);
  }

  bool ends_for_world() const { return budget_.ended() || budget_.spent(kForWorld); }

  Token changed(const Assignment& change) const {
    Token token = token_;
    std::erase_if(token.overrides, [&](const Assignment& one) { return one.path == change.path; });
    token.overrides.push_back(change);
    return token;
  }

  // Null if a rule between parameters forbids it.
  std::unique_ptr<Scenario> bound(const Token& token) const {
    try {
      return subject_.bind(token.overrides);
    } catch (const InputError&) {
      return nullptr;
    }
  }

  // Goes on with that token if its run fails alike; then it takes the scenario.
  bool adopts(const Token& token, std::unique_ptr<Scenario>& scenario) {
    const Run run = execute_token(*scenario, token, {.limits = options_.limits});
    budget_.spend(run);
    // Less of something may make more happen, such as shorter pauses; that is no smaller run.
    if (run.steps > result_.before.steps) return false;
    if (!fails_alike(run, result_.before)) return false;
    token_ = token;
    scenario_ = std::move(scenario);
    return true;
  }

  void shrink_answers() {
    // In another world other questions are asked.
    if (!result_.smaller.empty()) now_ = record_answers(*scenario_, token_, options_.limits);
    AnswerShrinker answers(*scenario_, now_, result_.before, budget_, options_.limits);
    answers.leave_out();
    answers.make_quieter();
    result_.token = token_with(token_, answers.now().answers);
    result_.token.digest = answers.now().run.digest;
    result_.token.stamp = stamp_of(*scenario_);
    result_.trials = budget_.trials();
    result_.minimal = answers.minimal();
  }

  void verify() {
    const ExecuteOptions first{
        .limits = options_.limits, .tells_story = true, .stack_poison = 0x5a};
    const ExecuteOptions second{.limits = options_.limits, .stack_poison = 0xa5};
    result_.run = execute_token(*scenario_, result_.token, first);
    const Run again = execute_token(*scenario_, result_.token, second);
    result_.verified = result_.run.digest == result_.token.digest &&
                       again.digest == result_.token.digest &&
                       fails_alike(result_.run, result_.before);
  }

  const ShrinkSubject& subject_;
  const ShrinkOptions& options_;
  ShrinkBudget budget_;
  Token token_;
  std::unique_ptr<Scenario> scenario_;
  FailingAnswers now_;
  ShrunkFinding result_;
};

}  // namespace

std::string least(const Knob& knob) {
  if (halved(knob).empty()) return "";
  if (knob.amount == Amount::count) return "1";
  return knob.amount == Amount::rate ? to_text(kRarest) : to_text(kShortest);
}

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
