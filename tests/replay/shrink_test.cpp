#include "hindcast/replay/shrink.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/sim/kernel.hpp"
#include "tests/support/script.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// Asks so many questions; fails if each of `needed` is answered with other than 0.
class Questions final : public Scenario {
 public:
  Questions(std::uint32_t count, std::vector<std::uint32_t> needed)
      : count_(count), needed_(std::move(needed)) {
    info_.name = "questions";
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return system_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override { return {"questions=1"}; }
  std::unique_ptr<Experiment> build(World& world) const override {
    auto answers = std::make_unique<Answers>();
    Answers& seen = *answers;
    seen.given.resize(count_, 0);
    world.add<Script>("asker", [this, &seen](Memory&) {
      spawn("ask", [this, &seen] {
        for (std::uint32_t index = 0; index < count_; ++index) {
          seen.given[index] = choose(ChoiceKind::fault, "question", 3, Ratio::percent(60));
        }
        sleep(std::chrono::seconds(1));
        seen.done = true;
      });
    });
    world.never("all that is needed goes wrong", [this, &seen] {
      return seen.done && std::all_of(needed_.begin(), needed_.end(),
                                      [&](std::uint32_t index) { return seen.given[index] != 0; });
    });
    return answers;
  }

 private:
  struct Answers final : Experiment {
    std::vector<std::uint32_t> given;
    bool done = false;
    Observation observe() override { return {}; }
  };

  std::uint32_t count_;
  std::vector<std::uint32_t> needed_;
  ScenarioInfo info_;
  std::string system_ = "questions";
  std::vector<Parameter> parameters_;
};

Run first_failure(const Scenario& scenario) {
  for (std::uint64_t seed = 1; seed < 1'000; ++seed) {
    Run run = run_seed(scenario, Base::random, {.seed = seed});
    if (run.outcome.verdict == Verdict::violated) return run;
  }
  FAIL("no seed fails");
  return {};
}

}  // namespace

TEST_CASE("a failure is shrunk to exactly the answers that it needs") {
  for (const std::vector<std::uint32_t>& needed :
       {std::vector<std::uint32_t>{7}, {0, 39}, {3, 17, 18, 31}}) {
    const Questions scenario(40, needed);
    const Run failing = first_failure(scenario);
    const Shrunk shrunk = shrink_answers(scenario, token_of(scenario, Base::random, failing));
    CHECK(shrunk.answers_before > 15);
    CHECK(shrunk.minimal);
    CHECK(shrunk.token.deviations.size() == needed.size());
    CHECK(shrunk.trials <= 200);
    CHECK(fails_alike(shrunk.run, failing));
  }
}

TEST_CASE("the token of a shrunk run is short and replays bit for bit") {
  const Questions scenario(40, {2, 30});
  const Shrunk shrunk =
      shrink_answers(scenario, token_of(scenario, Base::random, first_failure(scenario)));
  const Parsed<Token> read = parse_token(to_text(shrunk.token));
  REQUIRE(read.ok());
  const Run again = execute_token(scenario, read.value());
  CHECK(again.digest == shrunk.run.digest);
  CHECK(again.outcome.property == "all that is needed goes wrong");
}

TEST_CASE("a shrinker whose budget ends says that more could go") {
  const Questions scenario(60, {1, 20, 40, 59});
  const Run failing = first_failure(scenario);
  const Shrunk shrunk =
      shrink_answers(scenario, token_of(scenario, Base::random, failing), {.trials_max = 3});
  CHECK(shrunk.trials == 3);
  CHECK_FALSE(shrunk.minimal);
  CHECK(fails_alike(shrunk.run, failing));
}

TEST_CASE("a failure that needs no answer at all is shrunk to none") {
  const Questions scenario(10, {});
  const Shrunk shrunk =
      shrink_answers(scenario, token_of(scenario, Base::random, first_failure(scenario)));
  CHECK(shrunk.token.deviations.empty());
  CHECK(shrunk.minimal);
}

TEST_CASE("recorded answers over quiet ones are the random run, bit for bit") {
  const Questions scenario(40, {2});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomChooser base(seed);
    RecordingChooser recorder(base);
    const Run run = execute(scenario, recorder, {.seed = seed});
    QuietChooser quiet;
    DeviatingChooser deviating(quiet, deviations_of(recorder.answers()), false);
    CHECK(execute(scenario, deviating, {.seed = seed}).digest == run.digest);
    CHECK(deviating.met() == recorder.answers().size());
  }
}

TEST_CASE("runs fail alike if their causes do, but for numbers and units") {
  Run one;
  one.observation.grade = Grade::broke;
  one.observation.failure_mode = FailureMode::crash;
  Run other = one;
  one.observation.cause = "mcp is down: 3 callers wait since 57 s, as pool#12 says";
  other.observation.cause = "mcp is down: 1,412 callers wait since 1 min, as pool#7 says";
  CHECK(fails_alike(one, other));
  other.observation.cause = "worker is down: 3 callers wait since 57 s, as pool#12 says";
  CHECK_FALSE(fails_alike(one, other));
}
