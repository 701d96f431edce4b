// Programs that end are never said to be livelocked, starved or out of time, and a fingerprint that
// sees nothing loses no execution of theirs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "tests/oracle/families.hpp"
#include "tests/oracle/oracle.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

Program with_blind_fingerprint(const Program& program) {
  return [program](ProgramBuilder& builder) {
    builder.fingerprint([] { return 0; });
    program(builder);
  };
}

struct Account {
  std::uint64_t compared = 0;
  std::uint64_t reports = 0;
  std::uint64_t differences = 0;
  std::uint64_t pumped = 0;
  std::string first{};  // what went wrong first
};

// Explores the program as it is, and with a fingerprint and all that can be looked for.
void try_one(const Program& program, const std::string& name, Reduction reduction,
             Account& account) {
  ExploreOptions options{.reduction = reduction, .executions_max = 2000};
  const ExploreResult plain = explore(program, options);
  if (!plain.complete) return;
  ++account.compared;
  const ExploreResult watched = explore(with_blind_fingerprint(program), options);
  // To look for starvation moves the clock on at the end, and with it the classes.
  options.limits.starved_after = 1h;
  options.limits.overtakes_max = 100;
  options.limits.instant_steps_max = 10'000;
  std::uint64_t reports = 0;
  options.each = [&](const ExecutionView& view) {
    const std::string& property = view.outcome.property;
    const bool ends = property != "no livelock" && property != "no starvation" &&
                      property != "time advances" && property != LivelockWatch::kRepeated;
    if (!ends) ++reports;
  };
  options.begins_anew = [&] { reports = 0; };
  explore(with_blind_fingerprint(program), options);
  const bool same = watched.executions == plain.executions && watched.classes == plain.classes &&
                    watched.class_sum == plain.class_sum && watched.deadlocks == plain.deadlocks &&
                    watched.unfair == 0;
  account.reports += reports;
  account.differences += same ? 0 : 1;
  account.pumped += watched.pumped;
  if ((reports > 0 || !same) && account.first.empty()) {
    account.first = fmt::format(
        "{}\n{} and {} executions, {} and {} classes, sums {:x} and {:x}, {} and {} deadlocks, {} "
        "in "
        "unfair cycles",
        name, plain.executions, watched.executions, plain.classes, watched.classes, plain.class_sum,
        watched.class_sum, plain.deadlocks, watched.deadlocks, watched.unfair);
  }
}

}  // namespace

TEST_CASE("2,000 random programs, all of which end: no report, and no execution lost") {
  Account account;
  const std::vector<Family> all = families();
  const std::uint64_t each = affordable(2400) / all.size() + 1;
  for (std::size_t family = 0; family < all.size(); ++family) {
    for (std::uint64_t nth = 0; nth < each; ++nth) {
      const std::uint64_t seed = 7'000'000 + family * 10'000 + nth;
      const RandomProgram random = random_program(seed, all[family].options());
      const Reduction reduction = random.isolated ? Reduction::optimal : Reduction::none;
      try_one(random.program(), all[family].name + "\n" + random.text(), reduction, account);
    }
  }
  INFO(account.first);
  CHECK(account.reports == 0);
  CHECK(account.differences == 0);
  CHECK(account.compared >= affordable(2000));
  CHECK(account.pumped > 0);
}

TEST_CASE("the programs of the literature are not reported, and keep their counts") {
  namespace c = classics;
  Account account;
  const std::vector<Program> programs = {c::writers(3),
                                         c::readers(5),
                                         c::pairs(4),
                                         c::counter(3),
                                         c::lockinc(4),
                                         c::two_locks(),
                                         c::twostage(),
                                         c::mailbox(4, 4),
                                         c::lossy(4),
                                         c::reqack(3),
                                         c::lastzero(5),
                                         c::indexer(12),
                                         c::filesystem(14),
                                         c::blow(6),
                                         c::timers(6, 3),
                                         c::periodic(),
                                         c::late(8),
                                         c::reorder(3),
                                         c::sleepers(3, 2),
                                         c::reply_or_timeout(),
                                         c::philosophers(4, false),
                                         c::philosophers(4, true),
                                         c::philosophers(3, true, 2)};
  for (std::size_t nth = 0; nth < programs.size(); ++nth) {
    try_one(programs[nth], "program " + std::to_string(nth), Reduction::optimal, account);
  }
  INFO(account.first);
  CHECK(account.compared == programs.size());
  CHECK(account.reports == 0);
  CHECK(account.differences == 0);
}
