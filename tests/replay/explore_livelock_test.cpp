// Livelock found by exploration, and searches over states.
#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>
#include <tuple>

#include "hindcast/replay/explore/endless.hpp"
#include "hindcast/replay/explore/explore.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

struct Found {
  ExploreResult result{};
  std::set<std::uint64_t> finals{};
  std::set<std::tuple<Verdict, std::string>> verdicts{};
};

Found found_in(const Program& program, ExploreOptions options) {
  Found found;
  options.split = WaitSplit::permits;
  options.each = [&](const ExecutionView& view) {
    found.finals.insert(view.final_state);
    found.verdicts.insert({view.outcome.verdict, view.outcome.property});
  };
  found.result = explore(program, options);
  return found;
}

// Explores over states and without, and compares what is found. Returns how many executions each
// took.
std::pair<std::uint64_t, std::uint64_t> compare_over_states(const Program& program, bool symmetry) {
  const Found all = found_in(program, {.reduction = Reduction::none});
  const Found states =
      found_in(program, {.reduction = Reduction::none, .fingerprints = true, .symmetry = symmetry});
  CHECK(all.result.complete);
  CHECK(states.result.complete);
  CHECK(states.finals == all.finals);
  CHECK(states.verdicts == all.verdicts);
  CHECK(states.result.verdict() == all.result.verdict());
  CHECK(states.result.states > 0);
  CHECK(states.result.cut > 0);
  return {all.result.executions, states.result.executions + states.result.cut};
}

// n fibers read a cell and write it plus one, with what each has read.
Program racing_counter(std::uint32_t fibers) {
  return [fibers](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    auto& seen = program.make<std::vector<std::uint32_t>>(fibers);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      const FiberHandle fiber = program.fiber("increment", [&, nth] {
        seen[nth] = x.read();
        x.write(seen[nth] + 1);
      });
      program.alike(fiber, [&seen, nth] { return seen[nth]; });
    }
    program.fingerprint([&x] { return x.peek(); });
    program.holds_at_end("no update is lost", [&x, fibers] { return x.peek() == fibers; });
    program.observe([&x] { return x.peek(); });
  };
}

Program philosophers(std::uint32_t fibers) {
  return [fibers](ProgramBuilder& program) {
    std::vector<Mutex*> forks;
    for (std::uint32_t nth = 0; nth < fibers; ++nth) forks.push_back(&program.mutex("fork"));
    auto& holds = program.make<std::vector<std::uint32_t>>(fibers);
    for (std::uint32_t nth = 0; nth < fibers; ++nth) {
      program.fiber("philosopher",
                    [&holds, nth, left = forks[nth], right = forks[(nth + 1) % fibers]] {
                      const Lock first(*left);
                      holds[nth] = 1;
                      const Lock second(*right);
                      holds[nth] = 2;
                    });
    }
    program.fingerprint([&holds] {
      std::uint64_t state = 0;
      for (const std::uint32_t held : holds) state = mix(state, held);
      return state;
    });
  };
}

// A crash, at most one, of a node on which two fibers write.
Program crashing() {
  return [](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    Node& node = program.add_node("victim");
    for (std::uint32_t nth = 1; nth <= 2; ++nth) {
      program.fiber(
          "writes",
          [&x, nth] { x.update([nth](std::uint32_t& value) { value = value * 2 + nth; }); },
          {.node = &node});
    }
    program.crash(node);
    program.fingerprint([&] { return mix(x.peek(), node.alive() ? 1 : 0); });
    program.observe([&x] { return x.peek(); });
  };
}

// A loop that ends, whose counter the fingerprint does not see, beside a writer.
Program counts_to(std::uint32_t rounds) {
  return [rounds](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    program.fiber("loop", [&x, rounds] {
      for (std::uint32_t round = 0; round < rounds; ++round) x.read();
    });
    program.fiber("other", [&x] { x.write(1); });
    program.fingerprint([] { return 0; });
  };
}

}  // namespace

TEST_CASE("two polite fibers are a livelock, found by every search, and replayed without it") {
  for (const Reduction reduction : {Reduction::none, Reduction::sleep_sets, Reduction::optimal}) {
    INFO(name_of(reduction));
    // Else there are as many executions as paths without a cycle: too many.
    const bool stops = reduction != Reduction::optimal;
    const Found found =
        found_in(classics::polite(), {.reduction = reduction, .stops_at_first = stops});
    CHECK(found.result.complete != stops);
    CHECK(found.result.verdict() == Verdict::violated);
    CHECK(found.verdicts.contains({Verdict::violated, "no livelock"}));
    CHECK(found.verdicts.contains({Verdict::passed, ""}));
    REQUIRE(found.result.counterexamples.size() == 1);
    const Counterexample& shown = found.result.counterexamples.front();
    for (int time = 0; time < 2; ++time) {
      const Outcome again = replay(classics::polite(), shown);
      CHECK(again.property == "no livelock");
      CHECK(again.detail == shown.outcome.detail);
    }
    CHECK(shown.outcome.detail.find("program/one#0") != std::string::npos);
    CHECK(shown.outcome.detail.find("program/two#0") != std::string::npos);
  }
}

TEST_CASE("polite fibers that lose patience are no livelock") {
  for (const std::uint32_t attempts : {1U, 2U}) {
    const Found found = found_in(classics::polite(attempts), {});
    CHECK(found.result.complete);
    CHECK(found.result.verdict() == Verdict::passed);
    CHECK(found.result.fingerprint_declared);
  }
}

TEST_CASE("over states a livelock is found that no path shows, and marks of progress deny it") {
  const Found found =
      found_in(classics::polite(), {.reduction = Reduction::none, .fingerprints = true});
  CHECK(found.result.complete);
  CHECK(found.verdicts.contains({Verdict::violated, "no livelock"}));
  CHECK(found.verdicts.contains({Verdict::passed, ""}));
  REQUIRE(found.result.counterexamples.size() == 1);
  CHECK(replay(classics::polite(), found.result.counterexamples.front()).property == "no livelock");

  for (const bool progresses : {false, true}) {
    const Program turns = [progresses](ProgramBuilder& program) {
      auto& x = program.cell<bool>("x");
      for (const bool mine : {false, true}) {
        program.fiber("turns", [&program, &x, mine, progresses] {
          for (;;) {
            if (x.read() != mine) continue;
            if (progresses) program.progress();
            x.write(!mine);
          }
        });
      }
      program.fingerprint([&x] { return x.peek() ? 1 : 0; });
    };
    const Found end = found_in(turns, {.reduction = Reduction::none, .fingerprints = true});
    CHECK(end.result.complete);
    CHECK(end.result.verdict() == (progresses ? Verdict::passed : Verdict::violated));
  }
}

TEST_CASE(
    "a loop that counts is no livelock, and loses no execution, if the fingerprint is blind") {
  const Found found = found_in(counts_to(10), {});
  CHECK(found.result.verdict() == Verdict::passed);
  CHECK(found.result.executions == 11);  // the write comes before, between or after the reads
  CHECK(found.result.classes == 11);
  CHECK(found.result.pumped > 0);
}

TEST_CASE("waiting for a flag in a loop is no livelock; over states its search ends") {
  const Found found =
      found_in(classics::spin(2), {.reduction = Reduction::none, .fingerprints = true});
  CHECK(found.result.complete);
  CHECK(found.result.verdict() == Verdict::passed);
  CHECK(found.result.cut > 0);
  // Without states an unfair cycle is cut, and the result says that it is not all.
  const Found cut = found_in(classics::spin(1), {.reduction = Reduction::none});
  CHECK(cut.result.unfair > 0);
  CHECK(cut.result.verdict() == Verdict::inconclusive);
}

TEST_CASE("activity without progress of time is found by exploring, and who is active is named") {
  const Program zeno = [](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    program.fiber("hasty", [] {
      for (;;) yield();
    });
    program.fiber("other", [&x] { x.write(1); });
  };
  ExploreOptions options{.stops_at_first = true};
  options.limits.instant_steps_max = 500;
  const Found found = found_in(zeno, options);
  CHECK_FALSE(found.result.fingerprint_declared);
  REQUIRE(found.result.counterexamples.size() == 1);
  const Outcome& outcome = found.result.counterexamples.front().outcome;
  CHECK(outcome.property == "time advances");
  CHECK(outcome.detail.find("by program/hasty") != std::string::npos);
}

TEST_CASE("a search over states finds the same verdicts and final states, in fewer executions") {
  const std::vector<Program> programs = {
      racing_counter(2), racing_counter(3),      philosophers(2),       philosophers(3),
      crashing(),        classics::takers(2, 2), classics::takers(3, 1)};
  for (std::size_t nth = 0; nth < programs.size(); ++nth) {
    CAPTURE(nth);
    const auto counts = compare_over_states(programs[nth], false);
    CHECK(counts.second < counts.first);
  }
}

TEST_CASE("with symmetry states that differ in who is who count once") {
  for (const Program& program : {racing_counter(2), racing_counter(3), classics::takers(3, 1)}) {
    compare_over_states(program, true);
    ExploreOptions options{.reduction = Reduction::none, .fingerprints = true};
    const ExploreResult own = explore(program, options);
    options.symmetry = true;
    const ExploreResult alike = explore(program, options);
    CHECK(alike.states < own.states);
  }
}

TEST_CASE("who uses what belongs to another is not taken for another") {
  // Each reads its own cell, and writes that of another, whichever.
  const Program program = [](ProgramBuilder& builder) {
    auto& cells = builder.make<std::vector<Cell<std::uint32_t>*>>();
    auto& seen = builder.make<std::vector<std::uint32_t>>(3U);
    for (int nth = 0; nth < 3; ++nth) cells.push_back(&builder.cell<std::uint32_t>("own"));
    for (std::size_t nth = 0; nth < 3; ++nth) {
      const FiberHandle fiber = builder.fiber("writes", [&cells, &seen, nth] {
        seen[nth] = cells[nth]->read() * 2 + 1;
        cells[(nth + 1 + choose_value("whose", 2)) % 3]->write(seen[nth]);
      });
      builder.alike(fiber, [&seen, cell = cells[nth], nth] { return mix(cell->peek(), seen[nth]); },
                    {cells[nth]->key()});
    }
    builder.observe([&cells] {
      std::uint64_t sum = 0;
      for (const auto* const cell : cells) sum += mix(1, cell->peek());
      return sum;
    });
  };
  compare_over_states(program, false);
  compare_over_states(program, true);
}
