#include "hindcast/models/host/json_parse.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace hindcast {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::uint32_t hex_value(std::string_view digits) {
  std::uint32_t value = 0;
  for (const char c : digits) {
    const int digit = is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0U | code >> 6U);
    put(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    put(0xe0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3fU));
    put(0x80U | (code & 0x3fU));
  } else {
    put(0xf0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3fU));
    put(0x80U | (code >> 6U & 0x3fU));
    put(0x80U | (code & 0x3fU));
  }
}

// Returns where each UTF-16 unit of `text` begins; the two halves of a pair begin at one place.
std::vector<std::size_t> utf16_units(std::string_view text) {
  std::vector<std::size_t> units;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (continues_character(text[i])) continue;
    units.push_back(i);
    if (static_cast<unsigned char>(text[i]) >= 0xf0U) units.push_back(i);
  }
  return units;
}

// Returns the units from `from` until `to`; half of a pair is written as U+FFFD.
std::string utf16_slice(std::string_view text, const std::vector<std::size_t>& units,
                        std::size_t from, std::size_t to) {
  std::string result;
  for (std::size_t i = from; i < to; ++i) {
    const std::size_t start = units[i];
    const bool is_second = i > 0 && units[i - 1] == start;
    const bool is_first = i + 1 < units.size() && units[i + 1] == start;
    if (is_second && i > from) continue;
    if (is_second || (is_first && i + 1 == to)) {
      append_utf8(result, 0xfffd);
      continue;
    }
    const std::size_t next = i + (is_first ? 2 : 1);
    result += text.substr(start, (next < units.size() ? units[next] : text.size()) - start);
  }
  return result;
}

// Returns what stands between the quotes of a string that the parser accepted.
std::string unescaped(std::string_view raw) {
  std::string result;
  std::uint32_t high = 0;  // the first half of a pair
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '\\') {
      result.push_back(raw[i]);
      continue;
    }
    const char kind = raw[++i];
    if (kind != 'u') {
      static constexpr std::string_view kFrom = "bfnrt";
      static constexpr std::string_view kTo = "\b\f\n\r\t";
      const std::size_t known = kFrom.find(kind);
      result.push_back(known == kFrom.npos ? kind : kTo[known]);
      continue;
    }
    std::uint32_t code = hex_value(raw.substr(i + 1, 4));
    i += 4;
    if (code >= 0xd800 && code < 0xdc00 && raw.substr(i + 1, 2) == "\\u") {
      high = code;
      continue;
    }
    if (high != 0 && code >= 0xdc00 && code < 0xe000) {
      code = 0x10000 + ((high - 0xd800) << 10U) + (code - 0xdc00);
    }
    high = 0;
    append_utf8(result, code);
  }
  return result;
}

// One parse: without recursion, for V8 has no limit of depth either.
class Parser {
 public:
  Parser(std::string_view text, std::string_view wanted) : text_(text), wanted_(wanted) {}

  bool parse();
  const std::string& error() const { return error_; }
  std::optional<std::string> found() const {
    if (!has_found_) return std::nullopt;
    return unescaped(found_);
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  char current() const { return at_end() ? '\0' : text_[position_]; }
  void skip_blanks() {
    while (!at_end() && std::string_view(" \t\n\r").find(text_[position_]) != text_.npos)
      ++position_;
  }
  bool value();
  bool after_value();
  bool object();
  bool array();
  bool member_name(bool is_first);
  bool string();
  bool number();
  bool digits();
  bool literal(std::string_view word);
  bool fail_at(std::string_view what);
  bool fail(std::string_view what);
  bool fail_token();
  std::size_t utf16_position() const;

  std::string_view text_;
  std::string_view wanted_;
  std::string error_;
  std::string_view raw_;  // between the quotes of the last string
  std::string_view found_;
  bool has_found_ = false;
  bool is_wanted_ = false;  // the value that comes has the wanted name
  bool value_follows_ = true;
  std::vector<char> open_;
  std::size_t position_ = 0;
};

bool Parser::parse() {
  while (true) {
    if (value_follows_) {
      if (!value()) return false;
    } else if (open_.empty()) {
      skip_blanks();
      return at_end() || fail_at("Unexpected non-whitespace character after JSON");
    } else if (!after_value()) {
      return false;
    }
  }
}

bool Parser::value() {
  skip_blanks();
  value_follows_ = false;
  const bool wanted = std::exchange(is_wanted_, false);
  if (wanted) has_found_ = false;
  switch (current()) {
    case '{':
      return object();
    case '[':
      return array();
    case '"':
      if (!string()) return false;
      if (wanted) found_ = raw_;
      has_found_ = has_found_ || wanted;
      return true;
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      return current() == '-' || is_digit(current()) ? number() : fail_token();
  }
}

bool Parser::object() {
  open_.push_back('{');
  ++position_;
  skip_blanks();
  if (current() == '}') return after_value();
  if (current() != '"') return fail("Expected property name or '}'");
  return member_name(true);
}

bool Parser::array() {
  open_.push_back('[');
  ++position_;
  skip_blanks();
  if (current() == ']') return after_value();
  value_follows_ = true;
  return true;
}

// Only the first name of an object has words for a missing colon.
bool Parser::member_name(bool is_first) {
  if (!string()) return false;
  is_wanted_ = open_.size() == 1 && unescaped(raw_) == wanted_;
  skip_blanks();
  if (current() != ':') {
    return is_first ? fail("Expected ':' after property name") : fail_token();
  }
  ++position_;
  value_follows_ = true;
  return true;
}

bool Parser::after_value() {
  skip_blanks();
  const bool in_object = open_.back() == '{';
  if (current() == (in_object ? '}' : ']')) {
    ++position_;
    open_.pop_back();
    return true;
  }
  if (current() != ',') {
    return fail(in_object ? "Expected ',' or '}' after property value"
                          : "Expected ',' or ']' after array element");
  }
  ++position_;
  if (!in_object) {
    value_follows_ = true;
    return true;
  }
  skip_blanks();
  return current() == '"' ? member_name(false) : fail("Expected double-quoted property name");
}

bool Parser::string() {
  const std::size_t start = ++position_;
  while (true) {
    if (at_end()) return fail("Unterminated string");
    const char c = text_[position_];
    if (static_cast<unsigned char>(c) < 0x20)
      return fail("Bad control character in string literal");
    if (c == '"') break;
    ++position_;
    if (c != '\\') continue;
    // V8 has no words for an escape beyond Latin-1, nor for one that is cut off.
    if (at_end() || static_cast<unsigned char>(current()) >= 0xc4U) return fail_token();
    if (current() == 'u') {
      for (int digit = 0; digit < 4; ++digit) {
        ++position_;
        if (!is_hex(current())) return fail("Bad Unicode escape");
      }
    } else if (std::string_view("\"\\/bfnrt").find(current()) == text_.npos) {
      return fail("Bad escaped character");
    }
    ++position_;
  }
  raw_ = text_.substr(start, position_ - start);
  ++position_;
  return true;
}

bool Parser::digits() {
  if (!is_digit(current())) return false;
  while (is_digit(current())) ++position_;
  return true;
}

bool Parser::number() {
  if (current() == '-') {
    ++position_;
    if (!is_digit(current())) return fail("No number after minus sign");
  }
  if (current() == '0') {
    ++position_;
    if (is_digit(current())) return fail("Unexpected number");
  } else {
    digits();
  }
  if (current() == '.') {
    ++position_;
    if (!digits()) return fail("Unterminated fractional number");
  }
  if (current() == 'e' || current() == 'E') {
    ++position_;
    if (current() == '+' || current() == '-') ++position_;
    if (!digits()) return fail("Exponent part is missing a number");
  }
  return true;
}

bool Parser::literal(std::string_view word) {
  for (const char c : word) {
    if (current() != c || at_end()) return fail_token();
    ++position_;
  }
  return true;
}

std::size_t Parser::utf16_position() const {
  std::size_t units = 0;
  for (const char c : text_.substr(0, position_)) {
    if (continues_character(c)) continue;
    units += static_cast<unsigned char>(c) >= 0xf0U ? 2 : 1;
  }
  return units;
}

bool Parser::fail_at(std::string_view what) {
  error_ = std::string(what) + " at position " + std::to_string(utf16_position());
  return false;
}

bool Parser::fail(std::string_view what) { return fail_at(std::string(what) + " in JSON"); }

// What V8 says of a token that it has no better words for; with up to ten characters of context on
// either side.
bool Parser::fail_token() {
  if (at_end()) {
    error_ = "Unexpected end of JSON input";
    return false;
  }
  if (is_digit(current()) || current() == '-') return fail("Unexpected number");
  if (current() == '"') return fail("Unexpected string");
  for (const std::string_view special : {"undefined", "NaN", "Infinity", "[object Object]"}) {
    if (text_ != special) continue;
    error_ = "\"" + std::string(text_) + "\" is not valid JSON";
    return false;
  }
  constexpr std::size_t kContext = 10;
  const std::vector<std::size_t> units = utf16_units(text_);
  const std::size_t length = units.size();
  const std::size_t at = utf16_position();
  const bool is_short = length < 2 * kContext + 1;
  const bool cut_before = !is_short && at >= kContext;
  const bool cut_after = !is_short && at < length - kContext;
  const std::size_t from = cut_before ? at - kContext : 0;
  const std::size_t to = cut_after ? at + kContext : length;
  error_ = "Unexpected token '" + utf16_slice(text_, units, at, at + 1) + "', " +
           (cut_before ? "..." : "") + "\"" + utf16_slice(text_, units, from, to) + "\"" +
           (cut_after ? "..." : "") + " is not valid JSON";
  return false;
}

}  // namespace

std::optional<std::string> json_syntax_error(std::string_view text) {
  Parser parser(text, {});
  if (parser.parse()) return std::nullopt;
  return parser.error();
}

std::optional<std::string> json_string_member(std::string_view text, std::string_view key) {
  Parser parser(text, key);
  if (!parser.parse()) return std::nullopt;
  return parser.found();
}

std::string json_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    static constexpr std::string_view kFrom = "\b\f\n\r\t\"\\";
    static constexpr std::string_view kTo = "bfnrt\"\\";
    const std::size_t known = kFrom.find(c);
    if (known != kFrom.npos) {
      result += {'\\', kTo[known]};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      static constexpr std::string_view kHex = "0123456789abcdef";
      result += "\\u00";
      result += {kHex[static_cast<std::size_t>(c) / 16], kHex[static_cast<std::size_t>(c) % 16]};
    } else {
      result.push_back(c);
    }
  }
  result.push_back('"');
  return result;
}

}  // namespace hindcast
