#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/dependence.hpp"
#include "tests/oracle/oracle.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// What random programs are made of, in groups of actions that meet.
struct Family {
  std::string name;
  std::vector<Action> actions;
};

std::vector<Family> families() {
  using enum Action;
  return {
      {"cells", {read, write, swap, pass, choose}},
      {"locks", {locked, locked_for, try_locked, read, write, nap}},
      {"semaphores", {acquire, acquire_for, try_acquire, release, nap}},
      {"conditions", {wait, wait_for, signal, broadcast, locked, nap}},
      {"events", {event_wait, event_wait_for, event_set, event_reset, nap}},
      {"channels", {send, try_send, send_for, receive, receive_for, try_receive, nap}},
      {"closing", {send, try_send, receive, receive_for, close, write}},
      {"losses", {lose, receive, receive_for, choose}},
      {"fibers", {spawn_join, spawn_cancel, read, write}},
      {"crashes", {crash, write, read, nap}},
      {"everything", {}},
  };
}

constexpr std::uint64_t kProgramsEach = 1'500;

}  // namespace

TEST_CASE("reduced and unreduced search see the same final states, verdicts and classes") {
  for (const Family& family : families()) {
    OracleOptions options;
    options.programs.actions = family.actions;
    const OracleAccount account = compare(1'000'000, kProgramsEach, options);
    CAPTURE(family.name);
    INFO(account.first);
    CHECK(account.lost == 0);
    CHECK(account.left_out * 2 < account.programs);
    MESSAGE(family.name << ": " << account.programs << " programs, " << account.interleavings
                        << " interleavings, " << account.traces << " traces, " << account.redundant
                        << " programs with a trace run twice");
  }
}

TEST_CASE("fibers that are not isolated are explored completely, too") {
  OracleOptions options;
  options.programs.isolated = false;
  options.programs.fibers_max = 2;
  options.programs.instructions_total_max = 4;
  options.programs.actions = {Action::read,   Action::write, Action::plain,
                              Action::locked, Action::send,  Action::receive_for};
  const OracleAccount account = compare(2'000'000, kProgramsEach, options);
  INFO(account.first);
  CHECK(account.lost == 0);
}

TEST_CASE("sleep sets alone find the same classes and ends") {
  OracleOptions options;
  options.sleep_sets = true;
  options.programs.actions = {Action::read,    Action::write,   Action::locked, Action::try_locked,
                              Action::acquire, Action::release, Action::send,   Action::receive};
  const OracleAccount account = compare(3'000'000, kProgramsEach, options);
  INFO(account.first);
  CHECK(account.lost == 0);
}

TEST_CASE("a race that the search drops is noticed") {
  OracleOptions options;
  options.programs.actions = {Action::read, Action::write, Action::locked};
  options.without_race = 3;  // every third is dropped
  CHECK(compare(4'000'000, 500, options, true).lost > 0);
}

TEST_CASE("each row of the dependence table that is deleted is noticed") {
  // Rows whose loss only makes a beginning impossible to follow, or that no small program of these
  // families can tell from another row.
  std::vector<std::string> unnoticed;
  const auto rows = dependence_rows();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    bool noticed = false;
    for (const Family& family : families()) {
      if (noticed) break;
      OracleOptions options;
      options.programs.actions = family.actions;
      options.without_row = row;
      const OracleAccount account = compare(5'000'000, 250, options, true);
      noticed = account.lost > 0 || account.redundant > 0;
    }
    if (!noticed) {
      unnoticed.push_back(std::string(name_of(rows[row].first)) + " / " +
                          name_of(rows[row].second));
    }
  }
  for (const std::string& row : unnoticed) MESSAGE("not noticed: " << row);
  CHECK(unnoticed.size() * 3 < rows.size());
}
