// Every event kind of the models has its name in printed traces.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

#include "hindcast/replay/trace_text.hpp"
#include "hindcast/scenarios/registry.hpp"

using namespace hindcast;

TEST_CASE("a trace knows the name of every event kind that a model declares") {
  EventNames names;
  for (const auto kinds : shipped_registry().event_kinds) names.add(kinds);
  const std::regex declaration("EventKind k[A-Za-z]+\\{\"([a-z_.]+)\"\\}");
  std::size_t declared = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(HINDCAST_SOURCE_DIR "/models")) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator found(source.begin(), source.end(), declaration), end; found != end;
         ++found) {
      ++declared;
      CAPTURE((*found)[1].str());
      CHECK(names.knows((*found)[1].str()));
    }
  }
  CHECK(declared >= 20);
}
