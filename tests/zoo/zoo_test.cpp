// Sins that show in one process: the same run twice with other fillings of memory and other
// addresses, or beside a stranger.
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "hindcast/replay/first_difference.hpp"
#include "tests/support/choosers.hpp"
#include "tests/support/run_twice.hpp"
#include "tests/support/watched_heap.hpp"
#include "tests/zoo/sins.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// AddressSanitizer has a heap of its own, which nothing shuffles.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kOwnHeap = true;
#else
constexpr bool kOwnHeap = false;
#endif

struct Run {
  std::uint64_t digest = 0;
  std::vector<TraceRecord> trace{};
};

Run run(const std::function<void(World&)>& build, std::uint8_t poison) {
  Quiet chooser;
  World world(chooser, {.seed = 1, .keeps_trace = true, .stack_poison = poison});
  build(world);
  world.run();
  return {world.digest(), world.scheduler().trace()};
}

// Expects that the twice-run catches the sin, and that it names the fiber and what it did.
void expect_caught_twice(void (*sin)(World&)) {
  const auto [first, second] =
      run_twice<Run>([&](std::uint8_t poison) { return run(sin, poison); });
  CHECK(first.digest != second.digest);
  const auto difference = first_difference(first.trace, second.trace);
  REQUIRE(difference.has_value());
  INFO(difference->what);
  CHECK(difference->what.find("by sinner") != std::string::npos);
  CHECK(difference->index >= 8);  // three sleeps and draws, and the start, are the same
}

}  // namespace

TEST_CASE("an honest program is not accused") {
  const auto [first, second] =
      run_twice<Run>([&](std::uint8_t poison) { return run(be_honest, poison); });
  CHECK(first.digest == second.digest);
  CHECK_FALSE(first_difference(first.trace, second.trace).has_value());
}

TEST_CASE("an uninitialised local is caught by poisoned stacks") {
  expect_caught_twice(read_uninitialised_stack);
}

TEST_CASE("uninitialised memory is caught by a poisoned heap") {
  expect_caught_twice(read_uninitialised_heap);
}

TEST_CASE("a pointer as key is caught by a shuffled heap" * doctest::skip(kOwnHeap)) {
  expect_caught_twice(use_pointer_as_key);
}

TEST_CASE("iteration over a hash table of addresses is caught by a shuffled heap" *
          doctest::skip(kOwnHeap)) {
  expect_caught_twice(iterate_over_addresses);
}

TEST_CASE("the wall clock is caught by running twice") { expect_caught_twice(read_the_wall_clock); }

TEST_CASE("state that outlives a world is caught by running twice") {
  expect_caught_twice(keep_state_between_worlds);
}

TEST_CASE("a race of threads is caught by running it again a few times") {
  const Run first = run(race_threads, 0);
  bool caught = false;
  for (int round = 0; round < 100 && !caught; ++round) {
    const Run again = run(race_threads, 0);
    const auto difference = first_difference(first.trace, again.trace);
    caught = difference.has_value() && difference->what.find("by sinner") != std::string::npos;
  }
  CHECK(caught);
}

TEST_CASE("a shared stream is caught by a stranger whose presence changes others' chains") {
  const auto events_of = [](bool stranger) {
    std::map<std::uint64_t, std::vector<std::uint64_t>> values;
    for (const TraceRecord& record :
         run([stranger](World& world) { share_a_stream(world, stranger); }, 0).trace) {
      if (std::string(record.name) == "drawer")
        values[record.actor.value].push_back(record.event.a);
    }
    return values;
  };
  const auto alone = events_of(false);
  const auto crowded = events_of(true);
  CHECK(alone == events_of(false));
  REQUIRE(alone.size() == 2);
  for (const auto& [actor, values] : alone) CHECK(crowded.at(actor) != values);
}

TEST_CASE("the first difference of equal traces is none, of a prefix the end") {
  const Run honest = run(be_honest, 0);
  std::vector<TraceRecord> shorter = honest.trace;
  shorter.pop_back();
  CHECK_FALSE(first_difference(honest.trace, honest.trace).has_value());
  const auto difference = first_difference(honest.trace, shorter);
  REQUIRE(difference.has_value());
  CHECK(difference->index == shorter.size());
  CHECK(difference->what.find("got the end of the run") != std::string::npos);
}
