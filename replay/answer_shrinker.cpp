#include "hindcast/replay/answer_shrinker.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hindcast {
namespace {

using Answers = std::vector<RecordedAnswer>;

// What is left out first: a fault is worth more words than the order of two steps.
std::size_t rank_of(ChoiceKind kind) {
  static constexpr std::array kOrder = {ChoiceKind::fault,   ChoiceKind::message,
                                        ChoiceKind::instant, ChoiceKind::delay,
                                        ChoiceKind::value,   ChoiceKind::schedule};
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), kind) - kOrder.begin());
}

bool is_fault(const RecordedAnswer& answer) {
  return answer.kind == ChoiceKind::fault || answer.kind == ChoiceKind::message;
}

}  // namespace

bool ShrinkBudget::ended() const { return options_.is_interrupted() || spent(100); }

bool ShrinkBudget::spent(std::uint64_t percent) const {
  const std::uint64_t steps =
      options_.steps_max / 100 * percent + options_.steps_max % 100 * percent / 100;
  return trials_ >= options_.trials_max * percent / 100 || steps_ >= steps;
}

void ShrinkBudget::spend(const Run& run) {
  ++trials_;
  steps_ += run.steps;
}

FailingAnswers record_answers(const Scenario& scenario, const Token& token, const Limits& limits) {
  TokenChooser given(token);
  RecordingChooser recorder(given);
  FailingAnswers found;
  found.token = token;
  found.run =
      execute(scenario, recorder, {.seed = token.seed, .limits = limits, .reseeds = token.reseeds});
  found.answers = recorder.answers();
  std::stable_sort(found.answers.begin(), found.answers.end(),
                   [](const RecordedAnswer& left, const RecordedAnswer& right) {
                     return rank_of(left.kind) < rank_of(right.kind);
                   });
  return found;
}

Token token_with(const Token& token, const Answers& answers) {
  Token with = token;
  with.base = Base::quiet;
  with.deviations = deviations_of(answers);
  return with;
}

AnswerShrinker::AnswerShrinker(const Scenario& scenario, FailingAnswers given, const Run& failing,
                               ShrinkBudget& budget, const Limits& limits)
    : scenario_(scenario),
      now_(std::move(given)),
      failing_(failing),
      budget_(budget),
      limits_(limits),
      minimal_(now_.answers.empty()) {}

void AnswerShrinker::leave_out_faults() {
  leave_out_of(
      static_cast<std::size_t>(std::count_if(now_.answers.begin(), now_.answers.end(), is_fault)));
  minimal_ = now_.answers.empty();
}

void AnswerShrinker::leave_out() { leave_out_of(now_.answers.size()); }

// Of the first `count` answers.
void AnswerShrinker::leave_out_of(std::size_t count) {
  if (count == 0 || fails_without(0, count)) {
    minimal_ = true;
    return;
  }
  for (std::size_t chunk = std::max<std::size_t>(1, count / 2);;) {
    const bool left_out = leave_out_chunks(chunk, count);
    minimal_ = count == 0 || (chunk == 1 && !left_out && !budget_.ended());
    if (minimal_ || budget_.ended()) return;
    chunk = std::max<std::size_t>(1, chunk / 2);
  }
}

// One round; `count` falls with what is left out. Returns whether anything was.
bool AnswerShrinker::leave_out_chunks(std::size_t chunk, std::size_t& count) {
  bool left_out = false;
  for (std::size_t from = 0; from < count;) {
    const std::size_t tried = std::min(chunk, count - from);
    if (fails_without(from, tried)) {
      left_out = true;
      count -= tried;
    } else {
      from += tried;
    }
  }
  return left_out;
}

void AnswerShrinker::make_quieter() {
  for (std::size_t index = 0; index < now_.answers.size(); ++index) {
    for (std::uint32_t quieter = 1; quieter < now_.answers[index].deviation.answer; quieter *= 2) {
      Answers answers = now_.answers;
      answers[index].deviation.answer = quieter;
      if (fails_with(std::move(answers))) break;
    }
  }
}

bool AnswerShrinker::fails_without(std::size_t from, std::size_t count) {
  Answers fewer = now_.answers;
  const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(from);
  fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  return fails_with(std::move(fewer));
}

// Whether it still fails with other answers; then these are the answers from now on.
bool AnswerShrinker::fails_with(Answers answers) {
  if (budget_.ended()) return false;
  Run run = execute_token(scenario_, token_with(now_.token, answers), {.limits = limits_});
  budget_.spend(run);
  if (!fails_alike(run, failing_)) return false;
  now_.answers = std::move(answers);
  now_.run = std::move(run);
  return true;
}

}  // namespace hindcast
