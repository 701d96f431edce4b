#include "tests/house/include_rules.hpp"

#include <doctest/doctest.h>

using namespace hindcast;

namespace {

bool allowed(std::string path, std::string_view include) {
  const std::string line = "#include " + std::string(include) + "\n";
  return check_includes(parse_source(std::move(path), line)).empty();
}

}  // namespace

TEST_CASE("rooms see each other in one direction") {
  CHECK(allowed("sim/a.cpp", "\"hindcast/sim/b.hpp\""));
  CHECK_FALSE(allowed("sim/a.cpp", "\"hindcast/models/b.hpp\""));
  CHECK_FALSE(allowed("sim/a.cpp", "\"hindcast/replay/b.hpp\""));
  CHECK(allowed("models/redis/a.cpp", "\"hindcast/sim/b.hpp\""));
  CHECK(allowed("models/redis/a.cpp", "\"hindcast/models/json/b.hpp\""));
  CHECK_FALSE(allowed("models/redis/a.cpp", "\"hindcast/replay/b.hpp\""));
  CHECK_FALSE(allowed("models/redis/a.cpp", "\"hindcast/scenarios/b.hpp\""));
  CHECK(allowed("replay/a.cpp", "\"hindcast/sim/b.hpp\""));
  CHECK_FALSE(allowed("replay/a.cpp", "\"hindcast/models/b.hpp\""));
  CHECK_FALSE(allowed("replay/a.cpp", "\"hindcast/scenarios/b.hpp\""));
  CHECK(allowed("scenarios/a.cpp", "\"hindcast/models/b.hpp\""));
  CHECK_FALSE(allowed("scenarios/a.cpp", "\"hindcast/replay/b.hpp\""));
}

TEST_CASE("the command line is the only place that sees everything, and nobody sees it") {
  CHECK(allowed("scenarios/cli/a.cpp", "\"hindcast/replay/b.hpp\""));
  CHECK(allowed("scenarios/cli/a.cpp", "\"hindcast/scenarios/cli/b.hpp\""));
  CHECK_FALSE(allowed("scenarios/a.cpp", "\"hindcast/scenarios/cli/b.hpp\""));
}

TEST_CASE("tests and benches see everything") {
  CHECK(allowed("tests/sim/a_test.cpp", "\"hindcast/replay/b.hpp\""));
  CHECK(allowed("bench/a.cpp", "<boost/context/fiber.hpp>"));
}

TEST_CASE("a library stays with its owner") {
  CHECK(allowed("sim/fiber.cpp", "<boost/context/detail/fcontext.hpp>"));
  CHECK_FALSE(allowed("sim/world.cpp", "<boost/context/fiber.hpp>"));
  CHECK(allowed("replay/graph/cuts.cpp", "<boost/graph/dominator_tree.hpp>"));
  CHECK_FALSE(allowed("replay/graph/cuts.hpp", "<boost/graph/adjacency_list.hpp>"));
  CHECK_FALSE(allowed("replay/cuts.cpp", "<boost/graph/adjacency_list.hpp>"));
  CHECK(allowed("scenarios/cli/main.cpp", "<CLI/CLI.hpp>"));
  CHECK_FALSE(allowed("scenarios/registry.cpp", "<CLI/CLI.hpp>"));
  CHECK(allowed("models/json/reader.cpp", "<nlohmann/json.hpp>"));
  CHECK(allowed("replay/record/write.cpp", "<nlohmann/json.hpp>"));
  CHECK_FALSE(allowed("models/redis/a.cpp", "<nlohmann/json.hpp>"));
}

TEST_CASE("includes are written from the root, and a comment includes nothing") {
  CHECK_FALSE(allowed("sim/a.cpp", "\"b.hpp\""));
  CHECK_FALSE(allowed("models/redis/a.cpp", "\"../../sim/b.hpp\""));
  CHECK(allowed("sim/a.cpp", "<vector>"));
  CHECK(
      check_includes(parse_source("sim/a.cpp", "// #include \"hindcast/replay/b.hpp\"\n")).empty());
  CHECK_FALSE(
      check_includes(parse_source("sim/a.cpp", "#  include \"hindcast/replay/b.hpp\"\n")).empty());
}
