#include "hindcast/replay/blame.hpp"

#include <doctest/doctest.h>

#include "hindcast/replay/report/blame_report.hpp"
#include "hindcast/sim/kernel.hpp"
#include "tests/replay/moments.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using std::chrono_literals::operator""s;

namespace {

// Draws one of four at 3 s; fails at 8 s if it is 0.
Moments dice() {
  return {[](World& world, Remembered& memory) {
            sleep(3s);
            memory.count = draw("die") % 4 == 0 ? 1 : 0;
            world.story().tell(now(), "die", Weight::turning_point, "falls");
            sleep(5s);
          },
          [](World& world, const Remembered& memory) {
            world.never("the die says 0", [&] { return memory.done && memory.count == 1; });
          }};
}

Token failing_token(const Scenario& scenario) {
  for (std::uint64_t seed = 1; seed < 1'000; ++seed) {
    const Run run = run_seed(scenario, Base::random, {.seed = seed});
    if (run.outcome.verdict == Verdict::violated) {
      return token_of(scenario, Base::random, run);
    }
  }
  FAIL("no seed fails");
  return {};
}

}  // namespace

TEST_CASE("what happened before a reseed happens again, what comes after it is drawn anew") {
  const Moments scenario = dice();
  const Token token = failing_token(scenario);
  Token later = token;
  later.reseeds = {{Instant::at(4s), 99}};
  CHECK(execute_token(scenario, later).outcome.verdict == Verdict::violated);
  std::uint64_t failures = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Token other = token;
    other.reseeds = {{Instant::at(3s), seed}};
    const Run run = execute_token(scenario, other);
    CHECK(run.digest == execute_token(scenario, other).digest);
    if (run.outcome.verdict == Verdict::violated) ++failures;
  }
  // A quarter of 400: the 99.9 % interval of the binomial is 72 to 128.
  CHECK(failures >= 72);
  CHECK(failures <= 128);
}

TEST_CASE("a reseeded run has a token that replays it") {
  const Moments scenario = dice();
  Token token = failing_token(scenario);
  token.reseeds = {{Instant::at(1s), 7}, {Instant::at(3s), 8}};
  token.digest = execute_token(scenario, token).digest;
  const Parsed<Token> read = parse_token(to_text(token));
  REQUIRE(read.ok());
  CHECK(read.value().reseeds == token.reseeds);
  CHECK(execute_token(scenario, read.value()).digest == token.digest);
}

TEST_CASE("blame finds the moment at which a die decided") {
  const Moments scenario = dice();
  const Blame found =
      blame(scenario, failing_token(scenario), {.futures = 60, .moments = 24, .jobs = 2});
  REQUIRE(found.critical);
  CHECK(found.critical->before.at <= Instant::at(3s));
  CHECK(found.critical->after.at > Instant::at(3s));
  CHECK(found.critical->after.at - found.critical->before.at <
        Duration(std::chrono::milliseconds(20)));
  CHECK(found.critical->before.fails.hits < 30);
  CHECK(found.critical->after.fails.hits == 60);
  REQUIRE(found.critical->told.size() == 1);
  CHECK(found.critical->told.front().where == "die");
  CHECK(found.jumps.size() == 1);
  CHECK(render_blame(found, {.ascii = true}).find("die: falls") != std::string::npos);
}

TEST_CASE("blame gives the same for any number of threads") {
  const Moments scenario = dice();
  const Token token = failing_token(scenario);
  const auto text = [&](std::uint32_t jobs) {
    return render_blame(blame(scenario, token, {.futures = 20, .moments = 8, .jobs = jobs}), {});
  };
  CHECK(text(1) == text(4));
}

TEST_CASE("what fails in every future is the design's fault from the start") {
  const Moments scenario([](World&, Remembered&) { sleep(5s); },
                         [](World& world, const Remembered& memory) {
                           world.never("it ends", [&] { return memory.done; });
                         });
  const Blame found = blame(scenario, failing_token(scenario), {.futures = 10, .moments = 6});
  CHECK_FALSE(found.critical);
  CHECK(found.jumps.empty());
  CHECK(critical_text(found, {}).find("from the very start") != std::string::npos);
}

TEST_CASE("an interrupted blame says what it has judged, be it nothing") {
  const Moments scenario = dice();
  const StopFlag interrupted = true;
  const Blame found = blame(scenario, failing_token(scenario), {.interrupted = &interrupted});
  CHECK(found.points.empty());
  CHECK(render_blame(found, {}).find("Interrupted") != std::string::npos);
  CHECK(critical_text(found, {}).find("Interrupted") != std::string::npos);
}
