// What the golden programs must show besides their digests: they read nothing uninitialised and use
// no address (P2), a mutation of one draw, answer or order moves the digest (P1), and what is
// unrelated changes nothing (P3).
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "hindcast/sim/cell.hpp"
#include "hindcast/sim/mutex.hpp"
#include "tests/sim/golden/programs.hpp"
#include "tests/support/choosers.hpp"
#include "tests/support/run_twice.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Answers as Seeded does, but for one question, counted over the run.
class Mutated final : public Chooser {
 public:
  Mutated(std::uint64_t seed, std::uint64_t nth) : seeded_(seed), nth_(nth) {}

  bool asks(ChoiceKind kind) const override { return seeded_.asks(kind); }
  std::uint32_t choose(const ChoicePoint& point) override {
    const std::uint32_t answer = seeded_.choose(point);
    return questions_++ == nth_ ? (answer + 1) % point.arity : answer;
  }
  bool met() const { return questions_ > nth_; }

 private:
  Seeded seeded_;
  std::uint64_t nth_;
  std::uint64_t questions_ = 0;
};

// Runs second who would run first, at one schedule question.
class Swapped final : public Chooser {
 public:
  explicit Swapped(std::uint64_t nth) : nth_(nth) {}

  bool asks(ChoiceKind kind) const override { return kind == ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint&) override { return questions_++ == nth_ ? 1 : 0; }
  bool met() const { return questions_ > nth_; }

 private:
  std::uint64_t nth_;
  std::uint64_t questions_ = 0;
};

using Chains = std::map<std::uint64_t, std::vector<TraceEvent>>;

// The events of each actor but the world itself.
Chains chains_of(const std::vector<TraceRecord>& trace) {
  Chains chains;
  for (const TraceRecord& record : trace) {
    if (record.actor.value != 0) chains[record.actor.value].push_back(record.event);
  }
  return chains;
}

// Adds a node, a component that makes objects and draws, fibers, calls, a crash and adversary
// fibers, none of which has to do with anything else.
void add_unrelated(World& world, bool before) {
  auto& client = world.add<Caller>(before ? "aaa client" : "zzz client", [](Caller& self) {
    for (int index = 0; index < 2; ++index) {
      spawn("client", [&self] {
        Mutex own("mutex");
        for (int round = 0; round < 20; ++round) {
          const Lock lock(own);
          sleep(draw_duration("think", Distribution::exponential(2ms)));
          self.call(round);
        }
      });
    }
  });
  auto& server = world.add<Answerer>(before ? "aaa server" : "zzz server", answer_after(1ms));
  world.connect(client.out, server.in, {.timeout = 3ms, .attempts_max = 2});
  server.node().supervise({true, 2ms});
  world.inject("unrelated", [&server] {
    for (int round = 0; round < 3; ++round) {
      sleep(7ms);
      server.node().crash();
    }
  });
}

}  // namespace

TEST_CASE("no golden program reads uninitialised memory or uses an address") {
  for (const Program& program : golden_programs()) {
    const auto [first, second] = run_twice<ProgramRun>([&](std::uint8_t poison) {
      Seeded chooser(1);
      return run_program(program, chooser, {.stack_poison = poison, .keeps_trace = true});
    });
    CHECK_MESSAGE(first.digest == second.digest, std::string(program.name));
    CHECK_MESSAGE(first.trace.size() == second.trace.size(), std::string(program.name));
  }
}

TEST_CASE("another answer to any question moves the digest") {
  int mutations = 0;
  for (const Program& program : golden_programs()) {
    Seeded chooser(1);
    const std::uint64_t digest = run_program(program, chooser, {}).digest;
    for (std::uint64_t nth = 0; nth < 25; ++nth) {
      Mutated mutated(1, nth);
      const std::uint64_t other = run_program(program, mutated, {}).digest;
      if (!mutated.met()) break;
      CHECK_MESSAGE(other != digest, std::string(program.name) << " question " << nth);
      ++mutations;
    }
  }
  CHECK(mutations > 200);
}

TEST_CASE("another draw moves the digest, even if nothing is done with it") {
  const auto digest_of = [](Label label, std::uint64_t seed) {
    Universe universe({.seed = seed});
    universe.run([label] {
      sleep(1ms);
      draw(label);
      sleep(1ms);
    });
    return universe.world.digest();
  };
  CHECK(digest_of("a", 1) == digest_of("a", 1));
  CHECK(digest_of("a", 1) != digest_of("b", 1));
  CHECK(digest_of("a", 1) != digest_of("a", 2));
}

TEST_CASE("another order of two fibers of a node moves the digest") {
  int orders = 0;
  for (const Program& program : golden_programs()) {
    if (program.name != std::string("simultaneous")) continue;
    Quiet quiet(true);
    const std::uint64_t digest = run_program(program, quiet, {}).digest;
    for (std::uint64_t nth = 0; nth < 40; ++nth) {
      Swapped swapped(nth);
      const std::uint64_t other = run_program(program, swapped, {}).digest;
      if (!swapped.met()) break;
      CHECK_MESSAGE(other != digest, "question " << nth);
      ++orders;
    }
  }
  CHECK(orders == 40);
}

TEST_CASE("the order of isolated fibers moves the digest only where they share a cell") {
  const auto digests = [](bool shared) {
    std::vector<std::uint64_t> found;
    for (const std::uint64_t nth : {std::uint64_t{100}, std::uint64_t{0}}) {
      Swapped chooser(nth);
      Memory memory;
      World world(chooser);
      auto& first = memory.make<Cell<int>>(0, Label("first"));
      auto& second = shared ? first : memory.make<Cell<int>>(0, Label("second"));
      world.add<Script>("node", [&](Memory&) {
        spawn("one", [&] { first.write(1); }, {.isolated = true});
        spawn("two", [&] { second.write(2); }, {.isolated = true});
      });
      world.run();
      found.push_back(world.digest());
    }
    return found;
  };
  const auto apart = digests(false);
  CHECK(apart[0] == apart[1]);
  const auto together = digests(true);
  CHECK(together[0] != together[1]);
}

TEST_CASE("an unrelated component, node, request or fiber changes no chain of the others") {
  for (const Program& program : golden_programs()) {
    // Limits count the steps of all, and a deadlock or violation ends them at another step.
    const bool limited = program.limits.steps_max != Limits{}.steps_max ||
                         program.limits.instant_steps_max != Limits{}.instant_steps_max ||
                         program.limits.fibers_max != Limits{}.fibers_max;
    if (limited) continue;
    Seeded chooser(3);
    const ProgramRun alone = run_program(program, chooser, {.seed = 3, .keeps_trace = true});
    if (alone.outcome.verdict != Verdict::passed) continue;
    const Chains expected = chains_of(alone.trace);
    for (const bool before : {true, false}) {
      Memory memory;
      Seeded same(3);
      World world(same, {.seed = 3, .keeps_trace = true});
      if (before) add_unrelated(world, before);
      program.build(world, memory);
      if (!before) add_unrelated(world, before);
      world.run();
      const Chains crowded = chains_of(world.scheduler().trace());
      CHECK(crowded.size() > expected.size());
      for (const auto& [actor, events] : expected) {
        const auto found = crowded.find(actor);
        REQUIRE_MESSAGE(found != crowded.end(), std::string(program.name));
        CHECK_MESSAGE(found->second == events, std::string(program.name));
      }
    }
  }
}

TEST_CASE("one more request changes no chain of the other requests and their handlers") {
  const auto chains = [](int requests) {
    Universe universe({.seed = 9, .keeps_trace = true});
    auto& client = universe.world.add<Caller>("client", [requests](Caller& self) {
      for (int index = 0; index < requests; ++index) {
        spawn("request", [&self, index] {
          sleep(draw_duration("start", Distribution::exponential(3ms)));
          self.call(index);
        });
      }
    });
    auto& server = universe.world.add<Answerer>(
        "server", [](Answerer&, const Number& request, Responder<Number> responder) {
          sleep(draw_duration("service", Distribution::exponential(3ms)));
          responder.reply(request);
        });
    universe.world.connect(client.out, server.in, {.timeout = 5ms, .attempts_max = 2});
    universe.world.run();
    Chains found = chains_of(universe.world.scheduler().trace());
    // The boot fiber spawned one more.
    std::erase_if(found, [&](const auto& entry) {
      return entry.second.size() == static_cast<std::size_t>(requests) + 1;
    });
    return found;
  };
  const Chains few = chains(20);
  const Chains more = chains(21);
  CHECK(few.size() > 40);
  for (const auto& [actor, events] : few) {
    REQUIRE(more.contains(actor));
    CHECK(more.at(actor) == events);
  }
}
