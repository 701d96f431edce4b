#include "hindcast/scenarios/cli/conform_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/models/json/reader.hpp"

namespace hindcast {
namespace {

std::string canonical(const JsonValue& value);

std::string canonical_object(const JsonValue& value) {
  std::vector<std::string> members;
  for (const JsonValue& member : value.members()) {
    members.push_back(fmt::format("\"{}\":{}", member.key(), canonical(member)));
  }
  std::sort(members.begin(), members.end());
  return fmt::format("{{{}}}", fmt::join(members, ","));
}

std::string canonical(const JsonValue& value) {
  switch (value.kind()) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return value.boolean() ? "true" : "false";
    case JsonKind::number:
      return std::string(value.number());
    case JsonKind::string:
      return fmt::format("\"{}\"", value.text());
    case JsonKind::array: {
      std::vector<std::string> items;
      for (const JsonValue& item : value.elements()) items.push_back(canonical(item));
      return fmt::format("[{}]", fmt::join(items, ","));
    }
    case JsonKind::object:
      return canonical_object(value);
  }
  return {};
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// Returns the first field in which the rows differ, without its line; `compared` says whether there
// was any.
std::optional<ConformDifference> difference(const JsonValue& recorded, const JsonValue& answered,
                                            const std::vector<std::string_view>& fields,
                                            bool& compared) {
  for (const std::string_view field : fields) {
    const auto expected = recorded.find(field);
    if (!expected) continue;
    compared = true;
    const auto given = answered.find(field);
    const std::string left = canonical(*expected);
    const std::string right = given ? canonical(*given) : "nothing";
    if (left != right) return ConformDifference{0, std::string(field), left, right};
  }
  return std::nullopt;
}

}  // namespace

ConformResult check_conformance(std::string_view recorded, std::string_view answered,
                                const std::vector<std::string_view>& fields,
                                const std::string& file) {
  ConformResult result;
  for (std::uint64_t line = 1; !recorded.empty(); ++line) {
    const std::string_view row = next_line(recorded);
    const std::string_view answer = next_line(answered);
    if (row.empty()) continue;
    const JsonDocument expected = read_json_text(row, fmt::format("{}:{}", file, line));
    const JsonDocument given = read_json_text(answer, "answer");
    bool compared = false;
    std::optional<ConformDifference> found =
        difference(expected.root(), given.root(), fields, compared);
    result.rows += compared ? 1U : 0U;
    result.agreed += compared && !found ? 1U : 0U;
    if (!found || result.first) continue;
    found->line = line;
    result.first = std::move(found);
  }
  return result;
}

}  // namespace hindcast
