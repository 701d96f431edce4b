// The schema of system files: what is shipped fits it, and what the reader refuses does not.
#include <doctest/doctest.h>

#include <string>

#include "hindcast/models/json/document.hpp"
#include "hindcast/models/json/reader.hpp"
#include "hindcast/scenarios/systems/shipped_systems.hpp"
#include "hindcast/scenarios/systems/starter.hpp"
#include "tests/support/command.hpp"
#include "tests/support/schema_check.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

std::size_t complaints(const std::string& text) {
  static const std::string printed = output_of(std::string("'") + HINDCAST_PROGRAM + "' schema");
  const JsonDocument schema = read_json_text(printed, "schema");
  const JsonDocument file = read_json_text(text, "file");
  const std::vector<std::string> all = schema_complaints(schema.root(), file.root());
  return all.size();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("every shipped system file and every starter fits the schema") {
  for (const ShippedSystem& system : shipped_systems()) {
    CAPTURE(system.name);
    CHECK(complaints(std::string(system.text)) == 0);
  }
  CHECK(complaints(std::string(starter_system(Starter::services))) == 0);
  CHECK(complaints(std::string(starter_system(Starter::platform))) == 0);
}

TEST_CASE("the schema refuses unknown keys, wrong types and unknown kinds") {
  const std::string good(starter_system(Starter::services));
  CHECK(complaints(replaced(good, "\"workers\": 8", "\"workers\": true")) > 0);
  CHECK(complaints(replaced(good, "\"workers\": 8", "\"wrokers\": 8")) > 0);
  CHECK(complaints(replaced(good, "\"kind\": \"service\"", "\"kind\": \"servise\"")) > 0);
  CHECK(complaints(replaced(good, "\"timeout\": \"2s\"", "\"timeout\": 2")) > 0);
  CHECK(complaints(replaced(good, "\"timeout\": \"2s\"", "\"timeot\": \"2s\"")) > 0);
  CHECK(complaints(replaced(good, "\"from\": \"users.service\", ", "")) > 0);
  CHECK(complaints(replaced(good, "\"name\": \"my_system\",", "")) > 0);
  CHECK(complaints(replaced(good, "\"latency_p99\"", "\"latency_p98\"")) > 0);
  CHECK(complaints(replaced(good, "\"calls\": [\"stock\"]", "\"calls\": \"stock\"")) > 0);
}
