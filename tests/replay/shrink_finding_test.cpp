#include "hindcast/replay/shrink_finding.hpp"

#include <doctest/doctest.h>

#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/units.hpp"
#include "tests/replay/moments.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using std::chrono_literals::operator""s;

namespace {

std::uint64_t count_in(const std::vector<Assignment>& overrides) {
  for (const Assignment& override : overrides) {
    if (override.path == "callers") return parse_count(override.value).value();
  }
  return 64;
}

// Each caller asks whether something goes wrong. Fails if there are enough callers and the first
// two go wrong.
std::unique_ptr<Scenario> crowd(const std::vector<Assignment>& overrides) {
  const std::uint64_t callers = count_in(overrides);
  if (callers < 4) throw InputError({"--set", 0, 0}, "too few callers", "more");
  return std::make_unique<Moments>(
      [callers](World&, Remembered& memory) {
        for (std::uint64_t caller = 0; caller < callers; ++caller) {
          const std::uint32_t answer = choose(ChoiceKind::fault, "wrong", 4, Ratio::percent(60));
          if (caller < 2 && answer != 0) ++memory.count;
        }
        sleep(1s);
      },
      [callers](World& world, const Remembered& memory) {
        world.never("a crowd is wronged", [&memory, callers] {
          return memory.done && callers >= 5 && memory.count == 2;
        });
      });
}

Token failing_token() {
  const auto scenario = crowd({});
  for (std::uint64_t seed = 1; seed < 1'000; ++seed) {
    const Run run = run_seed(*scenario, Base::random, {.seed = seed});
    if (is_failure(run)) return token_of(*scenario, Base::random, run);
  }
  FAIL("no seed fails");
  return {};
}

}  // namespace

TEST_CASE("a finding gets fewer callers, then fewer and quieter answers, and a token of its own") {
  const ShrinkSubject subject{crowd, {{"callers", "64", Amount::count}}};
  const ShrunkFinding shrunk = shrink_finding(subject, failing_token());
  REQUIRE(shrunk.smaller.size() == 1);
  CHECK(shrunk.smaller.front().before == "64");
  CHECK(shrunk.smaller.front().after == "8");
  CHECK(shrunk.answers_before >= 2);
  REQUIRE(shrunk.token.deviations.size() == 2);
  for (const Deviation& deviation : shrunk.token.deviations) CHECK(deviation.answer == 1);
  CHECK(shrunk.minimal);
  CHECK(shrunk.verified);
  const Parsed<Token> read = parse_token(to_text(shrunk.token));
  REQUIRE(read.ok());
  const Run again = execute_token(*crowd(read.value().overrides), read.value());
  CHECK(again.digest == shrunk.run.digest);
  CHECK(again.outcome.property == "a crowd is wronged");
}

TEST_CASE("a value that a rule forbids is left as it was") {
  const ShrinkSubject subject{crowd, {{"callers", "7", Amount::count}}};
  Token token = failing_token();
  token.overrides = {{"callers", "7"}};
  const ShrunkFinding shrunk = shrink_finding(subject, token);
  CHECK(shrunk.smaller.empty());
  CHECK(count_in(shrunk.token.overrides) == 7);
}

TEST_CASE("an interrupted shrinker keeps what it has, and that still fails") {
  const ShrinkSubject subject{crowd, {{"callers", "64", Amount::count}}};
  const StopFlag interrupted = true;
  const ShrunkFinding shrunk =
      shrink_finding(subject, failing_token(), {.interrupted = &interrupted});
  CHECK(shrunk.trials == 0);
  CHECK(shrunk.smaller.empty());
  CHECK_FALSE(shrunk.minimal);
  CHECK(shrunk.verified);
}

TEST_CASE("faults are left out first, then the world gets smaller, then answers go") {
  // With a budget for one trial all faults are tried together; the world is as large as it was.
  const ShrinkSubject subject{crowd, {{"callers", "64", Amount::count}}};
  const Token token = failing_token();
  const ShrunkFinding one = shrink_finding(subject, token, {.trials_max = 1});
  CHECK(one.trials == 1);
  CHECK(one.smaller.empty());
  CHECK(one.token.deviations.size() == one.answers_before);
  CHECK(one.verified);
  const ShrunkFinding some = shrink_finding(subject, token, {.trials_max = 24});
  CHECK(some.token.deviations.size() < some.answers_before / 2);
  CHECK(some.token.deviations.size() <= shrink_finding(subject, token).answers_before);
}

TEST_CASE("an amount goes to the least that fails alike, at once where that is one") {
  const auto any_crowd = [](const std::vector<Assignment>& overrides) {
    const std::uint64_t callers = count_in(overrides);
    return std::make_unique<Moments>(
        [](World&, Remembered&) { sleep(1s); },
        [callers](World& world, const Remembered& memory) {
          world.never("somebody calls", [&memory, callers] { return memory.done && callers > 0; });
        });
  };
  const ShrinkSubject subject{any_crowd, {{"callers", "64", Amount::count}}};
  const auto scenario = any_crowd({});
  const Run run = run_seed(*scenario, Base::random, {.seed = 1});
  const ShrunkFinding shrunk = shrink_finding(subject, token_of(*scenario, Base::random, run));
  REQUIRE(shrunk.smaller.size() == 1);
  CHECK(shrunk.smaller.front().after == "1");
  CHECK(shrunk.trials == 1);
}

TEST_CASE("where the finding's seed fails in the large only, other seeds are tried") {
  // In a crowd everybody fails; one caller alone fails for one draw in eight.
  const auto lucky = [](const std::vector<Assignment>& overrides) {
    const std::uint64_t callers = count_in(overrides);
    return std::make_unique<Moments>(
        [callers](World&, Remembered& memory) {
          memory.count = callers >= 64 || draw("luck") % 8 == 0 ? 1 : 0;
          sleep(1s);
        },
        [](World& world, const Remembered& memory) {
          world.never("bad luck", [&memory] { return memory.done && memory.count == 1; });
        });
  };
  const ShrinkSubject subject{lucky, {{"callers", "64", Amount::count}}};
  const auto scenario = lucky({});
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Token token =
        token_of(*scenario, Base::random, run_seed(*scenario, Base::random, {.seed = seed}));
    const ShrunkFinding shrunk = shrink_finding(subject, token);
    REQUIRE(shrunk.smaller.size() == 1);
    CHECK(shrunk.smaller.front().after == "1");
    CHECK(shrunk.verified);
    CHECK(shrunk.token.seed >= seed);
    // Twice the same, whatever the machine's speed.
    CHECK(to_text(shrink_finding(subject, token).token) == to_text(shrunk.token));
  }
}

TEST_CASE("a budget of steps ends the trials with the run that passes it") {
  const ShrinkSubject subject{crowd, {{"callers", "64", Amount::count}}};
  const ShrunkFinding shrunk = shrink_finding(subject, failing_token(), {.steps_max = 1});
  CHECK(shrunk.trials == 1);
  CHECK_FALSE(shrunk.minimal);
  CHECK(shrunk.verified);
}

TEST_CASE("amounts are halved as long as less makes sense") {
  CHECK(halved({"a", "9", Amount::count}) == "4");
  CHECK(halved({"a", "1", Amount::count}).empty());
  CHECK(halved({"a", "unlimited", Amount::count}).empty());
  CHECK(halved({"a", "6/s", Amount::rate}) == "3/s");
  CHECK(halved({"a", "0.001/s", Amount::rate}).empty());
  CHECK(halved({"a", "30m", Amount::duration}) == "15m");
  CHECK(halved({"a", "1ms", Amount::duration}).empty());
  CHECK(halved({"a", "infinite", Amount::duration}).empty());
  CHECK(least({"a", "9", Amount::count}) == "1");
  CHECK(least({"a", "1", Amount::count}).empty());
  CHECK(parse_rate(least({"a", "6/s", Amount::rate})).value() == Rate::per_minute(1));
  CHECK(parse_duration(least({"a", "30m", Amount::duration})).value() ==
        Duration(std::chrono::milliseconds(1)));
}
