// ConnectionPool against a recording of the real generic-pool 3.9.0.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "hindcast/models/snowflake/conform_pool.hpp"
#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

// What an answer is judged by: its events and the counts after them.
std::string judged_part(const std::string& row) {
  const std::size_t begin = row.find(R"("events":)");
  return begin == std::string::npos ? row : row.substr(begin);
}

std::string answers_to(const std::string& rows) {
  std::istringstream input(rows);
  std::ostringstream output;
  conform_pool(input, output, "rows");
  return output.str();
}

// Replays a recording and compares each row. Returns how many there were.
int replay(const std::string& name) {
  std::ifstream recorded(HINDCAST_SOURCE_DIR "/tests/data/pool/" + name);
  REQUIRE(recorded.is_open());
  std::ostringstream answers;
  conform_pool(recorded, answers, name);

  recorded.clear();
  recorded.seekg(0);
  std::istringstream answered(answers.str());
  std::string expected;
  std::string actual;
  int rows = 0;
  while (std::getline(recorded, expected)) {
    REQUIRE(std::getline(answered, actual));
    REQUIRE(judged_part(actual) == judged_part(expected));
    ++rows;
  }
  CHECK_FALSE(std::getline(answered, actual));
  return rows;
}

TEST_CASE("the pool answers all recorded operations as generic-pool 3.9.0 did") {
  CHECK(replay("generic-pool.ndjson") == 4'620);
}

TEST_CASE("it does so in unusual configurations, too") {
  CHECK(replay("configurations.ndjson") == 1'072);
}

TEST_CASE("the answers in the rows are not read") {
  const std::string options = R"({"case":1,"options":{"max":1}})"
                              "\n";
  const std::string asked = options + R"({"case":1,"i":0,"t":0,"op":"acquire","id":0})" + "\n";
  CHECK(answers_to(asked) ==
        options + R"({"case":1,"i":0,"t":0,"op":"acquire","events":[{"t":0,"ev":"create","r":0}],)"
                  R"("size":1,"available":0,"borrowed":0,"pending":1,"spare":0})"
                  "\n");
}

TEST_CASE("a row that is no operation is refused with its place") {
  CHECK_THROWS_AS(answers_to(R"({"case":1,"i":0,"op":"start"})"), const InputError&);
  CHECK_THROWS_AS(answers_to("{\"case\":1,\"options\":{\"max\":1}}\n"
                             "{\"case\":1,\"i\":0,\"op\":\"explode\"}\n"),
                  const InputError&);
  CHECK_THROWS_AS(answers_to("{\"case\":1,\"options\":{\"size\":1}}\n"), const InputError&);
}

}  // namespace
}  // namespace hindcast
