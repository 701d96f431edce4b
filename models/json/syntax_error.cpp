#include "hindcast/models/json/syntax_error.hpp"

#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

bool is_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '_' || letter == '.' || letter == '+' ||
         letter == '-';
}

std::size_t skip_space(std::string_view text, std::size_t offset) {
  while (offset < text.size() && is_space(text[offset])) ++offset;
  return offset;
}

bool has(std::string_view text, std::size_t offset, char letter) {
  return offset < text.size() && text[offset] == letter;
}

std::string character_at(std::string_view text, std::size_t offset) {
  const std::size_t length = utf8_length(text, offset);
  return in_quotes(text.substr(offset, length == 0 ? 1 : length));
}

// Returns the four hexadecimal digits of the \u escape at `offset`, if they are there.
std::optional<unsigned> unicode_escape(std::string_view text, std::size_t offset) {
  if (text.substr(offset, 2) != "\\u" || text.size() - offset < 6) return std::nullopt;
  unsigned value = 0;
  for (const char digit : text.substr(offset + 2, 4)) {
    unsigned nibble = 0;
    if (digit >= '0' && digit <= '9') {
      nibble = static_cast<unsigned>(digit - '0');
    } else if (digit >= 'a' && digit <= 'f') {
      nibble = static_cast<unsigned>(digit - 'a') + 10;
    } else if (digit >= 'A' && digit <= 'F') {
      nibble = static_cast<unsigned>(digit - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value << 4U | nibble;
  }
  return value;
}

// The result of looking at one escape: how long it is, or what is wrong with it.
struct Escape {
  std::size_t length = 0;
  std::optional<SyntaxError> error = {};
};

Escape escape_at(std::string_view text, std::size_t offset) {
  constexpr std::string_view simple = "\"\\/bfnrt";
  if (offset + 1 < text.size() && simple.find(text[offset + 1]) != std::string_view::npos) {
    return {2};
  }
  const std::optional<unsigned> unit = unicode_escape(text, offset);
  if (!unit) {
    return {0,
            SyntaxError{offset, "a string holds a backslash that begins no escape of JSON",
                        "write \\\\ for a backslash, \\n, \\t, \\\" or \\u and four hex digits"}};
  }
  if (*unit < 0xD800 || *unit > 0xDFFF) return {6};
  const std::optional<unsigned> low =
      *unit < 0xDC00 && offset + 6 < text.size() ? unicode_escape(text, offset + 6) : std::nullopt;
  if (low && *low >= 0xDC00 && *low <= 0xDFFF) return {12};
  return {0, SyntaxError{offset, "a string holds half of a surrogate pair",
                         "write both halves, or the character itself in UTF-8"}};
}

// Finds what is wrong within the string that begins at `begin`; nothing when it is sound.
std::optional<SyntaxError> string_error(std::string_view text, std::size_t begin) {
  std::size_t offset = begin + 1;
  while (offset < text.size() && text[offset] != '"') {
    if (static_cast<unsigned char>(text[offset]) < 0x20) {
      const bool line_end = text[offset] == '\n' || text[offset] == '\r';
      if (line_end) {
        return SyntaxError{begin, "a string is not closed on its line",
                           "close it with a double quote, or write \\n for a line end"};
      }
      return SyntaxError{offset,
                         "a string holds the control character " + character_at(text, offset),
                         "write it as an escape such as \\t or \\u0001"};
    }
    if (text[offset] != '\\') {
      ++offset;
      continue;
    }
    if (offset + 1 == text.size()) break;
    Escape escape = escape_at(text, offset);
    if (escape.error) return escape.error;
    offset += escape.length;
  }
  if (offset < text.size() && text[offset] == '"') return std::nullopt;
  return SyntaxError{begin, "the text ends within a string",
                     "close the string with a double quote"};
}

std::size_t digits_at(std::string_view text, std::size_t offset) {
  std::size_t end = offset;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - offset;
}

bool is_json_number(std::string_view word) {
  std::size_t at = has(word, 0, '-') ? 1 : 0;
  const std::size_t whole = digits_at(word, at);
  if (whole == 0 || (whole > 1 && word[at] == '0')) return false;
  at += whole;
  if (has(word, at, '.')) {
    const std::size_t fraction = digits_at(word, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (has(word, at, 'e') || has(word, at, 'E')) {
    at += has(word, at + 1, '-') || has(word, at + 1, '+') ? 2U : 1U;
    const std::size_t exponent = digits_at(word, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == word.size();
}

SyntaxError refused_word(std::size_t offset, std::string_view word) {
  const std::string_view signs = "0123456789+-.";
  if (is_json_number(word)) {
    return {offset, "the number " + printable(word.substr(0, 48)) + " is too large",
            "write a number below 1.8e308"};
  }
  if (signs.find(word[0]) != std::string_view::npos) {
    return {offset, in_quotes(word) + " is not a number of JSON",
            "write digits such as 25, -3 or 0.5, and put a value with a unit into double quotes"};
  }
  return {offset, in_quotes(word) + " is not a value of JSON",
          "put text into double quotes; the only bare words are true, false and null"};
}

// Says what is wrong with the thing at `offset`, where `wanted` may stand.
SyntaxError wrong_thing(std::string_view text, std::size_t offset, std::string_view wanted) {
  const char first = text[offset];
  const std::string expected = "write " + std::string(wanted) + " here";
  if (first == '/' || first == '#') {
    return {offset, "a comment is not part of JSON", "remove it, or put it into a \"source\" key"};
  }
  if (first == '\'') return {offset, "a text stands in single quotes", "use double quotes"};
  if (is_word(first))
    return {offset, "the word " + in_quotes(word_at(text, offset)) + " is unexpected here",
            expected};
  return {offset, character_at(text, offset) + " is unexpected here", expected};
}

SyntaxError wrong_value(std::string_view text, std::size_t offset, std::string_view wanted) {
  if (text[offset] == '"') {
    if (std::optional<SyntaxError> error = string_error(text, offset)) return *error;
  }
  if (is_word(text[offset])) return refused_word(offset, word_at(text, offset));
  return wrong_thing(text, offset, wanted);
}

SyntaxError wrong_key(std::string_view text, std::size_t offset, std::string_view wanted) {
  if (text[offset] == '"') {
    if (std::optional<SyntaxError> error = string_error(text, offset)) return *error;
  }
  if (is_word(text[offset])) {
    return {offset, "the key " + in_quotes(word_at(text, offset)) + " is not in double quotes",
            "put it into double quotes"};
  }
  return wrong_thing(text, offset, wanted);
}

SyntaxError ended(std::string_view text, const SyntaxState& state) {
  if (!state.container) return {0, "the text is empty", "write a JSON object"};
  const bool object = text[*state.container] == '{';
  return {*state.container,
          std::string("the text ends before this ") + (object ? "object" : "array") + " is closed",
          std::string("close it with ") + (object ? "}" : "]")};
}

SyntaxError trailing_comma(std::size_t comma) {
  return {comma, "a comma stands before a closing bracket", "remove the comma"};
}

// After a value in a container: a comma and the next item, or the bracket.
SyntaxError wrong_continuation(std::string_view text, const SyntaxState& state,
                               std::size_t offset) {
  const bool object = state.awaited == Awaited::comma_or_brace;
  if (text[offset] != ',') {
    const bool next =
        text[offset] == '"' || text[offset] == '{' || text[offset] == '[' || is_word(text[offset]);
    if (next) {
      return {offset, std::string("a comma is missing before this ") + (object ? "key" : "value"),
              "write a comma between two " + std::string(object ? "members" : "values")};
    }
    return wrong_thing(text, offset, object ? "a comma or }" : "a comma or ]");
  }
  const std::size_t item = skip_space(text, offset + 1);
  if (item == text.size()) return ended(text, state);
  if (text[item] == '}' || text[item] == ']') return trailing_comma(offset);
  return object ? wrong_key(text, item, "a key in double quotes")
                : wrong_value(text, item, "a value");
}

}  // namespace

std::string_view word_at(std::string_view text, std::size_t offset) {
  std::size_t end = offset;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(offset, end - offset);
}

std::optional<SyntaxError> word_error(std::string_view text, std::size_t offset) {
  const std::string_view word = word_at(text, offset);
  const bool known = word == "true" || word == "false" || word == "null" || is_json_number(word);
  return known ? std::nullopt : std::optional<SyntaxError>(refused_word(offset, word));
}

SyntaxError diagnose(std::string_view text, const SyntaxState& state) {
  const std::size_t offset = skip_space(text, state.offset);
  if (offset == text.size()) return ended(text, state);
  switch (state.awaited) {
    case Awaited::value:
      return wrong_value(text, offset, "a JSON object");
    case Awaited::key_or_brace:
      return wrong_key(text, offset, "a key in double quotes or }");
    case Awaited::member_value: {
      if (text[offset] != ':') return wrong_thing(text, offset, "a colon after the key");
      const std::size_t value = skip_space(text, offset + 1);
      if (value == text.size()) return ended(text, state);
      return wrong_value(text, value, "a value");
    }
    case Awaited::element_or_bracket:
      return wrong_value(text, offset, "a value or ]");
    case Awaited::comma_or_brace:
    case Awaited::comma_or_bracket:
      return wrong_continuation(text, state, offset);
    case Awaited::end:
      break;
  }
  return {offset, "the document has ended, but more text follows",
          "remove it: a file holds one JSON value"};
}

}  // namespace hindcast
