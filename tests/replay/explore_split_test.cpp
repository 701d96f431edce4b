// A tree of executions that is split into parts: the same executions, whoever runs them.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/pack.hpp"

using namespace hindcast;
using namespace hindcast::classics;

namespace {

struct Seen {
  ExploreResult result{};
  std::set<std::uint64_t> classes{};
};

Seen explore_with(const Program& program, ExploreOptions options) {
  Seen seen;
  options.each = [&](const ExecutionView& view) { seen.classes.insert(view.class_hash); };
  options.begins_anew = [&] { seen.classes.clear(); };
  seen.result = explore(program, options);
  return seen;
}

void check_same(const Seen& one, const Seen& other) {
  CHECK(one.classes == other.classes);
  CHECK(one.result.executions == other.result.executions);
  CHECK(one.result.blocked == other.result.blocked);
  CHECK(one.result.strayed == other.result.strayed);
  CHECK(one.result.violations == other.result.violations);
  CHECK(one.result.deadlocks == other.result.deadlocks);
  CHECK(one.result.deepest == other.result.deepest);
  CHECK(one.result.complete);
  CHECK(other.result.complete);
}

// What a result says of how it was found, too: the same for any number of threads.
void check_equal(const Seen& one, const Seen& other) {
  check_same(one, other);
  CHECK(one.result.races == other.result.races);
  CHECK(one.result.steps == other.result.steps);
  CHECK(one.result.questions == other.result.questions);
  REQUIRE(one.result.counterexamples.size() == other.result.counterexamples.size());
  for (std::size_t nth = 0; nth < one.result.counterexamples.size(); ++nth) {
    CHECK(one.result.counterexamples[nth].digest == other.result.counterexamples[nth].digest);
    const bool same_path =
        one.result.counterexamples[nth].deviations == other.result.counterexamples[nth].deviations;
    CHECK(same_path);
  }
}

struct Case {
  std::string name;
  Program program;
};

std::vector<Case> cases() {
  return {
      {"writers(5)", writers(5)},
      {"writers(3, 2)", writers(3, 2)},
      {"readers(6)", readers(6)},
      {"pairs(5)", pairs(5)},
      {"counter(4)", counter(4)},
      {"lockinc(5)", lockinc(5)},
      {"two locks", two_locks()},
      {"philosophers(5)", philosophers(5, false)},
      {"philosophers(3), two meals", philosophers(3, false, 2)},
      {"mailbox(5)", mailbox(5, 5)},
      {"mailbox(5, 2)", mailbox(5, 2)},
      {"lossy(4)", lossy(4)},
      {"reqack(4)", reqack(4)},
      {"lastzero(7)", lastzero(7)},
      {"blow(8)", blow(8)},
      {"timers(5, 4)", timers(5, 4)},
      {"twostage", twostage()},
      {"reorder(4)", reorder(4)},
      {"filesystem(16)", filesystem(16)},
  };
}

}  // namespace

TEST_CASE("however often a tree is split, each trace is run once") {
  for (const Case& one : cases()) {
    CAPTURE(one.name);
    const Seen whole = explore_with(one.program, {});
    for (const std::uint64_t round_steps : {1U, 7U, 100U, 1000U}) {
      CAPTURE(round_steps);
      check_same(whole, explore_with(one.program, {.round_steps = round_steps}));
    }
  }
}

TEST_CASE("without reduction, too, a tree that is split has the same executions") {
  for (const Program& program : {writers(4), counter(3), two_locks(), lossy(2)}) {
    const ExploreOptions unreduced{.reduction = Reduction::none, .starts_first = true};
    ExploreOptions split = unreduced;
    split.round_steps = 5;
    check_same(explore_with(program, unreduced), explore_with(program, split));
  }
}

TEST_CASE("any number of threads gives the same result") {
  for (const Case& one : cases()) {
    CAPTURE(one.name);
    const Seen alone = explore_with(one.program, {.round_steps = 50});
    for (const std::uint32_t workers : {2U, 4U}) {
      check_equal(alone, explore_with(one.program, {.workers = workers, .round_steps = 50}));
    }
  }
}

TEST_CASE("a bound on faults holds in every part") {
  for (std::uint32_t faults = 0; faults <= 3; ++faults) {
    ExploreOptions options{.bounds = {.deviations_max = faults}};
    const Seen whole = explore_with(lossy(5), options);
    options.round_steps = 3;
    check_same(whole, explore_with(lossy(5), options));
  }
}

TEST_CASE("a budget ends a split exploration exactly, and says how far it came") {
  const ExploreResult result =
      explore(writers(6), {.executions_max = 400, .workers = 2, .round_steps = 100});
  CHECK(result.executions == 400);
  CHECK_FALSE(result.complete);
  CHECK(result.explored > 0.2);
  CHECK(result.explored < 0.9);  // 400 of 720
}

TEST_CASE("an exploration that is told to stop is inconclusive") {
  std::atomic<int> asked{0};
  const ExploreResult result = explore(
      writers(7), {.workers = 2, .round_steps = 100, .stops = [&] { return ++asked > 50; }});
  CHECK_FALSE(result.complete);
  CHECK(result.verdict() == Verdict::inconclusive);
  CHECK(result.executions < 60);
}

TEST_CASE("an exploration goes on where its budget ended, and ends as if it had not") {
  for (const Case& one : cases()) {
    CAPTURE(one.name);
    const Seen whole = explore_with(one.program, {});
    for (const std::uint64_t round_steps : {10U, 1000U}) {
      std::set<std::uint64_t> classes;
      ExploreResult result;
      std::uint64_t budget = 1;
      for (int laps = 0; laps < 100 && !result.complete; ++laps) {
        budget = budget * 2 + 1;
        const Seen lap = explore_with(one.program, {.executions_max = budget,
                                                    .round_steps = round_steps,
                                                    .resume_from = result.rest,
                                                    .keeps_rest = true});
        if (lap.result.orders_sends && !result.orders_sends) classes.clear();
        classes.insert(lap.classes.begin(), lap.classes.end());
        result = lap.result;
      }
      check_same(whole, {result, classes});
      CHECK(result.classes == whole.result.classes);
    }
  }
}

TEST_CASE("a rest that was changed is refused, or does no harm") {
  for (const Program& program : {philosophers(4, false), lossy(3), timers(4, 3)}) {
    const ExploreResult begun =
        explore(program, {.executions_max = 5, .round_steps = 10, .keeps_rest = true});
    REQUIRE_FALSE(begun.rest.empty());
    std::size_t refused = 0;
    const auto resume = [&](const std::string& rest) {
      try {
        explore(program, {.executions_max = 100, .resume_from = rest});
      } catch (const PackError&) {
        ++refused;
      }
    };
    for (std::size_t at = 0; at < begun.rest.size(); at += 3) {
      std::string changed = begun.rest;
      changed[at] = changed[at] == '7' ? '9' : '7';
      resume(changed);
      resume(begun.rest.substr(0, at));
    }
    CHECK(refused > begun.rest.size() / 3);
  }
}
