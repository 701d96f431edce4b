#include "tests/house/unordered_rules.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace hindcast {
namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) (all += line) += '\n';
  return all;
}

// Returns the position after the template arguments that begin at or after `at`.
std::size_t after_arguments(std::string_view code, std::size_t at) {
  int depth = 0;
  for (; at < code.size(); ++at) {
    if (code[at] == '<') ++depth;
    if (code[at] == '>' && --depth == 0) return at + 1;
    if (code[at] == ';') break;
  }
  return at;
}

// Returns the name that begins at `at`, after blanks and reference signs; empty if none does.
std::string_view name_at(std::string_view code, std::size_t at) {
  at = code.find_first_not_of(" \n&*", at);
  if (at == std::string_view::npos) return {};
  std::size_t end = at;
  while (end < code.size() && is_name_character(code[end])) ++end;
  return code.substr(at, end - at);
}

void collect_names(std::string_view code, std::set<std::string, std::less<>>& names) {
  constexpr std::string_view kTable = "unordered_";
  for (std::size_t at = code.find(kTable); at != std::string_view::npos;
       at = code.find(kTable, at + 1)) {
    const std::string_view name = name_at(code, after_arguments(code, at));
    if (!name.empty()) names.emplace(name);
  }
}

bool iterates_over(std::string_view line, std::string_view name) {
  for (std::size_t at = line.find(name); at != std::string_view::npos;
       at = line.find(name, at + 1)) {
    const std::string_view before = trimmed(line.substr(0, at));
    const std::string_view after = line.substr(at + name.size());
    if (at > 0 && is_name_character(line[at - 1])) continue;
    if (!after.empty() && is_name_character(after.front())) continue;
    if (after.starts_with(".begin(") || after.starts_with(".cbegin(")) return true;
    if (before.ends_with(":") && !before.ends_with("::") &&
        before.find("for (") != std::string_view::npos)
      return true;
  }
  return false;
}

std::string stem(std::string_view path) { return std::string(path.substr(0, path.rfind('.'))); }

bool is_looked_at(std::string_view path) {
  return !path.starts_with("tests/") && !path.starts_with("bench/");
}

}  // namespace

std::vector<Finding> check_unordered_iteration(const std::vector<SourceFile>& files) {
  std::map<std::string, std::set<std::string, std::less<>>> names;
  for (const SourceFile& file : files) collect_names(joined(file.code), names[stem(file.path)]);
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    if (!is_looked_at(file.path)) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      for (const std::string& name : names[stem(file.path)]) {
        if (!iterates_over(file.code[i], name)) continue;
        findings.push_back(
            {file.path, i + 1, "'" + name + "' has no order: iterate over something sorted."});
      }
    }
  }
  return findings;
}

}  // namespace hindcast
