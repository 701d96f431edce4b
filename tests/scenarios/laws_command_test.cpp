// hindcast run laws/...: what it prints, what it refuses, and that the number of threads is no
// input.
#include <doctest/doctest.h>

#include <string>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("laws are listed and explained with their source") {
  const Ended list = run_program("list");
  for (const char* const name :
       {"laws/queueing", "laws/loss", "laws/service_time", "laws/retry_storm", "laws/queue_bound",
        "laws/retry_budget", "laws/trigger_length", "laws/boundary", "laws/overloaded_breaker",
        "laws/retries"}) {
    CHECK(holds(list.out, name));
  }
  const Ended explained = run_program("explain laws/service_time");
  CHECK(explained.code == 0);
  CHECK(holds(explained.out, "Pollaczek 1930"));
  CHECK(holds(explained.out, "laws/service_time.cv_squared"));
}

TEST_CASE("a table is the same for any number of threads") {
  const std::string command = "run laws/retry_storm --seeds 12 ";
  const Ended one = run_program(command + "--jobs 1");
  const Ended four = run_program(command + "--jobs 4");
  CHECK(one.code == 0);
  CHECK(one.out == four.out);
  CHECK(holds(one.out, "R=3 load 2.5/s"));
  CHECK(holds(one.out, "12 of 12 rows agree"));
  CHECK(holds(one.err, "exit 0"));
}

TEST_CASE("a point of one's own is printed beside its law") {
  const Ended own = run_program(
      "run laws/loss --set laws/loss.servers=3 --set laws/loss.load=0.5 --set "
      "laws/loss.capacity=3");
  CHECK(own.code == 0);
  CHECK(holds(own.out, ".1343"));  // Erlang B of 3 servers at 1.5
  CHECK(holds(own.out, "c=3 a=1.5 K=3 seed 3"));
}

TEST_CASE("the table as JSON has the same rows") {
  const Ended json = run_program("run laws/retries --seeds 10 --json");
  CHECK(json.code == 0);
  CHECK(holds(json.out, "\"format\": \"hindcast.laws\""));
  CHECK(holds(json.out, "\"quantity\": \"calls at the last\""));
  CHECK(holds(json.out, "\"law\": 243.0"));
}

TEST_CASE("what becomes of a rejected call must be said") {
  check_refused("run laws/retry_storm --set laws/retry_storm.load=4/s",
                "a bounded queue needs to say what becomes of a rejected call");
  const Ended said = run_program(
      "run laws/retry_storm --set laws/retry_storm.load=4/s --set "
      "laws/retry_storm.rejected=at_once --seeds 3");
  CHECK(said.code == 0);
  CHECK(holds(said.out, "rejected = at_once"));
}

TEST_CASE("wrong laws, points and mixtures are refused before anything runs") {
  check_refused("run laws/queing", "did you mean \"laws/queueing\"");
  check_refused("run laws/queueing redis_shutdown", "cannot share one report");
  check_refused("run laws/queueing --system online_shop", "laws run none");
  check_refused("run laws/queueing --set laws/queueing.load=1.2", "grows without end");
  check_refused("run laws/queueing --set laws/queueing.serfers=2", "servers");
  check_refused("run laws/queueing --set laws/loss.servers=2", "none of the laws that are run");
  check_refused("run laws/loss --set laws/loss.capacity=unlimited", "loses nobody");
  check_refused("run laws/boundary --set laws/boundary.load=2/s", "what laws/boundary looks for");
  check_refused("run laws/retry_storm --set laws/retry_storm.rejected=maybe", "maybe");
  check_refused(
      "run laws/trigger_length --set laws/trigger_length.rejected=lost --set "
      "laws/trigger_length.horizon=30s",
      "the run ends before");
}
