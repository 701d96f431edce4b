// What a build server needs of `run`: JUnit, a baseline, a corpus that runs first.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

// Breaks in every run: nobody starts the killed server again.
const std::string kBreaks = "run mcp_kill --seeds 2 --set calm_day.length=20s";
const std::string kHolds =
    "run redis_shutdown --seeds 2 --set redis_shutdown.warm_up=10s --set calm_day.length=20s";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a JUnit file holds each failure with its token, and the console its replay command") {
  const Scratch scratch;
  const std::string file = scratch.file("report.xml");
  const Ended ended = run_program(kBreaks + " --junit " + file);
  CHECK(ended.code == 1);
  const std::string token = token_in(ended.out, "hc1.mcp-kill");
  const std::string xml = contents(file);
  CHECK(xml.starts_with("<?xml"));
  CHECK(has(xml, "<failure message="));
  CHECK(has(xml, token));
  CHECK(has(ended.err, "mcp_kill/broke/"));
  CHECK(has(ended.err, "./hindcast replay " + token));
  // Written anew, as the same run writes the same bytes.
  CHECK(run_program(kBreaks + " --jobs 1 --junit " + file).code == 1);
  CHECK(contents(file) == xml);
  CHECK_FALSE(std::filesystem::exists(file + ".partial"));
}

TEST_CASE("a file of somebody else's is not overwritten, and nothing is simulated") {
  const Scratch scratch;
  const std::string foreign = scratch.write("notes.xml", "<notes/>");
  check_refused(kHolds + " --junit " + foreign, "is no JUnit report of hindcast");
  CHECK(contents(foreign) == "<notes/>");
  check_refused(kHolds + " --junit " + scratch.file("no/such/report.xml"), "directory");
  check_refused(kHolds + " --junit /", "directory");
  check_refused(kHolds + " --corpus-add", "--corpus");
  check_refused(kHolds + " --corpus " + scratch.file("none.tokens"), "cannot be opened");
}

TEST_CASE("a report file on a full disk is exit 74") {
  const Ended ended = run_program(kHolds + " --junit /dev/full");
  CHECK(ended.code == 74);
  CHECK(has(ended.err, "/dev/full could not be written"));
}

TEST_CASE("with a baseline only new findings fail") {
  const Scratch scratch;
  const std::string known = scratch.file("known.json");
  CHECK(run_program(kBreaks + " --json > " + known).code == 1);
  const Ended again = run_program(kBreaks + " --baseline " + known);
  CHECK(again.code == 0);
  CHECK(has(again.err, "no finding that the baseline does not have"));
  const std::string calm = scratch.file("calm.json");
  CHECK(run_program(kHolds + " --json > " + calm).code == 0);
  const Ended fresh = run_program(kBreaks + " --baseline " + calm);
  CHECK(fresh.code == 1);
  CHECK(has(fresh.err, "not in the baseline"));
}

TEST_CASE("a baseline that is none, or of another system, is refused before anything runs") {
  const Scratch scratch;
  check_refused(kHolds + " --baseline " + scratch.write("a.json", "[]"), "a.json:1:1");
  check_refused(kHolds + " --baseline " + scratch.write("b.json", "{\"format\": 1}"), "no report");
  check_refused(
      kHolds + " --baseline " +
          scratch.write("c.json", "{\"format\": \"hindcast.chaos_report\", \"version\": 99}"),
      "c.json:1:");
  const std::string other = scratch.write(
      "d.json",
      "{\"format\": \"hindcast.chaos_report\", \"version\": 1, \"system\": \"mine\", \"findings\": "
      "[]}");
  check_refused(kHolds + " --baseline " + other, "mine");
}

TEST_CASE("what broke is kept in a corpus, which runs first and fails until it is repaired") {
  const Scratch scratch;
  const std::string corpus = scratch.file("found.tokens");
  CHECK(run_program(kBreaks + " --corpus " + corpus + " --corpus-add").code == 1);
  const std::string kept = contents(corpus);
  CHECK(has(kept, "hc1.mcp-kill"));
  // Not added a second time.
  CHECK(run_program(kBreaks + " --corpus " + corpus + " --corpus-add").code == 1);
  CHECK(contents(corpus) == kept);
  const std::string one = "run mcp_kill --seeds 1 --set calm_day.length=20s --corpus ";
  const Ended again = run_program(one + corpus);
  CHECK(again.code == 1);
  CHECK(again.out.starts_with("REGRESSION TOKENS: 1 of " + corpus + " ran first, 1 fails"));
  CHECK(has(again.err, "1 of 1 regression tokens fails"));
  // Each failing token replays as printed.
  const std::string token = token_in(again.out, "hc1.mcp-kill");
  CHECK(run_program("replay " + token).code == 0);
  const Ended repaired =
      run_program(one + corpus + " --set mcp.supervision.restarts=true --fail-on none");
  CHECK(has(repaired.out, "1 of " + corpus + " ran first, 0 fail"));
}

TEST_CASE("a broken line of a corpus is named with its number") {
  const Scratch scratch;
  check_refused(kHolds + " --corpus " + scratch.write("bad.tokens", "# fine\n\nhc1.what\n"),
                "bad.tokens:3:1");
}

TEST_CASE("the lines for a build server in the README do what they say") {
  const Scratch scratch;
  const std::string readme = contents(std::string(HINDCAST_SOURCE_DIR) + "/README.md");
  const std::string start = "- run: ./hindcast ";
  const std::size_t begin = readme.find(start);
  REQUIRE_MESSAGE(begin != std::string::npos, "the README shows no step that runs hindcast");
  const std::size_t end = readme.find('\n', begin);
  const std::string command = readme.substr(begin + start.size(), end - begin - start.size());
  CHECK(has(command, "--junit hindcast.xml"));
  CHECK(has(command, "--corpus hindcast.tokens"));
  CHECK(has(command, "--baseline baseline.json"));
  CHECK(has(command, "--system my_system.json"));
  // As written, but with fewer and shorter runs, where the files are that the text speaks of.
  const std::string fewer = " --seeds 2 --set calm_day.length=20s";
  REQUIRE(run_program("new my_system.json", scratch.path()).code == 0);
  run_program("run --system my_system.json --json" + fewer + " > baseline.json", scratch.path());
  scratch.write("hindcast.tokens", "# none yet\n");
  const Ended ended = run_program(command + fewer, scratch.path());
  INFO(ended.err);
  CHECK(ended.code == 0);
  CHECK(has(ended.err, "no finding that the baseline does not have"));
  CHECK(has(contents(scratch.file("hindcast.xml")), "<testsuites name=\"hindcast\""));
}
