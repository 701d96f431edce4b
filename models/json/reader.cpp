#include "hindcast/models/json/reader.hpp"

#include "hindcast/models/json/syntax_error.hpp"
#include "hindcast/models/json/tree.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/utf8.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace hindcast {
namespace {

// Walks through the text and tells how far the parser has read.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* place, std::size_t* count) : place_(place), count_(count) {}

  reference operator*() const { return *place_; }
  CountingIterator& operator++() {
    ++place_;
    ++*count_;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& left, const CountingIterator& right) {
    return left.place_ == right.place_;
  }
  friend bool operator!=(const CountingIterator& left, const CountingIterator& right) {
    return !(left == right);
  }

 private:
  const char* place_;
  std::size_t* count_;
};

// Receives the parser's events and grows the tree. It returns false, with `error()` set, to stop.
class TreeBuilder {
 public:
  using Json = nlohmann::json;

  TreeBuilder(JsonTree& tree, const JsonLimits& limits) : tree_(tree), limits_(limits) {}

  std::size_t* count() { return &count_; }
  const std::optional<SyntaxError>& error() const { return error_; }

  bool null() { return word(JsonKind::null); }
  bool boolean(bool truth) {
    if (!word(JsonKind::boolean)) return false;
    tree_.nodes.back().truth = truth;
    return true;
  }
  bool number_integer(Json::number_integer_t) { return word(JsonKind::number); }
  bool number_unsigned(Json::number_unsigned_t) { return word(JsonKind::number); }
  bool number_float(Json::number_float_t, const Json::string_t&) { return word(JsonKind::number); }
  bool string(const Json::string_t& characters);
  bool binary(const Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(JsonKind::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(JsonKind::array); }
  bool end_array() { return close(); }
  bool key(const Json::string_t& name);
  bool parse_error(std::size_t, const std::string&, const Json::exception&) {
    error_ = diagnose(tree_.source, state());
    return false;
  }

 private:
  struct Open {
    std::uint32_t node;
    std::uint32_t last_child = JsonNode::kNone;
    std::map<std::string, std::size_t, std::less<>> keys = {};  // with their offsets
  };

  SyntaxState state() const;
  bool add(JsonKind kind);
  bool word(JsonKind kind);
  bool open(JsonKind kind);
  bool close();
  bool refuse(std::size_t offset, std::string cause, std::string fix);
  std::size_t token_begin() const;
  JsonNode::Range store(std::string_view characters);

  JsonTree& tree_;
  const JsonLimits& limits_;
  std::size_t count_ = 0;   // what the parser has read, one character ahead after a number
  std::size_t cursor_ = 0;  // the end of the last token that was given to us
  std::vector<Open> open_;
  std::optional<std::pair<JsonNode::Range, std::size_t>> key_;  // waits for its value
  std::optional<SyntaxError> error_;
};

bool TreeBuilder::key(const Json::string_t& name) {
  const std::size_t begin = token_begin();
  cursor_ = count_;
  const auto [entry, fresh] = open_.back().keys.emplace(name, begin);
  if (!fresh) {
    const Place first = place_of(tree_, entry->second);
    return refuse(begin, "the key " + in_quotes(name) + " stands twice in one object",
                  "keep one of the two (the first is at line " + std::to_string(first.line) + ")");
  }
  key_ = {store(name), begin};
  return true;
}

SyntaxState TreeBuilder::state() const {
  if (open_.empty()) {
    return {cursor_, tree_.nodes.empty() ? Awaited::value : Awaited::end, std::nullopt};
  }
  const Open& innermost = open_.back();
  const bool object = tree_.nodes[innermost.node].kind == JsonKind::object;
  const bool first = innermost.last_child == JsonNode::kNone;
  Awaited awaited = first ? Awaited::element_or_bracket : Awaited::comma_or_bracket;
  if (object) awaited = first ? Awaited::key_or_brace : Awaited::comma_or_brace;
  if (key_) awaited = Awaited::member_value;
  return {cursor_, awaited, tree_.nodes[innermost.node].offset};
}

// Adds a value that begins at the first character which only a value can begin with.
bool TreeBuilder::add(JsonKind kind) {
  const std::size_t begin = token_begin();
  if (tree_.nodes.size() == limits_.values_max) {
    return refuse(begin,
                  "the document holds more than " + std::to_string(limits_.values_max) + " values",
                  "make it smaller");
  }
  const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
  JsonNode node;
  node.kind = kind;
  node.offset = static_cast<std::uint32_t>(begin);
  if (!open_.empty()) {
    Open& innermost = open_.back();
    node.parent = innermost.node;
    if (innermost.last_child != JsonNode::kNone) tree_.nodes[innermost.last_child].next = index;
    innermost.last_child = index;
    ++tree_.nodes[innermost.node].children;
  }
  if (key_) {
    node.key = key_->first;
    node.key_offset = static_cast<std::uint32_t>(key_->second);
    key_.reset();
  }
  tree_.nodes.push_back(node);
  cursor_ = begin;
  return true;
}

bool TreeBuilder::string(const Json::string_t& characters) {
  if (!add(JsonKind::string)) return false;
  cursor_ = count_;
  tree_.nodes.back().text = store(characters);
  return true;
}

// A number, true, false or null.
bool TreeBuilder::word(JsonKind kind) {
  if (!add(kind)) return false;
  error_ = word_error(tree_.source, cursor_);
  if (error_) return false;
  const std::string_view text = word_at(tree_.source, cursor_);
  cursor_ += text.size();
  if (kind == JsonKind::number) tree_.nodes.back().text = store(text);
  return true;
}

bool TreeBuilder::open(JsonKind kind) {
  if (open_.size() == limits_.depth_max) {
    return refuse(
        token_begin(),
        "arrays and objects are nested more than " + std::to_string(limits_.depth_max) + " deep",
        "nest them less deep");
  }
  if (!add(kind)) return false;
  ++cursor_;
  open_.push_back({static_cast<std::uint32_t>(tree_.nodes.size() - 1)});
  return true;
}

bool TreeBuilder::close() {
  open_.pop_back();
  cursor_ = count_;
  return true;
}

bool TreeBuilder::refuse(std::size_t offset, std::string cause, std::string fix) {
  error_ = SyntaxError{offset, std::move(cause), std::move(fix)};
  return false;
}

// Between the last token and this one there are only spaces, commas and colons.
std::size_t TreeBuilder::token_begin() const {
  return tree_.source.find_first_not_of(" \t\r\n,:", cursor_);
}

JsonNode::Range TreeBuilder::store(std::string_view characters) {
  const JsonNode::Range range{static_cast<std::uint32_t>(tree_.characters.size()),
                              static_cast<std::uint32_t>(characters.size())};
  tree_.characters += characters;
  return range;
}

// Finds what the parser would not complain about: it takes NUL for the end and skips a mark.
std::optional<SyntaxError> encoding_error(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF" || text.substr(0, 2) == "\xFF\xFE" ||
      text.substr(0, 2) == "\xFE\xFF") {
    return SyntaxError{0, "the text begins with a byte order mark",
                       "save it as UTF-8 without a byte order mark"};
  }
  const std::size_t invalid = utf8_valid_until(text);
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos && nul < invalid) {
    return SyntaxError{nul, "the text holds a NUL byte", "remove it: JSON is plain UTF-8 text"};
  }
  if (invalid == text.size()) return std::nullopt;
  return SyntaxError{invalid,
                     "the byte " + in_quotes(text.substr(invalid, 1)) + " is not UTF-8 here",
                     "save the file as UTF-8"};
}

}  // namespace

JsonDocument read_json_text(std::string_view text, std::string_view file,
                            const JsonLimits& limits) {
  HINDCAST_CHECK(limits.bytes_max < JsonNode::kNone);
  if (text.size() > limits.bytes_max) {
    throw InputError({std::string(file)},
                     "the text is longer than " + std::to_string(limits.bytes_max) + " bytes",
                     "make it smaller");
  }
  auto tree = std::make_unique<JsonTree>(tree_of(file, text));
  std::optional<SyntaxError> error = encoding_error(text);
  if (!error) {
    TreeBuilder builder(*tree, limits);
    const char* begin = tree->source.data();
    const char* end = begin + tree->source.size();
    const bool complete = nlohmann::json::sax_parse(
        CountingIterator(begin, builder.count()), CountingIterator(end, builder.count()), &builder);
    error = builder.error();
    HINDCAST_CHECK(complete != error.has_value());
  }
  if (error) throw InputError(place_of(*tree, error->offset), error->cause, error->fix);
  return JsonDocument(std::move(tree));
}

}  // namespace hindcast
