#include <doctest/doctest.h>

#include "tests/oracle/families.hpp"
#include "tests/oracle/oracle.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// Compares `times` as many programs of each family as it names, of the seeds from `first` on.
void compare_families(std::uint64_t first, std::uint64_t times) {
  for (const Family& family : families()) {
    const std::uint64_t programs = affordable(family.programs * times);
    const Oracle oracle(first, programs, {family.options()});
    const OracleAccount account = oracle.compare();
    CAPTURE(family.name);
    INFO(account.first);
    CHECK(account.lost == 0);
    CHECK(account.strayed == 0);
    CHECK(account.redundant <= family.redundant_max * times);
    // A few programs under a sanitizer are no sample of how many are too large.
    const bool all = programs == family.programs * times;
    if (all) CHECK(oracle.left_out() * 2 < oracle.programs());
    MESSAGE(family.name << ": " << oracle.programs() << " programs, " << oracle.interleavings()
                        << " interleavings, " << account.traces << " traces, " << account.redundant
                        << " programs with a trace run twice or in vain");
  }
}

}  // namespace

TEST_CASE("reduced and unreduced search see the same final states, verdicts and classes") {
  compare_families(1'000'000, 1);
}

TEST_CASE("directed programs have the same final states, verdicts and classes, too") {
  for (const DirectedProgram& one : directed_programs()) {
    const Oracle oracle({one}, {.interleavings_max = kSanitized ? 20'000U : 600'000U});
    const OracleAccount account = oracle.compare();
    INFO(account.first);
    CAPTURE(one.name);
    if (!kSanitized) CHECK(oracle.left_out() == 0);
    CHECK(account.lost == 0);
    if (one.traits.once) CHECK(account.redundant == 0);
    CHECK(account.strayed == 0);
    MESSAGE(one.name << ": " << oracle.interleavings() << " interleavings, " << account.traces
                     << " traces");
  }
}

// The long mode: hindcast_test_oracle --no-skip -tc="a million *"
TEST_CASE("a million random programs, reduced and unreduced" * doctest::skip()) {
  compare_families(10'000'000, 10);
}

TEST_CASE("a tree that is split again and again has the same traces, each run once") {
  for (const Family& family : families()) {
    const Oracle oracle(5'000'000, affordable(family.programs / 10), {family.options()});
    const OracleAccount account = oracle.compare({.round_steps = 1});
    CAPTURE(family.name);
    INFO(account.first);
    CHECK(account.lost == 0);
    CHECK(account.redundant <= family.redundant_max / 8);
  }
}

TEST_CASE("sleep sets alone find the same classes and ends") {
  OracleOptions options;
  options.programs.actions = {Action::read,    Action::write,   Action::locked, Action::try_locked,
                              Action::acquire, Action::release, Action::send,   Action::receive};
  const OracleAccount account =
      Oracle(3'000'000, affordable(3000), options).compare({.sleep_sets = true});
  INFO(account.first);
  CHECK(account.lost == 0);
}

TEST_CASE("a race that the search drops is noticed") {
  OracleOptions options;
  options.programs.actions = {Action::read, Action::write, Action::locked};
  const Oracle oracle(4'000'000, 500, options);
  const OracleAccount account = oracle.compare({.without_race = 3, .stops_at_first = true});
  CHECK(account.lost > 0);  // every third is dropped
}
