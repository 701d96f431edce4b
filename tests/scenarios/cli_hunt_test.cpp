// hunt --json, --jobs and Ctrl-C; what run and hunt make small by themselves; list and explain as
// JSON.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/replay/report/hunt_report.hpp"
#include "tests/scenarios/program.hpp"
#include "tests/support/schema_check.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void check_fits(std::string_view schema, const std::string& text) {
  const JsonDocument rules = read_json_text(schema, "schema");
  const JsonDocument json = read_json_text(text, "output");
  for (const std::string& complaint : schema_complaints(rules.root(), json.root())) {
    FAIL_CHECK(complaint);
  }
}

}  // namespace

TEST_CASE("a hunt's JSON fits its schema, and is the same for any number of threads") {
  const std::string command = "hunt philosophers --set philosophers.n=7 --runs 140 --json";
  const Ended one = run_program(command + " --jobs 1");
  CHECK(one.code == 1);
  CHECK(run_program(command + " --jobs 3").out == one.out);
  check_fits(hunt_schema(), one.out);
  CHECK(run_program("hunt philosophers --schema").out == hunt_schema());
  const JsonDocument json = read_json_text(one.out, "output");
  const JsonValue finding = json.root().member("findings").elements().at(0);
  const JsonValue shrunk = finding.member("shrunk");
  CHECK(shrunk.member("smaller").elements().at(0).member("after").text() == "3");
  const std::string small(shrunk.member("witness").member("token").text());
  const Ended replayed = run_program("replay " + small);
  CHECK(replayed.code == 0);
  CHECK(has(replayed.out, "Bit-identical"));
  check_fits(hunt_schema(), run_program("hunt lossy --runs 7 --json").out);
}

TEST_CASE("a walk of five philosophers deadlocks as often as it must") {
  const Ended ended =
      run_program("hunt philosophers --strategy walk --runs 20000 --no-shrink --json");
  const JsonDocument json = read_json_text(ended.out, "output");
  const JsonValue failing = json.root().member("strategies").elements().at(0).member("failing");
  REQUIRE(failing.member("n").count() == 20'000);
  const double rate = static_cast<double>(failing.member("hits").count()) / 20'000;
  // The 99.9 % interval of the exact .1583.
  CHECK(std::abs(rate - .1583) <= 3.2905 * std::sqrt(.1583 * .8417 / 20'000));
}

TEST_CASE("an interrupted hunt prints what it has and ends with 130") {
  const Scratch scratch;
  const std::string begin = "hunt mailbox --runs 1000000000 --json & pid=$!; sleep 1; ";
  const Ended ended = run_program(begin + "kill -INT $pid; wait $pid");
  CHECK(ended.code == 130);
  check_fits(hunt_schema(), ended.out);
  CHECK(has(ended.out, "\"interrupted\": true"));
}

TEST_CASE(
    "run makes the witness of what broke small, on any number of threads, unless told not to") {
  const std::string command =
      "run nested_deadlock --seeds 4 --set calm_day.length=20s --fail-on none";
  const Ended shrunk = run_program(command + " --jobs 1");
  CHECK(shrunk.code == 0);
  CHECK(has(shrunk.out, "   Shrunk: "));
  CHECK(has(shrunk.out, "clients.customers=1 (was 500)"));
  CHECK(run_program(command + " --jobs 3").out == shrunk.out);
  const std::string small = token_in(shrunk.out, "hc1.nested-deadlock.activity-platform.quiet");
  const Ended replayed = run_program("replay " + small);
  CHECK(replayed.code == 0);
  CHECK(has(replayed.out, "Verdict: broke"));
  const Ended whole = run_program(command + " --no-shrink");
  CHECK_FALSE(has(whole.out, "Shrunk"));
  check_refused("run --no-shrink --shrink-budget 5", "shrink");
}

TEST_CASE("what is added to a corpus is the small run, and fails again") {
  const Scratch scratch;
  const std::string corpus = scratch.file("found.tokens");
  const std::string command = "run nested_deadlock --seeds 2 --set calm_day.length=20s --corpus " +
                              corpus + " --corpus-add";
  CHECK(run_program(command).code == 1);
  CHECK(has(contents(corpus), ".quiet."));
  const Ended again = run_program(command);
  CHECK(again.code == 1);
  CHECK(has(again.out, "1 of " + corpus + " ran first, 1 fails"));
}

TEST_CASE("list and explain are there as JSON") {
  const Ended list = run_program("list --json");
  CHECK(list.code == 0);
  const JsonDocument json = read_json_text(list.out, "output");
  std::size_t explained = 0;
  for (const JsonValue& scenario : json.root().member("scenarios").elements()) {
    if (explained++ % 8 != 0) continue;
    const std::string name(scenario.member("name").text());
    const Ended ended = run_program("explain " + name + " --json");
    CHECK(ended.code == 0);
    const JsonDocument about = read_json_text(ended.out, "output");
    CHECK(about.root().member("name").text() == name);
    CHECK(about.root().member("title").text() == scenario.member("title").text());
  }
  const Ended law = run_program("explain laws/queueing --json");
  CHECK(law.code == 0);
  CHECK(read_json_text(law.out, "output").root().member("kind").text() == "law");
  CHECK(has(list.out, "\"laws/queueing\""));
  CHECK(has(list.out, "\"activity_platform_hardened\""));
}

TEST_CASE("a program that is too small for its idea is refused") {
  check_refused("check philosophers --set philosophers.n=1", "too few");
}
