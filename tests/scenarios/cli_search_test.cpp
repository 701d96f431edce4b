// A search whose budget ends, as its user meets it: what it says, and the file from which it goes
// on.
#include <doctest/doctest.h>

#include <string>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

const std::string kSleepers = "check sleepers --reduction none ";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// A search that was begun, and its file.
std::string begun(const Scratch& scratch) {
  const std::string file = scratch.file("begun.search");
  CHECK(run_program(kSleepers + "--executions 100 --save " + file).code == 3);
  return file;
}

}  // namespace

TEST_CASE("a budget that ends first is inconclusive, and no claim is made for the rest") {
  const Scratch scratch;
  const Ended ended = run_program(kSleepers + "--executions 100", scratch.path());
  CHECK(ended.code == 3);
  CHECK(holds(ended.out, "100 executions, not all: the budget of 100 executions (--executions)"));
  CHECK(holds(ended.out, "or 13,824 in all"));  // exact: all branches are alike
  CHECK(holds(ended.out, "go on with --resume"));
  CHECK(holds(ended.out, "what lies beyond the budget: nothing is known about it"));
  CHECK_FALSE(holds(ended.out, "all 100"));
}

TEST_CASE("a search that goes on ends as one that was never ended") {
  const Scratch scratch;
  const std::string file = begun(scratch);
  const Ended whole = run_program(kSleepers);
  const Ended resumed = run_program(kSleepers + "--workers 3 --resume " + file);
  CHECK(resumed.code == 0);
  CHECK(resumed.out == whole.out);
  const Ended orders = run_program("check breaker_orders");
  const std::string half = scratch.file("half.search");
  CHECK(run_program("check breaker_orders --executions 9000 --save " + half).code == 1);
  CHECK(run_program("check breaker_orders --resume " + half).out == orders.out);
}

TEST_CASE("any number of workers prints the same bytes") {
  for (const std::string search : {"philosophers", "lossy", "stampede_order", "breaker_orders"}) {
    CAPTURE(search);
    const std::string alone = run_program("check " + search + " --workers 1 --json").out;
    CHECK(alone == run_program("check " + search + " --workers 2 --json").out);
    CHECK(alone == run_program("check " + search + " --workers 4 --json").out);
  }
}

TEST_CASE("a file that is not of this search, or is damaged, is refused by its name") {
  const Scratch scratch;
  const std::string file = begun(scratch);
  const std::string text = contents(file);
  const std::string resume = kSleepers + "--resume ";
  check_refused(resume + file + " --seed 2", "the search is not this one");
  check_refused("check counter --resume " + file, "the search is not this one");
  check_refused(resume + scratch.file("none"), "cannot be opened");
  check_refused(resume + scratch.path(), "is it a file?");
  check_refused(resume + scratch.write("empty", ""), "this is no search of hindcast");
  check_refused(resume + scratch.write("cut", text.substr(0, 200)), "cut off");
  check_refused(resume + scratch.write("other", replaced(text, "seed 1", "seed 2")), "was changed");
  check_refused(resume + scratch.write("later", replaced(text, "search 1", "search 7")),
                "version 7");
  check_refused("check takers --fingerprints --resume " + file, "not kept");
}

TEST_CASE("no file of others is overwritten, and a full disk loses no result") {
  const Scratch scratch;
  const std::string mine = scratch.write("mine", "hello");
  check_refused(kSleepers + "--executions 10 --save " + mine, "nothing was overwritten");
  CHECK(contents(mine) == "hello");
  const Ended full = run_program(kSleepers + "--executions 10 --save /dev/full");
  CHECK(full.code == 74);
  CHECK(holds(full.out, "10 executions, not all"));
}
