// hunt, shrink, blame and diff as their user meets them.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

// The first token of a campaign of one short story.
std::string failing_token() {
  const Ended run = run_program("run nested_deadlock --seeds 1 --fail-on none --json");
  return token_in(run.out, "hc1.nested-deadlock");
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a hunt finds the philosophers' deadlock, and its token replays it") {
  const Ended hunted = run_program("hunt philosophers --runs 700 --ascii");
  CHECK(hunted.code == 1);
  CHECK(has(hunted.out, "deadlocked: no deadlock"));
  CHECK(has(hunted.out, "urw"));
  const Ended replayed = run_program("replay " + token_in(hunted.out, "hc1.philosophers"));
  CHECK(replayed.code == 0);
  CHECK(has(replayed.out, "Bit-identical"));
  CHECK(run_program("hunt philosophers --runs 700 --ascii").out == hunted.out);
}

TEST_CASE("a hunt that finds nothing does not claim that there is nothing") {
  const Ended hunted = run_program("hunt philosophers_ordered --runs 70");
  CHECK(hunted.code == 0);
  CHECK(has(hunted.err, "no proof"));
}

TEST_CASE("a finding is shrunk to a token of its own that replays") {
  const std::string token = failing_token();
  const Ended shrunk = run_program("shrink " + token + " --trials 60 --ascii");
  CHECK(shrunk.code == 0);
  CHECK(has(shrunk.out, "it still fails in the same way"));
  CHECK(has(shrunk.out, "clients.rate"));
  CHECK(has(shrunk.out, "Critical transition"));
  const std::string small = token_in(shrunk.out, "hc1.nested-deadlock");
  CHECK(small != token);
  const Ended replayed = run_program("replay " + small);
  CHECK(replayed.code == 0);
  CHECK(has(replayed.out, "broke"));
}

TEST_CASE("a shrunk finding goes to the record file that was asked for, and no foreign file") {
  const Scratch scratch;
  const std::string token = failing_token();
  const std::string file = scratch.file("small.hcx");
  CHECK(run_program("shrink " + token + " --trials 20 --output " + file).code == 0);
  CHECK(run_program("replay " + file).code == 0);
  const std::string foreign = scratch.write("notes.hcx", "my notes");
  check_refused("shrink " + token + " --output " + foreign, "no record");
  CHECK(contents(foreign) == "my notes");
  check_refused("shrink " + token + " --output " + scratch.file("small.txt"), ".hcx");
}

TEST_CASE("blame draws the odds over time, the same for any number of threads") {
  const std::string token = failing_token();
  const std::string command = "blame " + token + " --futures 10 --moments 6 --ascii";
  const Ended one = run_program(command + " --jobs 1");
  CHECK(one.code == 0);
  CHECK(has(one.out, "Critical transition"));
  CHECK(run_program(command + " --jobs 3").out == one.out);
}

TEST_CASE("diff says where two runs part, and nothing of a run and itself") {
  const std::string token = failing_token();
  const Ended same = run_program("diff " + token + " " + token);
  CHECK(same.code == 0);
  CHECK(has(same.out, "Bit-identical"));
  const Ended other = run_program("diff " + token + " --onto activity_platform_hardened --ascii");
  CHECK(other.code == 1);
  CHECK(has(other.out, "Their events part at number"));
  CHECK(has(other.out, "grade: "));
}

TEST_CASE("what is no failing run is not shrunk or blamed") {
  const Ended run = run_program("run calm_day --seeds 1 --fail-on none --json");
  const std::string token = token_in(run.out, "hc1.calm-day");
  CHECK(run_program("shrink " + token).code == 3);
  CHECK(run_program("blame " + token).code == 3);
  check_refused("shrink", "token");
  check_refused("blame hc1.nothing", "parts");
  check_refused("diff " + token, "two runs");
  check_refused("diff " + token + " " + token + " --onto small_platform", "two runs");
  check_refused("hunt nothing", "nothing");
  check_refused("hunt philosophers --strategy luck", "strategy");
  check_refused("hunt philosophers --runs 0", "runs");
  check_refused("shrink no_such_file.hcx", "no_such_file.hcx");
}
