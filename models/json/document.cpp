#include "hindcast/models/json/document.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/models/json/tree.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kSourceKey = "source";

// Returns a key as a path shows it: plain when it is a plain word.
std::string path_part(std::string_view key) {
  const bool plain =
      !key.empty() && key.size() <= 48 && std::all_of(key.begin(), key.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
      });
  return plain ? std::string(key) : in_quotes(key);
}

const JsonNode& node_of(const JsonTree& tree, std::uint32_t index) { return tree.nodes[index]; }

std::size_t position_in_array(const JsonTree& tree, std::uint32_t parent, std::uint32_t index) {
  std::size_t position = 0;
  for (std::uint32_t child = parent + 1; child != index; child = node_of(tree, child).next) {
    ++position;
  }
  return position;
}

std::string after_path(const std::string& path, std::string_view cause) {
  return path.empty() ? std::string(cause) : path + ": " + std::string(cause);
}

std::string between(const std::string& minimum, const std::string& maximum) {
  return "a whole number from " + minimum + " to " + maximum;
}

}  // namespace

std::string_view kind_text(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "true or false";
    case JsonKind::number:
      return "a number";
    case JsonKind::string:
      return "a string";
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
  }
  return "a value";
}

JsonDocument::JsonDocument(std::unique_ptr<const JsonTree> tree) : tree_(std::move(tree)) {
  HINDCAST_CHECK(tree_ != nullptr && !tree_->nodes.empty());
}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

JsonValue JsonDocument::root() const { return {*tree_, 0}; }
const std::string& JsonDocument::file() const { return tree_->file; }

JsonKind JsonValue::kind() const { return node_of(*tree_, index_).kind; }

std::size_t JsonValue::offset() const { return node_of(*tree_, index_).offset; }

Place JsonValue::place() const { return place_of(*tree_, offset()); }

std::string JsonValue::path() const {
  std::vector<std::string> parts;
  for (std::uint32_t index = index_; index != 0; index = node_of(*tree_, index).parent) {
    const JsonNode& node = node_of(*tree_, index);
    if (node_of(*tree_, node.parent).kind == JsonKind::object) {
      parts.push_back((node.parent == 0 ? "" : ".") + path_part(tree_->range(node.key)));
    } else {
      parts.push_back("[" + std::to_string(position_in_array(*tree_, node.parent, index)) + "]");
    }
  }
  std::string path;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) path += *part;
  return path;
}

bool JsonValue::boolean() const {
  if (!is(JsonKind::boolean)) throw expected("true or false");
  return node_of(*tree_, index_).truth;
}

std::string_view JsonValue::number() const {
  require(JsonKind::number);
  return tree_->range(node_of(*tree_, index_).text);
}

std::uint64_t JsonValue::count(std::uint64_t minimum, std::uint64_t maximum) const {
  const std::string range = between(std::to_string(minimum), std::to_string(maximum));
  if (!is(JsonKind::number)) throw expected(range);
  const Parsed<std::uint64_t> parsed = parse_count(number());
  if (!parsed.ok() || parsed.value() < minimum || parsed.value() > maximum) throw expected(range);
  return parsed.value();
}

std::int64_t JsonValue::integer(std::int64_t minimum, std::int64_t maximum) const {
  const std::string range = between(std::to_string(minimum), std::to_string(maximum));
  if (!is(JsonKind::number)) throw expected(range);
  const Parsed<std::int64_t> parsed = parse_integer(number());
  if (!parsed.ok() || parsed.value() < minimum || parsed.value() > maximum) throw expected(range);
  return parsed.value();
}

std::string_view JsonValue::text() const {
  require(JsonKind::string);
  return tree_->range(node_of(*tree_, index_).text);
}

std::vector<JsonValue> JsonValue::elements() const {
  require(JsonKind::array);
  return children();
}

std::vector<JsonValue> JsonValue::members() const {
  require(JsonKind::object);
  return children();
}

std::size_t JsonValue::size() const { return node_of(*tree_, index_).children; }

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  require(JsonKind::object);
  std::uint32_t child = size() == 0 ? JsonNode::kNone : index_ + 1;
  for (; child != JsonNode::kNone; child = node_of(*tree_, child).next) {
    if (tree_->range(node_of(*tree_, child).key) == key) return JsonValue(*tree_, child);
  }
  return std::nullopt;
}

JsonValue JsonValue::member(std::string_view key) const {
  if (const std::optional<JsonValue> found = find(key)) return *found;
  throw error("the key " + in_quotes(key) + " is missing", "add it to this object");
}

std::string_view JsonValue::key() const { return tree_->range(node_of(*tree_, index_).key); }

Place JsonValue::key_place() const {
  const std::uint32_t at = node_of(*tree_, index_).key_offset;
  return at == JsonNode::kNone ? place() : place_of(*tree_, at);
}

void JsonValue::allow_only(const std::vector<std::string_view>& known) const {
  for (const JsonValue& member : members()) {
    if (member.key() == kSourceKey) continue;
    if (std::find(known.begin(), known.end(), member.key()) != known.end()) continue;
    throw member.key_error("unknown key", suggestion(member.key(), known));
  }
}

InputError JsonValue::error(std::string_view cause, std::string_view fix) const {
  return {place(), after_path(path(), cause), std::string(fix)};
}

InputError JsonValue::key_error(std::string_view cause, std::string_view fix) const {
  return {key_place(), after_path(path(), cause), std::string(fix)};
}

InputError JsonValue::expected(std::string_view expected, std::string_view fix) const {
  std::string found(kind_text(kind()));
  if (is(JsonKind::string)) found = "the string " + in_quotes(text());
  if (is(JsonKind::number)) found = "the number " + printable(number().substr(0, 48));
  if (is(JsonKind::boolean)) found = node_of(*tree_, index_).truth ? "true" : "false";
  const std::string cause = "expected " + std::string(expected) + ", found " + found;
  return error(cause, fix.empty() ? "write " + std::string(expected) : std::string(fix));
}

void JsonValue::require(JsonKind kind) const {
  if (!is(kind)) throw expected(kind_text(kind));
}

std::vector<JsonValue> JsonValue::children() const {
  std::vector<JsonValue> result;
  result.reserve(size());
  std::uint32_t child = size() == 0 ? JsonNode::kNone : index_ + 1;
  for (; child != JsonNode::kNone; child = node_of(*tree_, child).next) {
    result.emplace_back(*tree_, child);
  }
  return result;
}

}  // namespace hindcast
