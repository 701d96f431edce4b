#include "tests/house/shape_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hindcast {
namespace {

bool is_header(std::string_view path) { return path.ends_with(".hpp"); }

bool in_rooms(std::string_view path) {
  return !path.starts_with("tests/") && !path.starts_with("bench/");
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_snake_case(std::string_view name) {
  const std::string_view stem = name.substr(0, name.rfind('.'));
  return std::ranges::all_of(
      stem, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// Returns the line, from 0, of the first that is neither blank nor `#pragma once`; the number of
// lines if none is.
std::size_t first_substance(const std::vector<std::string>& lines) {
  std::size_t i = 0;
  while (i < lines.size() && (trimmed(lines[i]).empty() || trimmed(lines[i]) == "#pragma once"))
    ++i;
  return i;
}

void check_header(const SourceFile& file, std::vector<Finding>& findings) {
  if (std::ranges::count(file.code, "#pragma once") != 1) {
    findings.push_back({file.path, 1, "A header has '#pragma once', once."});
  }
  const std::size_t first = first_substance(file.lines);
  if (first == file.lines.size() || !trimmed(file.lines[first]).starts_with("//")) {
    findings.push_back(
        {file.path, first + 1, "A header begins with a comment: what it is, and the idea."});
  }
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (trimmed(file.code[i]).starts_with("using namespace")) {
      findings.push_back(
          {file.path, i + 1, "A header opens no namespace for those who include it."});
    }
  }
}

// Returns the namespace that the line opens, "" if it is unnamed or the line opens none.
std::string_view opened_namespace(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with("inline ")) line = trimmed(line.substr(7));
  if (!line.starts_with("namespace ") || line.find('=') != std::string_view::npos) return {};
  return trimmed(
      line.substr(10, line.find('{') == std::string_view::npos ? line.npos : line.find('{') - 10));
}

// The kinds of events of kernel and models are one vocabulary, events::kSpawned; __cxxabiv1 is the
// C++ runtime's own, in which the exception state is declared.
// Within hindcast only the words of a wire protocol stand apart: each has a Request and a Reply of
// its own (ARCHITECTURE.md).
bool is_known_namespace(std::string_view name) {
  constexpr std::string_view kKnown[] = {"hindcast",      "events",
                                         "__cxxabiv1",    "redis",
                                         "sql",           "mcp",
                                         "snowflake",     "hindcast::redis",
                                         "hindcast::sql", "hindcast::snowflake",
                                         "hindcast::mcp", "hindcast::classics"};
  return std::find(std::begin(kKnown), std::end(kKnown), name) != std::end(kKnown);
}

void check_namespaces(const SourceFile& file, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const std::string_view name = opened_namespace(file.code[i]);
    if (name.empty() || is_known_namespace(name)) continue;
    findings.push_back(
        {file.path, i + 1, "There is one namespace, hindcast, not '" + std::string(name) + "'."});
  }
}

bool matches(std::string_view name, std::string_view pattern) {
  while (pattern.starts_with("/")) pattern.remove_prefix(1);
  while (pattern.ends_with("/")) pattern.remove_suffix(1);
  if (pattern.starts_with("*")) return name.ends_with(pattern.substr(1));
  return name == pattern;
}

}  // namespace

std::vector<Finding> check_shape(const SourceFile& file) {
  std::vector<Finding> findings;
  if (!is_snake_case(file_name(file.path))) {
    findings.push_back({file.path, 0, "A file's name is in snake_case."});
  }
  if (file.lines.size() > kFileLinesMax) {
    findings.push_back(
        {file.path, 0,
         std::to_string(file.lines.size()) + " lines; at most 400: one concept per file."});
  }
  if (is_header(file.path)) check_header(file, findings);
  if (in_rooms(file.path)) check_namespaces(file, findings);
  return findings;
}

std::vector<Finding> check_blanks(const std::string& path, std::string_view content) {
  std::vector<Finding> findings;
  const std::vector<std::string> lines = split_lines(content);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line.find('\t') != std::string::npos) findings.push_back({path, i + 1, "No tabs."});
    if (line.find('\r') != std::string::npos)
      findings.push_back({path, i + 1, "No carriage returns."});
    if (line.ends_with(' ')) findings.push_back({path, i + 1, "No blanks at the end of a line."});
  }
  if (!content.empty() && !content.ends_with('\n')) {
    findings.push_back({path, lines.size(), "A text file ends with a line end."});
  }
  return findings;
}

std::vector<Finding> check_top_level(const std::vector<std::string>& names,
                                     const std::vector<std::string>& ignored) {
  static constexpr std::array<std::string_view, 14> kAllowed = {"CMakeLists.txt",
                                                                "CMakePresets.json",
                                                                "README.md",
                                                                "ARCHITECTURE.md",
                                                                "CONTRIBUTING.md",
                                                                "CHANGELOG.md",
                                                                "LICENSE",
                                                                "hindcast",
                                                                "sim",
                                                                "models",
                                                                "scenarios",
                                                                "replay",
                                                                "tests",
                                                                "bench"};
  std::vector<Finding> findings;
  for (const std::string& name : names) {
    if (name.starts_with(".") || std::ranges::count(kAllowed, name) > 0) continue;
    if (std::ranges::any_of(ignored,
                            [&](const std::string& pattern) { return matches(name, pattern); }))
      continue;
    findings.push_back({name, 0, "The top of the repository is fixed; put it into a room."});
  }
  return findings;
}

}  // namespace hindcast
