#include "tests/house/include_rules.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace hindcast {
namespace {

// A room (or a part of one) and the beginnings of the paths that its files may include.
struct Direction {
  std::string_view place;
  std::vector<std::string_view> may_see;
};

// The first place that fits a path is its place.
const std::vector<Direction>& directions() {
  static const std::vector<Direction> all = {
      {"sim/", {"sim/"}},
      {"models/", {"sim/", "models/"}},
      {"replay/", {"sim/", "replay/"}},
      {"scenarios/cli/", {"sim/", "models/", "replay/", "scenarios/"}},
      {"scenarios/", {"sim/", "models/", "scenarios/"}},
  };
  return all;
}

// A library and the only places of the rooms that may include it.
struct Owned {
  std::string_view include;  // how the included path begins
  std::vector<std::string_view> owners;
  std::string_view suffix;  // how the owner's file name must end
  std::string_view sentence;
};

const std::vector<Owned>& owned_libraries() {
  static const std::vector<Owned> all = {
      {"boost/context/",
       {"sim/fiber", "sim/stack", "sim/context"},
       "",
       "Boost.Context stays behind sim/fiber."},
      {"boost/graph/",
       {"replay/graph/"},
       ".cpp",
       "Boost.Graph stays in the sources of replay/graph (10 s per file)."},
      {"boost/property_map/",
       {"replay/graph/"},
       ".cpp",
       "Boost.Graph stays in the sources of replay/graph."},
      {"boost/pending/",
       {"replay/graph/"},
       ".cpp",
       "Boost.Graph stays in the sources of replay/graph."},
      {"CLI/", {"scenarios/cli/"}, "", "CLI11 stays in scenarios/cli."},
      {"nlohmann/",
       {"models/json/", "replay/report/", "replay/record/"},
       "",
       "JSON is read only in models/json and written only in replay/report and replay/record."},
  };
  return all;
}

bool begins_with_any(std::string_view path, const std::vector<std::string_view>& prefixes) {
  return std::ranges::any_of(prefixes, [&](auto prefix) { return path.starts_with(prefix); });
}

// Returns the path with its quotes or brackets, or nothing if the line includes nothing.
std::string_view included(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with("#")) return {};
  line = trimmed(line.substr(1));
  if (!line.starts_with("include")) return {};
  return trimmed(line.substr(7));
}

// Returns what is wrong with including `target`, quotes or brackets and all, from `path`; empty if
// nothing is.
std::string objection(std::string_view path, const Direction& from, std::string_view target) {
  const std::string_view name = target.size() < 2 ? target : target.substr(1, target.size() - 2);
  for (const Owned& library : owned_libraries()) {
    if (!name.starts_with(library.include)) continue;
    if (!begins_with_any(path, library.owners) || !path.ends_with(library.suffix)) {
      return std::string(library.sentence);
    }
  }
  if (name.starts_with("hindcast/")) {
    const std::string_view inner = name.substr(9);
    if (!begins_with_any(inner, from.may_see)) {
      return std::string(from.place) + " may not include " + std::string(name) + ".";
    }
    if (inner.starts_with("scenarios/cli/") && from.place != "scenarios/cli/") {
      return "Only scenarios/cli includes the command line.";
    }
    return {};
  }
  if (target.starts_with("\""))
    return "Write the include from the root: \"hindcast/<room>/<file>.hpp\".";
  return {};
}

}  // namespace

std::vector<Finding> check_includes(const SourceFile& file) {
  const auto from = std::ranges::find_if(directions(), [&](const Direction& direction) {
    return file.path.starts_with(direction.place);
  });
  if (from == directions().end()) return {};  // tests and benches see everything
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < file.text.size(); ++i) {
    const std::string_view target = included(file.text[i]);
    if (target.empty()) continue;
    const std::string sentence = objection(file.path, *from, target);
    if (!sentence.empty()) findings.push_back({file.path, i + 1, sentence});
  }
  return findings;
}

}  // namespace hindcast
