// Promise P1 for the kernel: same program, same seed, same digest, in every build.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "hindcast/sim/event_kinds.hpp"
#include "tests/sim/golden/programs.hpp"
#include "tests/support/choosers.hpp"
#include "tests/support/digest_table.hpp"
#include "tests/support/run_twice.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

constexpr std::uint64_t kSeeds = 3;

DigestTable compute_table() {
  DigestTable table("tests/golden/kernel.digests",
                    "hindcast_test_sim --no-skip -tc=\"write the kernel's digests anew\"");
  for (const Program& program : golden_programs()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      Seeded chooser(seed);
      table.add({program.name, seed, run_program(program, chooser, {.seed = seed}).digest});
    }
  }
  return table;
}

// Asks as Seeded does and remembers what kinds of question there were.
class Census final : public Chooser {
 public:
  explicit Census(std::uint64_t seed) : seeded_(seed, true) {}

  bool asks(ChoiceKind kind) const override { return seeded_.asks(kind); }
  std::uint32_t choose(const ChoicePoint& point) override {
    kinds.insert(name_of(point.kind));
    return seeded_.choose(point);
  }
  void stepped(const Step& step) override {
    for (const Access& access : step.accesses) operations.insert(name_of(access.operation));
  }

  std::set<std::string> kinds;
  std::set<std::string> operations;

 private:
  Seeded seeded_;
};

}  // namespace

TEST_CASE("the kernel's digests are the golden ones") {
  const DigestTable table = compute_table();
  CHECK(table.size() >= 60);
  table.expect_unchanged();
}

TEST_CASE("write the kernel's digests anew" * doctest::skip()) { compute_table().write(); }

TEST_CASE("the golden programs meet every kernel event kind, choice kind and verdict") {
  std::set<std::uint32_t> events;
  std::set<std::string> kinds;
  std::set<std::string> verdicts;
  for (const Program& program : golden_programs()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      Census census(seed);
      const ProgramRun run = run_program(program, census, {.seed = seed, .keeps_trace = true});
      for (const TraceRecord& record : run.trace) events.insert(record.event.kind);
      kinds.insert(census.kinds.begin(), census.kinds.end());
      verdicts.insert(name_of(run.outcome.verdict));
    }
  }
  for (const EventKind& kind : kernel_event_kinds()) {
    CHECK_MESSAGE(events.contains(kind.code()), std::string(kind.name()) << " never occurs");
  }
  CHECK(kinds ==
        std::set<std::string>{"schedule", "message", "delay", "fault", "instant", "value"});
  CHECK(verdicts == std::set<std::string>{"passed", "violated", "deadlocked", "inconclusive"});
}

TEST_CASE("digests do not move when schedules are asked and answered with 0") {
  for (const Program& program : golden_programs()) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      if (program.limits.steps_max < 1000 || program.limits.instant_steps_max < 1000) continue;
      Seeded silent(seed, false);
      Seeded asked(seed, true);
      CHECK_MESSAGE(run_program(program, silent, {.seed = seed}).digest ==
                        run_program(program, asked, {.seed = seed}).digest,
                    std::string(program.name) << " seed " << seed);
    }
  }
}

TEST_CASE("keeping the trace moves no digest, and neither does another seed's run before") {
  for (const Program& program : golden_programs()) {
    Seeded first(2);
    Seeded second(2);
    CHECK_MESSAGE(run_program(program, first, {.seed = 2}).digest ==
                      run_program(program, second, {.seed = 2, .keeps_trace = true}).digest,
                  std::string(program.name));
  }
}

TEST_CASE("every program's digest depends on its seed") {
  for (const Program& program : golden_programs()) {
    std::set<std::uint64_t> digests;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      Quiet quiet;
      digests.insert(run_program(program, quiet, {.seed = seed}).digest);
    }
    // Without an answer other than 0, "questions" draws nothing.
    CHECK_MESSAGE(digests.size() == (program.name == std::string("questions") ? 1 : 5),
                  std::string(program.name));
  }
}
