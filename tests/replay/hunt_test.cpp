#include "hindcast/replay/hunt.hpp"

#include <doctest/doctest.h>

#include "hindcast/sim/cell.hpp"
#include "hindcast/sim/kernel.hpp"
#include "tests/replay/moments.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using std::chrono_literals::operator""s;

namespace {

constexpr std::uint64_t kStages = 3;

// Three events in a row, each of which happens once in a thousand runs.
Moments rare_events() {
  return {[](World&, Remembered& memory) {
            for (std::uint64_t stage = 0; stage < kStages; ++stage) {
              sleep(1s);
              if (choose(ChoiceKind::fault, "rare", 2, Ratio::of(1, 1000)) == 0) return;
              memory.count = stage + 1;
            }
            sleep(1s);
          },
          [](World& world, const Remembered& memory) {
            world.sometimes("the first", [&] { return memory.count >= 1; });
            world.sometimes("the second", [&] { return memory.count >= 2; });
            world.never("the third", [&] { return memory.count >= kStages; });
          }};
}

// Two fibers add to a sum that a third reading loses: only some orders do.
Moments lost_update() {
  return {[](World&, Remembered& memory) {
            const auto increment = [&memory] {
              const std::uint64_t seen = memory.count;
              yield();
              memory.count = seen + 1;
            };
            const FiberHandle one = spawn("one", increment);
            const FiberHandle other = spawn("other", increment);
            join(one);
            join(other);
          },
          [](World& world, const Remembered& memory) {
            world.never("an update is lost", [&] { return memory.done && memory.count == 1; });
          }};
}

}  // namespace

TEST_CASE("a guided hunt passes three rare events in a thousandth of the steps of plain seeds") {
  const Moments scenario = rare_events();
  const HuntResult found = hunt(
      scenario, {.strategies = {Strategy::guided}, .runs_max = 40'000, .stops_at_first = true});
  REQUIRE(found.findings.size() == 1);
  const HuntFinding& finding = found.findings.front();
  CHECK(finding.run.outcome.property == "the third");
  // Plain seeds need 10^9 runs on average, of at least two steps each.
  CHECK(found.tallies.front().steps * 1'000 < 2'000'000'000);
  const Parsed<Token> read = parse_token(to_text(finding.token));
  REQUIRE(read.ok());
  CHECK(execute_token(scenario, read.value()).digest == finding.run.digest);
  const HuntResult plain =
      hunt(scenario, {.strategies = {Strategy::seeds}, .runs_max = found.runs});
  CHECK(plain.findings.empty());
}

TEST_CASE("every strategy that orders steps finds a lost update, and its token replays it") {
  const Moments scenario = lost_update();
  for (const Strategy strategy :
       {Strategy::walk, Strategy::pct, Strategy::pos, Strategy::urw, Strategy::delays}) {
    CAPTURE(name_of(strategy));
    const HuntResult found =
        hunt(scenario, {.strategies = {strategy}, .runs_max = 200, .stops_at_first = false});
    REQUIRE(found.findings.size() == 1);
    const HuntFinding& finding = found.findings.front();
    CHECK(found.tallies.front().failing.hits == finding.runs);
    const Parsed<Token> read = parse_token(to_text(finding.token));
    REQUIRE(read.ok());
    const Run again = execute_token(scenario, read.value());
    CHECK(again.digest == finding.run.digest);
    CHECK(again.outcome.property == "an update is lost");
  }
}

TEST_CASE("a portfolio shares its budget and says who found what") {
  const Moments scenario = lost_update();
  const std::vector<Strategy> all(std::begin(kStrategies), std::end(kStrategies));
  const HuntResult found = hunt(scenario, {.strategies = all, .runs_max = 70});
  CHECK(found.runs == 70);
  for (const HuntTally& tally : found.tallies) CHECK(tally.failing.trials == 10);
  CHECK(found.findings.size() == 1);
}

TEST_CASE("what no run saw is said") {
  const Moments scenario([](World&, Remembered&) { sleep(1s); },
                         [](World& world, const Remembered& memory) {
                           world.sometimes("seen", [&] { return memory.done; });
                           world.sometimes("never seen", [&] { return memory.count > 0; });
                         });
  const HuntResult found = hunt(scenario, {.strategies = {Strategy::seeds}, .runs_max = 5});
  CHECK(found.seen.at("seen") == 5);
  CHECK(found.unseen == std::vector<std::string>{"never seen"});
  CHECK(found.findings.empty());
}

TEST_CASE("a hunt finds the same on any number of threads") {
  const Moments scenario = lost_update();
  for (const bool stops : {false, true}) {
    HuntOptions options;
    options.strategies.assign(std::begin(kStrategies), std::end(kStrategies));
    options.runs_max = 300;
    options.first_seed = 5;
    options.stops_at_first = stops;
    const HuntResult alone = hunt(scenario, options);
    REQUIRE(alone.findings.size() == 1);
    for (const std::uint32_t jobs : {2U, 3U, 7U}) {
      options.jobs = jobs;
      const HuntResult together = hunt(scenario, options);
      CHECK(together.runs == alone.runs);
      REQUIRE(together.findings.size() == 1);
      CHECK(to_text(together.findings.front().token) == to_text(alone.findings.front().token));
      CHECK(together.findings.front().at_run == alone.findings.front().at_run);
      CHECK(together.findings.front().runs == alone.findings.front().runs);
      for (std::size_t index = 0; index < alone.tallies.size(); ++index) {
        CHECK(together.tallies[index].failing.hits == alone.tallies[index].failing.hits);
        CHECK(together.tallies[index].failing.trials == alone.tallies[index].failing.trials);
        CHECK(together.tallies[index].steps == alone.tallies[index].steps);
      }
    }
  }
}

TEST_CASE("an interrupted hunt keeps what it found") {
  const Moments scenario = lost_update();
  StopFlag interrupted = false;
  HuntOptions options;
  options.strategies = {Strategy::walk};
  options.runs_max = 1'000'000;
  options.interrupted = &interrupted;
  options.progress = [&interrupted](std::size_t done, std::size_t) {
    if (done >= 100) interrupted = true;
  };
  const HuntResult found = hunt(scenario, options);
  CHECK(found.interrupted);
  CHECK(found.runs == 100);
  CHECK(found.findings.size() == 1);
}
