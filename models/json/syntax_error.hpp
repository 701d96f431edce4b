// Says in plain words why a text is not JSON, from what the reader had read and what it waited for.
// It looks at the text itself, so the words do not depend on the version of the parser beneath.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hindcast {

// What the grammar allows after the last value, key or bracket that was read.
enum class Awaited {
  value,               // the document's only value
  key_or_brace,        // after "{"
  member_value,        // after a key: a colon and a value
  comma_or_brace,      // after a value in an object
  element_or_bracket,  // after "["
  comma_or_bracket,    // after a value in an array
  end,                 // after the document's value
};

struct SyntaxState {
  std::size_t offset = 0;  // the first byte that is not read yet
  Awaited awaited = Awaited::value;
  std::optional<std::size_t> container = {};  // where the innermost open one begins
};

struct SyntaxError {
  std::size_t offset;
  std::string cause;
  std::string fix;
};

// Returns the run of letters, digits and signs that begins at `offset`.
std::string_view word_at(std::string_view text, std::size_t offset);

// Returns what is wrong with the bare word at `offset`, or nothing if it is a number, true, false
// or null. (The parser would take "01" for two numbers and "25ms" for a number and something else.)
std::optional<SyntaxError> word_error(std::string_view text, std::size_t offset);

// REQUIRES: text is UTF-8 and the state is that of a reader that was refused there.
SyntaxError diagnose(std::string_view text, const SyntaxState& state);

}  // namespace hindcast
