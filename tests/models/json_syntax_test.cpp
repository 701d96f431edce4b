#include "hindcast/models/json/reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace hindcast {
namespace {

using std::string_literals::operator""s;

std::string complaint(std::string_view text) {
  try {
    read_json_text(text, "f");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

using Cases = std::vector<std::pair<std::string, std::string_view>>;

void check_all(const Cases& cases) {
  for (const auto& item : cases) {
    CAPTURE(item.first);
    CHECK(complaint(item.first) == item.second);
  }
}

}  // namespace

TEST_CASE("a text that ends too early says what is not closed") {
  check_all({
      {"", "f:1:1: the text is empty; write a JSON object"},
      {" \n\t", "f:1:1: the text is empty; write a JSON object"},
      {"{", "f:1:1: the text ends before this object is closed; close it with }"},
      {"[\n {\"a\": [1, 2", "f:2:8: the text ends before this array is closed; close it with ]"},
      {"{\"a\"", "f:1:1: the text ends before this object is closed; close it with }"},
      {"{\"a\":", "f:1:1: the text ends before this object is closed; close it with }"},
      {"{\"a\": 1,", "f:1:1: the text ends before this object is closed; close it with }"},
      {"[\"abc", "f:1:2: the text ends within a string; close the string with a double quote"},
      {"[\"abc\\", "f:1:2: the text ends within a string; close the string with a double quote"},
      {"{\"abc", "f:1:2: the text ends within a string; close the string with a double quote"},
  });
}

TEST_CASE("commas, colons and brackets out of place are named") {
  check_all({
      {"{\"a\": 1,}", "f:1:8: a comma stands before a closing bracket; remove the comma"},
      {"[1, 2,\n]", "f:1:6: a comma stands before a closing bracket; remove the comma"},
      {"[1 2]", "f:1:4: a comma is missing before this value; write a comma between two values"},
      {"{\"a\": 1\n \"b\": 2}",
       "f:2:2: a comma is missing before this key; write a comma between two members"},
      {"{\"a\" 1}", "f:1:6: the word \"1\" is unexpected here; write a colon after the key here"},
      {"[1,,2]", "f:1:4: \",\" is unexpected here; write a value here"},
      {"[1}", "f:1:3: \"}\" is unexpected here; write a comma or ] here"},
      {"{\"a\":}", "f:1:6: \"}\" is unexpected here; write a value here"},
      {"]", "f:1:1: \"]\" is unexpected here; write a JSON object here"},
      {"{1: 2}", "f:1:2: the key \"1\" is not in double quotes; put it into double quotes"},
      {"{[]: 2}", "f:1:2: \"[\" is unexpected here; write a key in double quotes or } here"},
  });
}

TEST_CASE("what JavaScript allows and JSON does not is named") {
  check_all({
      {"{max: 1}", "f:1:2: the key \"max\" is not in double quotes; put it into double quotes"},
      {"['a']", "f:1:2: a text stands in single quotes; use double quotes"},
      {"{'a': 1}", "f:1:2: a text stands in single quotes; use double quotes"},
      {"[1, // one\n2]",
       "f:1:5: a comment is not part of JSON; remove it, or put it into a \"source\" key"},
      {"[1 /* one */]",
       "f:1:4: a comment is not part of JSON; remove it, or put it into a \"source\" key"},
      {"# top\n{}",
       "f:1:1: a comment is not part of JSON; remove it, or put it into a \"source\" key"},
      {"[NaN]",
       "f:1:2: \"NaN\" is not a value of JSON; put text into double quotes; the only bare words "
       "are true, "
       "false and null"},
      {"[nullx]",
       "f:1:2: \"nullx\" is not a value of JSON; put text into double quotes; the only bare words "
       "are true, false and null"},
      {"[tru]",
       "f:1:2: \"tru\" is not a value of JSON; put text into double quotes; the only bare words "
       "are true, "
       "false and null"},
  });
}

TEST_CASE("what is not a number of JSON is named") {
  const std::string fix =
      "; write digits such as 25, -3 or 0.5, and put a value with a unit into double quotes";
  for (const std::string_view word :
       {"0x10", "01", "-", "+1", ".5", "5.", "1e", "1e+", "25ms", "-Infinity", "1.2.3", "1_000"}) {
    CAPTURE(word);
    CHECK(complaint("[" + std::string(word) + "]") ==
          "f:1:2: \"" + std::string(word) + "\" is not a number of JSON" + fix);
  }
  CHECK(complaint("[1e999]") ==
        "f:1:2: the number 1e999 is too large; write a number below 1.8e308");
  CHECK(complaint("[1e-999]") == "accepted");
}

TEST_CASE("what a string may not hold is named at its place") {
  check_all({
      {"[\"a\nb\"]",
       "f:1:2: a string is not closed on its line; close it with a double quote, or write \\n for "
       "a line "
       "end"},
      {"[\"a\tb\"]",
       "f:1:4: a string holds the control character \"\\x09\"; write it as an escape such as \\t "
       "or "
       "\\u0001"},
      {"[\"C:\\dir\"]",
       "f:1:5: a string holds a backslash that begins no escape of JSON; write \\\\ for a "
       "backslash, \\n, "
       "\\t, \\\" or \\u and four hex digits"},
      {"[\"\\u12G4\"]",
       "f:1:3: a string holds a backslash that begins no escape of JSON; write \\\\ for a "
       "backslash, \\n, "
       "\\t, \\\" or \\u and four hex digits"},
      {"{\"\\ud800\": 1}",
       "f:1:3: a string holds half of a surrogate pair; write both halves, or the character itself "
       "in "
       "UTF-8"},
      {"[\"\\udc00\\ud800\"]",
       "f:1:3: a string holds half of a surrogate pair; write both halves, or the character itself "
       "in "
       "UTF-8"},
      {"[\"\\ud800\\u0041\"]",
       "f:1:3: a string holds half of a surrogate pair; write both halves, or the character itself "
       "in "
       "UTF-8"},
  });
}

TEST_CASE("bytes that are no UTF-8 text are refused at their place") {
  check_all({
      {"\xEF\xBB\xBF{}",
       "f:1:1: the text begins with a byte order mark; save it as UTF-8 without a byte order mark"},
      {"\xFF\xFE{\0}\0"s,
       "f:1:1: the text begins with a byte order mark; save it as UTF-8 without a byte order mark"},
      {"{\0}\0"s, "f:1:2: the text holds a NUL byte; remove it: JSON is plain UTF-8 text"},
      {"{}\0"s, "f:1:3: the text holds a NUL byte; remove it: JSON is plain UTF-8 text"},
      {"{\"caf\xE9\": 1}", "f:1:6: the byte \"\\xe9\" is not UTF-8 here; save the file as UTF-8"},
      {"[\"é\",\n\"\xED\xA0\x80\"]",
       "f:2:2: the byte \"\\xed\" is not UTF-8 here; save the file as UTF-8"},
  });
}

TEST_CASE("text after the value is refused") {
  const std::string_view expected =
      "f:1:4: the document has ended, but more text follows; remove it: a file holds one JSON "
      "value";
  check_all({{"{} {}", expected}, {"[] ]", expected}, {"12 x", expected}});
}

TEST_CASE("a key that stands twice is refused, however it is written") {
  check_all({
      {"{\"a\": 1,\n \"b\": 2,\n \"a\": 3}",
       "f:3:2: the key \"a\" stands twice in one object; keep one of the two (the first is at line "
       "1)"},
      {"{\"a\": 1, \"\\u0061\": 2}",
       "f:1:10: the key \"a\" stands twice in one object; keep one of the two (the first is at "
       "line 1)"},
      {"{\"a\": {\"a\": 1}, \"b\": {\"a\": 1}}", "accepted"},
  });
}

}  // namespace hindcast
