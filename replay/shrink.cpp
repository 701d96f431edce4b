#include "hindcast/replay/shrink.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "hindcast/replay/answer_shrinker.hpp"
#include "hindcast/replay/delta.hpp"

namespace hindcast {
namespace {

// Returns the words of a cause that do not differ from size to size: no numbers, no names with a
// number, no units.
std::vector<std::string_view> lasting_words(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kUnits = {"ns", "us", "ms", "s", "min", "h"};
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, ' ')) {
    const std::string_view bare = word.substr(0, word.find_last_not_of(",;:.") + 1);
    const bool numbered = bare.find_first_of("0123456789") != std::string_view::npos;
    const bool unit = std::find(kUnits.begin(), kUnits.end(), bare) != kUnits.end();
    if (!numbered && !unit) words.push_back(bare);
  }
  return words;
}

}  // namespace

std::uint32_t RecordingChooser::choose(const ChoicePoint& point) {
  const std::uint32_t answer = base_.choose(point);
  if (answer != 0 && answer != kStop) answers_.push_back({point.kind, {point.key(), answer}});
  return answer;
}

std::vector<Deviation> deviations_of(const std::vector<RecordedAnswer>& answers) {
  std::vector<Deviation> deviations;
  for (const RecordedAnswer& answer : answers) deviations.push_back(answer.deviation);
  return deviations;
}

bool fails_alike(const Run& left, const Run& right) {
  if (left.outcome.verdict != right.outcome.verdict) return false;
  if (left.outcome.verdict != Verdict::passed) {
    return left.outcome.property == right.outcome.property;
  }
  return left.observation.grade == right.observation.grade &&
         left.observation.failure_mode == right.observation.failure_mode &&
         left.observation.exercised == right.observation.exercised &&
         lasting_words(left.observation.cause) == lasting_words(right.observation.cause);
}

bool is_failure(const Run& run) {
  return run.outcome.verdict != Verdict::passed || run.observation.grade != Grade::graceful;
}

Shrunk shrink_answers(const Scenario& scenario, const Token& token, const ShrinkOptions& options) {
  ShrinkBudget budget(options);
  FailingAnswers given = record_answers(scenario, token, options.limits);
  const Run failing = given.run;
  Shrunk result;
  result.answers_before = given.answers.size();
  AnswerShrinker answers(scenario, std::move(given), failing, budget, options.limits);
  answers.leave_out();
  answers.make_quieter();
  result.minimal = answers.minimal();
  result.run = answers.now().run;
  result.token = token_with(token, answers.now().answers);
  result.token.digest = result.run.digest;
  result.trials = budget.trials();
  return result;
}

}  // namespace hindcast
