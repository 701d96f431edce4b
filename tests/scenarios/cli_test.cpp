// The command line as its user meets it: the built program, its two streams and its exit codes.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

const std::string kQuick =
    "run redis_shutdown --seeds 3 --set redis_shutdown.warm_up=10s --set calm_day.length=20s";

}  // namespace

TEST_CASE("a wrong command line is one sentence with a fix, exit 2, and nothing is simulated") {
  check_refused("", "subcommand");
  check_refused("rnu", "rnu");
  check_refused("run no_such_story", "no_such_story");
  check_refused("run redis_shutdwn", "redis_shutdown");
  check_refused("run --seeds 0", "seeds");
  check_refused("run --seeds many", "seeds");
  check_refused("run --seeds -1", "seeds");
  check_refused("run --seeds 99999999999999999999", "seeds");
  check_refused("run --jobs 0", "jobs");
  check_refused("run --fail-on always", "fail-on");
  check_refused("run --set clients.rate", "--set");
  check_refused("run --set clients.rate=fast", "clients.rate");
  check_refused("run --set clients.rat=9/s", "clients.rate");
  check_refused("run --system no_such_system", "no_such_system");
  check_refused("run --system ./no/such.json", "no/such.json");
  check_refused("run --system /", "directory");
  check_refused("show", "system");
  check_refused("explain nothing", "nothing");
  check_refused("replay", "token");
  check_refused("replay hc2.what", "hc1");
  check_refused("replay ''", "token");
}

TEST_CASE("a wrong system file is told where") {
  const Scratch scratch;
  check_refused("run --system " + scratch.write("empty.json", ""), "empty.json");
  check_refused("run --system " + scratch.write("garbage.json", std::string(10'000'000, '{')),
                "larger than");
  check_refused("run --system " + scratch.write("deep.json", std::string(1'000'000, '[')),
                "deep.json:1");
  check_refused("run --system " + scratch.write("binary.json", std::string("\x00\xff\xfe", 3)),
                "binary.json:1:1");
  check_refused("show " + scratch.write("list.json", "[1, 2]"), "list.json:1:1");
}

TEST_CASE("help and lists go to stdout and end with 0") {
  for (const char* const arguments :
       {"--help", "run --help", "replay --help", "list", "schema", "explain snowflake_partition",
        "show activity_platform", "--version"}) {
    CAPTURE(arguments);
    const Ended ended = run_program(arguments);
    CHECK(ended.code == 0);
    CHECK(ended.out.size() > 10);
    CHECK(ended.err.empty());
  }
}

TEST_CASE(
    "a report is the same to the byte for any number of threads, and each token in it replays") {
  const Ended one = run_program(kQuick + " --jobs 1");
  const Ended four = run_program(kQuick + " --jobs 4");
  CHECK(one.out == four.out);
  CHECK(one.out.find("CHAOS TEST RESULTS") != std::string::npos);
  CHECK(one.err.find("exit ") != std::string::npos);
  const std::string token = token_in(one.out, "hc1.redis-shutdown");
  const Ended replayed = run_program("replay " + token);
  CHECK(replayed.code == 0);
  CHECK(replayed.out.find("Bit-identical") != std::string::npos);
  std::size_t lines = 0;
  for (const char character : replayed.out) lines += character == '\n' ? 1U : 0U;
  CHECK(lines <= 42);
}

TEST_CASE("a changed digest is a divergence, another parameter set a refusal") {
  const Ended ended = run_program(kQuick + " --jobs 2");
  std::string token = token_in(ended.out, "hc1.redis-shutdown");
  std::string other_digest = token;
  other_digest.back() = other_digest.back() == '0' ? '1' : '0';
  const Ended diverged = run_program("replay " + other_digest);
  CHECK(diverged.code == 5);
  CHECK(diverged.err.find("diverged") != std::string::npos);
  std::string other_kernel = token;
  const std::size_t kernel = other_kernel.find(".k1-");
  REQUIRE(kernel != std::string::npos);
  other_kernel.replace(kernel, 4, ".k9-");
  check_refused("replay " + other_kernel, "kernel revision");
  const Ended onto = run_program("replay " + token + " --onto activity_platform_hardened");
  CHECK(onto.code == 0);
  CHECK(onto.out.find("no identity is claimed") != std::string::npos);
}

TEST_CASE("a system of one's own is written, shown, run and replayed") {
  const Scratch scratch;
  const std::string file = scratch.file("mine.json");
  CHECK(run_program("new " + file + " --like platform").code == 0);
  check_refused("new " + file, "exists already");
  CHECK(run_program("show " + file).code == 0);
  const Ended ended = run_program(
      "run snowflake_partition --seeds 2 --set snowflake_partition.length=1m "
      "--set calm_day.length=20s --fail-on none --system " +
      file);
  CHECK(ended.code == 0);
  const std::string token = token_in(ended.out, "hc1.snowflake-partition");
  check_refused("replay " + token, "--system");
  const Ended replayed = run_program("replay " + token + " --system " + file);
  CHECK(replayed.code == 0);
  std::ofstream(file, std::ios::app) << " ";
  CHECK(run_program("replay " + token + " --system " + file).code == 0);
}

TEST_CASE("the file that new writes passes a run at once") {
  const Scratch scratch;
  const std::string file = scratch.file("mine.json");
  CHECK(run_program("new " + file).code == 0);
  const Ended ended = run_program("run --seeds 5 --system " + file);
  CHECK(ended.code == 0);
  CHECK(ended.out.find("SYSTEM BROKE UNDER:") != std::string::npos);
  check_refused("run service_crash --set service_crash.service=pricez --system " + file, "prices");
  check_refused("run snowflake_partition --system " + file, "says nothing about my_system");
}

TEST_CASE("a closed pipe and a full disk under stdout are exit 74, not a crash") {
  const Ended full = run_program("list > /dev/full");
  CHECK(full.code == 74);
  CHECK(full.err.find("could not be written") != std::string::npos);
  const Ended closed = run_program("list >&-");
  CHECK(closed.code == 74);
}

TEST_CASE("Ctrl-C during a campaign prints what is known, marked, and ends with 130") {
  const Scratch scratch;
  const std::string command = fmt::format(
      "timeout --foreground --preserve-status -k 60 -s INT 3 '{}' run --seeds 100000 --jobs 2 > {} "
      "2> {} "
      "< /dev/null",
      HINDCAST_PROGRAM, scratch.file("out"), scratch.file("err"));
  const int status = std::system(command.c_str());
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
  CHECK(contents(scratch.file("err")).find("interrupted") != std::string::npos);
  CHECK(contents(scratch.file("out")).find("CHAOS TEST RESULTS") != std::string::npos);
}
