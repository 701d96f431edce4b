// JsonDocument: a JSON text read once, strictly and within bounds, with the place of every value.
// The values are handles into it; whoever finds that a value makes no sense complains through the
// value, so that every complaint names file, line, column, cause and fix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/input_error.hpp"

namespace hindcast {

struct JsonTree;
class JsonValue;

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

// Returns the kind as messages say it: "a number", "an object".
std::string_view kind_text(JsonKind kind);

class JsonDocument {
 public:
  explicit JsonDocument(std::unique_ptr<const JsonTree> tree);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  // Values are valid as long as the document (or the one it was moved to).
  JsonValue root() const;
  const std::string& file() const;

 private:
  std::unique_ptr<const JsonTree> tree_;
};

// One value of a document. Getters throw InputError, with the place of the value and what was
// expected and found, when it is of another kind.
class JsonValue {
 public:
  JsonValue(const JsonTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}

  JsonKind kind() const;
  bool is(JsonKind kind_asked) const { return kind() == kind_asked; }
  Place place() const;         // of its first character
  std::size_t offset() const;  // of its first character, in bytes
  // Returns where it stands in the document: "components.pool.max", "links[2]"; "" for the root.
  std::string path() const;

  bool boolean() const;
  // Returns a number exactly as it is written ("2.50", "1e3").
  std::string_view number() const;
  // Return a whole number. A fraction, an exponent or a value outside of the range is an error.
  std::uint64_t count(std::uint64_t minimum = 0,
                      std::uint64_t maximum = std::numeric_limits<std::uint64_t>::max()) const;
  std::int64_t integer(std::int64_t minimum = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t maximum = std::numeric_limits<std::int64_t>::max()) const;
  // Returns the characters of a string in UTF-8, escapes resolved.
  std::string_view text() const;

  // Return the values of an array, or the members of an object, in file order.
  std::vector<JsonValue> elements() const;
  std::vector<JsonValue> members() const;
  std::size_t size() const;
  // Return a member of an object; the second throws when there is none. They look at each member.
  std::optional<JsonValue> find(std::string_view key) const;
  JsonValue member(std::string_view key) const;

  // Of a member of an object: its key ("" for other values) and the place of the key.
  std::string_view key() const;
  Place key_place() const;

  // Throws at the first key of an object that is neither known nor "source", with the known key
  // that is nearest. ("source" says where a value comes from and may stand anywhere.)
  void allow_only(const std::vector<std::string_view>& known) const;

  // Return the complaint about this value, or about its key, for the caller to throw. The cause
  // goes on after the path: error("must be less than max", ...) says "pool.min must be less than
  // max".
  InputError error(std::string_view cause, std::string_view fix) const;
  InputError key_error(std::string_view cause, std::string_view fix) const;
  // Returns the complaint about a value of the wrong kind; `expected` reads "a number from 1 to 9".
  InputError expected(std::string_view expected, std::string_view fix = {}) const;

 private:
  void require(JsonKind kind) const;
  std::vector<JsonValue> children() const;

  const JsonTree* tree_;
  std::uint32_t index_;
};

}  // namespace hindcast
