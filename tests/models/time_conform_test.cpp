// Civil time against what zdump, zoneinfo and glibc say.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/models/time/conform_time.hpp"

using namespace hindcast;

namespace {

std::string show(const JsonValue& value) {
  std::string text;
  switch (value.kind()) {
    case JsonKind::number:
      return std::string(value.number());
    case JsonKind::string:
      return std::string(value.text());
    case JsonKind::array:
      for (const JsonValue& element : value.elements()) text += show(element) + ",";
      return "[" + text + "]";
    case JsonKind::object:
      for (const JsonValue& member : value.members()) {
        text += std::string(member.key()) + ":" + show(member) + ",";
      }
      return "{" + text + "}";
    default:
      return "?";
  }
}

std::string chosen(const std::string& row, const std::vector<std::string>& keys) {
  const JsonDocument document = read_json_text(row, "row");
  std::string text;
  for (const std::string& key : keys) {
    const auto member = document.root().find(key);
    text += key + "=" + (member ? show(*member) : "none") + " ";
  }
  return text;
}

// Returns how many rows agree in those members, or the first that does not.
std::string agreement(const std::string& name, const std::vector<std::string>& keys) {
  const std::string path = HINDCAST_SOURCE_DIR "/tests/data/time/" + name + ".ndjson";
  std::ifstream recorded(path);
  std::stringstream answers;
  conform_time(recorded, answers, name);
  std::ifstream again(path);
  int rows = 0;
  std::string want;
  std::string got;
  while (std::getline(again, want)) {
    if (!std::getline(answers, got)) return "an answer is missing";
    if (want.find("\"meta\"") != want.npos) continue;
    ++rows;
    if (chosen(want, keys) != chosen(got, keys)) return want + "\n" + got;
  }
  return std::to_string(rows);
}

}  // namespace

TEST_CASE("every change of ten unusual zones is where zdump sees it") {
  CHECK(agreement("transitions", {"zone", "at", "utc", "before", "after", "shift"}) == "790");
}

TEST_CASE("a moment reads as zoneinfo reads it, far beyond the tables, too") {
  CHECK(agreement("instants", {"zone", "utc", "local", "off", "abbr"}) == "242");
}

TEST_CASE("a local reading is unique, skipped or repeated, and means the recorded moments") {
  CHECK(agreement("local", {"kind", "at", "with_before_off", "with_after_off", "python_fold0",
                            "python_fold1", "node"}) == "408");
}

TEST_CASE("leap seconds are those of the list, and counts that include them read as glibc's") {
  CHECK(agreement("leap", {"kind", "posix", "utc", "tai_minus_utc", "leap"}) == "170");
}
