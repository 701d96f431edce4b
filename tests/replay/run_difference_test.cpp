#include "hindcast/replay/run_difference.hpp"

#include <doctest/doctest.h>

#include "hindcast/replay/campaign.hpp"
#include "tests/replay/tiny_scenario.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

Run whole_run(std::uint64_t seed) {
  return run_seed(TinyScenario("tiny"), Base::random,
                  {.seed = seed, .keeps_trace = true, .tells_story = true});
}

}  // namespace

TEST_CASE("a run does not differ from itself") {
  const RunDifference difference = run_difference(whole_run(3), whole_run(3), EventNames());
  CHECK_FALSE(difference.event);
  CHECK(difference.state.empty());
  CHECK(difference.tale.empty());
}

TEST_CASE("two seeds part at an event that both sides name, and in what they counted") {
  const Run left = whole_run(3);
  const Run right = whole_run(4);
  const RunDifference difference = run_difference(left, right, EventNames());
  REQUIRE(difference.event);
  CHECK(difference.event->left != difference.event->right);
  CHECK(difference.event->number >= 1);
  const std::size_t before = difference.event->number - 1;
  for (std::size_t index = 0; index < before; ++index) {
    CHECK(left.trace[index].event == right.trace[index].event);
  }
  const bool counted = left.observation.good != right.observation.good;
  const bool said = std::any_of(difference.state.begin(), difference.state.end(),
                                [](const auto& state) { return state.what == "answered well"; });
  CHECK(counted == said);
  CHECK_FALSE(difference.tale.empty());
}

TEST_CASE("a run that ends earlier differs at its end") {
  const Run left = whole_run(3);
  Run right = left;
  right.trace.pop_back();
  const RunDifference difference = run_difference(left, right, EventNames());
  REQUIRE(difference.event);
  CHECK(difference.event->number == left.trace.size());
  CHECK(difference.event->right.empty());
}
