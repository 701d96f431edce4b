#include "hindcast/replay/shrink.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

using Answers = std::vector<RecordedAnswer>;

// What is left out first: a fault is worth more words than the order of two steps.
std::size_t rank_of(ChoiceKind kind) {
  static constexpr std::array kOrder = {ChoiceKind::fault,   ChoiceKind::instant,
                                        ChoiceKind::message, ChoiceKind::delay,
                                        ChoiceKind::value,   ChoiceKind::schedule};
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), kind) - kOrder.begin());
}

class AnswerShrinker {
 public:
  AnswerShrinker(const Scenario& scenario, const Token& token, const ShrinkOptions& options)
      : scenario_(scenario), options_(options), before_(token) {}

  Shrunk shrink() {
    TokenChooser given(before_);
    RecordingChooser recorder(given);
    failing_ = execute(scenario_, recorder, execute_options());
    answers_ = recorder.answers();
    std::stable_sort(answers_.begin(), answers_.end(),
                     [](const RecordedAnswer& left, const RecordedAnswer& right) {
                       return rank_of(left.kind) < rank_of(right.kind);
                     });
    result_.answers_before = answers_.size();
    result_.run = run_with(answers_);
    HINDCAST_CHECK(fails_alike(result_.run, failing_));
    if (!fails_without(0, answers_.size())) leave_out_chunks();
    make_quieter();
    result_.token = token_with(answers_);
    result_.token.digest = result_.run.digest;
    return std::move(result_);
  }

 private:
  ExecuteOptions execute_options() const {
    return {.seed = before_.seed, .limits = options_.limits, .reseeds = before_.reseeds};
  }

  Token token_with(const Answers& answers) const {
    Token token = before_;
    token.base = Base::quiet;
    token.deviations = deviations_of(answers);
    return token;
  }

  Run run_with(const Answers& answers) const {
    return execute_token(scenario_, token_with(answers), {.limits = options_.limits});
  }

  bool out_of_trials() const {
    return result_.trials >= options_.trials_max || options_.is_interrupted();
  }

  // Whether it still fails with other answers; then these are the answers from now on.
  bool fails_with(Answers answers) {
    if (out_of_trials()) return false;
    ++result_.trials;
    Run run = run_with(answers);
    if (!fails_alike(run, failing_)) return false;
    answers_ = std::move(answers);
    result_.run = std::move(run);
    result_.minimal = answers_.empty();
    return true;
  }

  bool fails_without(std::size_t from, std::size_t count) {
    if (count == 0) {
      result_.minimal = true;
      return true;
    }
    Answers fewer = answers_;
    const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(from);
    fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    return fails_with(std::move(fewer));
  }

  // Halves, quarters, ..., single answers; single ones again until a whole round leaves out none.
  void leave_out_chunks() {
    std::size_t chunk = std::max<std::size_t>(1, answers_.size() / 2);
    for (;;) {
      bool left_out = false;
      for (std::size_t from = 0; from < answers_.size();) {
        const std::size_t count = std::min(chunk, answers_.size() - from);
        if (fails_without(from, count)) {
          left_out = true;
        } else {
          from += count;
        }
      }
      if (result_.minimal || out_of_trials()) return;
      if (chunk == 1 && !left_out) {
        result_.minimal = true;
        return;
      }
      chunk = std::max<std::size_t>(1, chunk / 2);
    }
  }

  // Alternatives are sorted by how much they disturb: a lower one is the quieter.
  void make_quieter() {
    const bool minimal = result_.minimal;
    for (std::size_t index = 0; index < answers_.size(); ++index) {
      for (std::uint32_t quieter = 1; quieter < answers_[index].deviation.answer; quieter *= 2) {
        Answers answers = answers_;
        answers[index].deviation.answer = quieter;
        if (fails_with(std::move(answers))) break;
      }
    }
    result_.minimal = minimal;
  }

  const Scenario& scenario_;
  const ShrinkOptions& options_;
  const Token& before_;
  Run failing_;
  Answers answers_;
  Shrunk result_;
};

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
         left.observation.exercised == right.observation.exercised;
}

bool is_failure(const Run& run) {
  return run.outcome.verdict != Verdict::passed || run.observation.grade != Grade::graceful;
}

Shrunk shrink_answers(const Scenario& scenario, const Token& token, const ShrinkOptions& options) {
  return AnswerShrinker(scenario, token, options).shrink();
}

}  // namespace hindcast
