#include "hindcast/replay/choosers.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "hindcast/replay/execute.hpp"
#include "tests/replay/tiny_scenario.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

ChoicePoint question(std::uint32_t nth, std::uint32_t arity, Ratio unquiet) {
  return {ChoiceKind::fault, key_of("asker"), "label", nth, arity, unquiet, {}};
}

// Notes each question and gives the answers of another chooser.
class Listener final : public Chooser {
 public:
  explicit Listener(Chooser& base) : base_(base) {}

  bool asks(ChoiceKind kind) const override { return base_.asks(kind); }
  std::uint32_t choose(const ChoicePoint& point) override {
    answers.push_back({point.key(), base_.choose(point)});
    return answers.back().answer;
  }

  std::vector<Deviation> answers{};

 private:
  Chooser& base_;
};

}  // namespace

TEST_CASE("a random chooser answers each question as its seed says, in any order") {
  RandomChooser forward(9);
  RandomChooser backward(9);
  std::vector<std::uint32_t> answers;
  for (std::uint32_t nth = 0; nth < 100; ++nth) {
    answers.push_back(forward.choose(question(nth, 5, Ratio::percent(50))));
  }
  for (std::uint32_t nth = 100; nth-- > 0;) {
    CHECK(backward.choose(question(nth, 5, Ratio::percent(50))) == answers[nth]);
  }
}

TEST_CASE("a random chooser is unquiet as often as it is told, over all alternatives") {
  RandomChooser chooser(1);
  std::vector<std::uint32_t> counts(4, 0);
  for (std::uint32_t nth = 0; nth < 30'000; ++nth) {
    ++counts[chooser.choose(question(nth, 4, Ratio::percent(30)))];
  }
  // Within five standard deviations of 21,000 and 3,000.
  CHECK(counts[0] > 21'000 - 400);
  CHECK(counts[0] < 21'000 + 400);
  for (const std::uint32_t answer : {1U, 2U, 3U}) {
    CHECK(counts[answer] > 3'000 - 260);
    CHECK(counts[answer] < 3'000 + 260);
  }
  CHECK(chooser.choose(question(0, 4, Ratio::zero())) == 0);
  CHECK(chooser.choose(question(0, 4, Ratio::one())) != 0);
  CHECK_FALSE(chooser.asks(ChoiceKind::schedule));
}

TEST_CASE("the answers of a random run, given to a quiet one, make the same run") {
  const TinyScenario scenario("one");
  RandomChooser random(17);
  Listener listener(random);
  const Run original = execute(scenario, listener, {.seed = 17});
  REQUIRE(listener.answers.size() == TinyScenario::kCalls);
  QuietChooser quiet;
  DeviatingChooser replay(quiet, listener.answers, false);
  const Run again = execute(scenario, replay, {.seed = 17});
  CHECK(again.digest == original.digest);
  CHECK(replay.met() == TinyScenario::kCalls);
}

TEST_CASE("one deviation changes one answer") {
  const TinyScenario scenario("one");
  QuietChooser quiet;
  DeviatingChooser nothing(quiet, {}, false);
  Listener listener(nothing);
  CHECK_FALSE(listener.asks(ChoiceKind::message));
  RandomChooser random(1);
  Listener questions(random);
  execute(scenario, questions, {.seed = 1});
  DeviatingChooser deviating(quiet, {{questions.answers[4].question, 1}}, false);
  const Run run = execute(scenario, deviating, {.seed = 1});
  CHECK(run.observation.good == TinyScenario::kCalls - 1);
  CHECK(deviating.met() == 1);
}

TEST_CASE("a deviation that is no answer to its question stops the run") {
  QuietChooser quiet;
  const ChoicePoint point = question(0, 3, Ratio::zero());
  DeviatingChooser chooser(quiet, {{point.key(), 3}}, true);
  CHECK(chooser.choose(point) == Chooser::kStop);
  CHECK(chooser.asks(ChoiceKind::schedule));
  DeviatingChooser foreign(quiet, {{Key{12345}, 1}}, false);
  CHECK(foreign.choose(point) == 0);
  CHECK(foreign.met() == 0);
}
