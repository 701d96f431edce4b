// hindcast graph as its user meets it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/scenarios/program.hpp"

using namespace hindcast::testing;

namespace {

// A short outage that the shipped system does not come back from in time, in few runs.
const std::string kQuick =
    "graph activity_platform --seeds 1 --cascades 1 --set snowflake_partition.length=10m";

}  // namespace

TEST_CASE("a cascade is confirmed by a run, and the same seed without the policy has none") {
  const Ended one = run_program(kQuick + " --json --jobs 1");
  CHECK(one.code == 1);
  CHECK(one.out == run_program(kQuick + " --json --jobs 3").out);
  const auto json = nlohmann::json::parse(one.out);
  const auto& worst = json["cascades"][0];
  CHECK(worst["trigger"] == "snowflake");
  const auto& evidence = worst["evidence"];
  CHECK(evidence["confirmed"] == true);
  CHECK(evidence["scenario"] == "snowflake_partition");
  CHECK(evidence["witness"]["happened"] == true);
  std::string gone;
  for (const auto& tried : evidence["neutralised"]) {
    CHECK(tried["same_seed"]["seed"] == evidence["witness"]["seed"]);
    CHECK((tried["result"] == "gone") == (tried["same_seed"]["happened"] == false));
    if (tried["result"] == "gone") gone = tried["same_seed"]["token"];
  }
  // Each token is the run that it stands for.
  for (const std::string& token : {evidence["witness"]["token"].get<std::string>(), gone}) {
    const Ended replayed = run_program("replay " + token);
    CAPTURE(token);
    CHECK(replayed.out.find("Bit-identical") != std::string::npos);
  }
}

TEST_CASE("the laws alone simulate nothing, say so, and are no finding") {
  const Ended laws = run_program("graph activity_platform --no-witness");
  CHECK(laws.code == 0);
  CHECK(laws.out.find("pool too small") != std::string::npos);
  CHECK(laws.out.find("CONFIRMED") == std::string::npos);
  CHECK(laws.out.find("Not tried in a simulation: no campaign was run") != std::string::npos);
  const Ended large =
      run_program("graph activity_platform --no-witness --set database.pool.max=9999");
  CHECK(large.out.find("pool too small") == std::string::npos);
}

TEST_CASE("a cascade whose trigger no story strikes says so") {
  const Ended ended = run_program("graph activity_platform --cascades 0");
  CHECK(ended.code == 0);
  const Ended json = run_program("graph activity_platform --cascades 0 --json");
  CHECK(json.out.find("no scenario of this program strikes disk") != std::string::npos);
}

TEST_CASE("a graph that cannot be had is refused before anything is simulated") {
  const Scratch scratch;
  check_refused("graph", "system");
  check_refused("graph no_such_system", "no_such_system");
  check_refused("graph activity_platfrom", "activity_platform");
  check_refused("graph " + scratch.write("empty.json", ""), "empty.json");
  check_refused("graph activity_platform --seeds 0", "seeds");
  check_refused("graph activity_platform --set database.pool.maximum=3", "database.pool.max");
  check_refused("graph activity_platform --dot picture.bmp", ".svg");
}

TEST_CASE("the DOT text goes to stdout or a file, and a system of one's own has a graph") {
  const Scratch scratch;
  const std::string mine = scratch.file("mine.json");
  CHECK(run_program("new " + mine).code == 0);
  const Ended text = run_program("graph " + mine + " --no-witness --dot");
  CHECK(text.code == 0);
  CHECK(text.out.starts_with("digraph"));
  const std::string file = scratch.file("mine.dot");
  CHECK(run_program("graph " + mine + " --no-witness --dot " + file).out.starts_with("GRAPH"));
  CHECK(contents(file) == text.out);
}

TEST_CASE("without Graphviz a picture is refused, and its text is there instead") {
  const Scratch scratch;
  const std::string picture = scratch.file("mine.svg");
  const std::string command =
      fmt::format("PATH=/nowhere '{}' graph activity_platform --no-witness --dot {} > {} 2> {}",
                  HINDCAST_PROGRAM, picture, scratch.file("out"), scratch.file("err"));
  const int status = std::system(command.c_str());
  CHECK(WEXITSTATUS(status) == 74);
  CHECK(contents(scratch.file("err")).find("graphviz") != std::string::npos);
  CHECK(contents(picture + ".dot").starts_with("digraph"));
  CHECK(contents(picture).empty());
}
