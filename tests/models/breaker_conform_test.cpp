#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/resilience/conform_breaker.hpp"
#include "hindcast/sim/input_error.hpp"

namespace {

using namespace hindcast;

std::string rest_of(const JsonValue& row) {
  std::string text(row.member("state").text());
  if (const auto pending = row.find("pendingClose")) {
    text += pending->boolean() ? " pending" : "";
    text += row.member("warmUp").boolean() ? " warming" : "";
    for (const JsonValue& count : row.member("stats").members()) {
      text += " " + std::string(count.number());
    }
  }
  for (const JsonValue& event : row.member("events").elements()) {
    for (const JsonValue& member : event.members()) {
      const bool is_number = member.is(JsonKind::number);
      text += " " + std::string(is_number ? member.number() : member.text());
    }
  }
  return text;
}

// Returns the number of rows, or the first one that differs.
std::string compare(const std::string& library) {
  const std::string name =
      std::string(HINDCAST_SOURCE_DIR "/tests/data/breaker/") + library + ".ndjson";
  std::ifstream recorded(name);
  std::stringstream answers;
  conform_breaker(recorded, answers, library);
  std::ifstream again(name);
  std::string want;
  std::string got;
  int rows = 0;
  while (std::getline(again, want)) {
    if (!std::getline(answers, got)) return "an answer is missing";
    ++rows;
    const JsonDocument expected = read_json_text(want, library);
    const JsonDocument actual = read_json_text(got, library);
    if (expected.root().find("lib")) continue;
    if (rest_of(expected.root()) != rest_of(actual.root())) return want + "\n" + got;
  }
  return std::to_string(rows) + " rows";
}

}  // namespace

TEST_CASE("the model of opossum does what opossum 9.0.0 did, event by event") {
  CHECK(compare("opossum") == "496 rows");
}

TEST_CASE("the model of cockatiel does what cockatiel 3.2.1 did, event by event") {
  CHECK(compare("cockatiel") == "806 rows");
}

TEST_CASE("a recording that begins without options is refused with its place") {
  std::istringstream rows(R"({"case":1,"i":0,"t":0,"op":"advance","ms":7})");
  std::ostringstream answers;
  CHECK_THROWS_AS(conform_breaker(rows, answers, "rows"), InputError);
}
