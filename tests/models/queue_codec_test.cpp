#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "hindcast/models/host/json_parse.hpp"
#include "hindcast/models/host/key_map.hpp"
#include "hindcast/models/queue/ndjson.hpp"
#include "hindcast/models/queue/queue_ledger.hpp"

namespace hindcast {
namespace {

TEST_CASE("JSON.parse complains in the words of Node.js 20.20.2") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "Unexpected end of JSON input"},
      {"CORRUPTED{{{", "Unexpected token 'C', \"CORRUPTED{{{\" is not valid JSON"},
      {"{\"a\": \"b\"", "Expected ',' or '}' after property value in JSON at position 9"},
      {"{\"torn\":", "Unexpected end of JSON input"},
      {"{", "Expected property name or '}' in JSON at position 1"},
      {"{a:1}", "Expected property name or '}' in JSON at position 1"},
      {"{\"a\":1,}", "Expected double-quoted property name in JSON at position 7"},
      {"{\"a\" 1}", "Expected ':' after property name in JSON at position 5"},
      {"[1 2]", "Expected ',' or ']' after array element in JSON at position 3"},
      {"[1,]", "Unexpected token ']', \"[1,]\" is not valid JSON"},
      {"\"abc", "Unterminated string in JSON at position 4"},
      {"\"a\tb\"", "Bad control character in string literal in JSON at position 2"},
      {"\"\\x\"", "Bad escaped character in JSON at position 2"},
      {"\"\\u12\"", "Bad Unicode escape in JSON at position 5"},
      {"01", "Unexpected number in JSON at position 1"},
      {"-", "No number after minus sign in JSON at position 1"},
      {"1.", "Unterminated fractional number in JSON at position 2"},
      {"1e", "Exponent part is missing a number in JSON at position 2"},
      {"\xf0\x9f\x98\x80",
       "Unexpected token '\xef\xbf\xbd', \"\xf0\x9f\x98\x80\" is not valid JSON"},
      {"\"\xf0\x9f\x98\x80\" 1", "Unexpected non-whitespace character after JSON at position 5"},
      {"undefined", "\"undefined\" is not valid JSON"},
      {"[                                     x zzzzzzzzzzzzzzzzzzz",
       "Unexpected token 'x', ...\"          x zzzzzzzz\"... is not valid JSON"},
  };
  for (const auto& example : cases) {
    CHECK(json_syntax_error(example.first).value_or("accepted") == example.second);
  }
  for (const char* const text : {"null", " {} ", "[[],{\"a\":[1e5,-0.5]}]", "\"\\ud83d\\ude00\""}) {
    CHECK_FALSE(json_syntax_error(text));
  }
  CHECK_FALSE(json_syntax_error(std::string(1'000'000, '[') + std::string(1'000'000, ']')));
}

TEST_CASE("a member is found at the top only, the last of its name wins, escapes are undone") {
  CHECK(json_string_member(R"({"x":{"id":"inner"},"id":"a","id":"b\né😀"})", "id") ==
        "b\n\xc3\xa9\xf0\x9f\x98\x80");
  CHECK_FALSE(json_string_member(R"({"id":"a","id":1})", "id"));
  CHECK_FALSE(json_string_member(R"(["id","a"])", "id"));
  CHECK_FALSE(json_string_member(R"({"id":"a")", "id"));
  const std::string hostile = "quote \" slash \\ line\n nul \x01 \xc3\xa9";
  CHECK(json_string_member("{\"id\":" + json_quoted(hostile) + "}", "id") == hostile);
}

TEST_CASE("only what ends with a line feed is committed; readline also delivers a torn tail") {
  const std::string bytes = "a\r\nb\n\nc\rd";
  const auto texts = [&](const std::vector<LineSpan>& spans) {
    std::vector<std::string> result;
    for (const LineSpan& span : spans)
      result.push_back(bytes.substr(span.begin, span.end - span.begin));
    return result;
  };
  CHECK(texts(committed_lines(bytes)) == std::vector<std::string>{"a\r", "b", ""});
  CHECK(texts(readline_lines(bytes)) == std::vector<std::string>{"a", "b", "", "c", "d"});
  CHECK(committed_lines("torn").empty());
}

TEST_CASE("a line is whole, empty, no JSON, or not what its frame says") {
  CHECK(decode_line("{}\r", QueueFormat::plain).record == "{}");
  CHECK(decode_line("\r", QueueFormat::plain).state == LineState::empty);
  CHECK(decode_line("CORRUPTED{{{", QueueFormat::plain).state == LineState::not_json);
  CHECK(decode_line("{}", QueueFormat::checked).state == LineState::bad_frame);
  const std::string line = encode_line(R"({"id":"a"})", QueueFormat::checked);
  CHECK(line == "{\"crc\":\"9aa4e643\",\"len\":10,\"record\":{\"id\":\"a\"}}\n");
  const std::string_view whole = std::string_view(line).substr(0, line.size() - 1);
  CHECK(decode_line(whole, QueueFormat::checked).record == R"({"id":"a"})");
  std::string flipped(whole);
  flipped[flipped.size() - 4] = 'b';
  CHECK(decode_line(flipped, QueueFormat::plain).state == LineState::whole);
  CHECK(decode_line(flipped, QueueFormat::checked).state == LineState::bad_content);
  CHECK(crc32("123456789") == 0xcbf43926U);
}

TEST_CASE("the ledger tells lost, duplicated and invented records apart") {
  QueueLedger ledger;
  for (const char* const id : {"a", "b", "c"}) ledger.offered(id);
  ledger.acknowledged("a");
  ledger.acknowledged("b");
  ledger.delivered("a");
  ledger.delivered("a");
  ledger.delivered("c");
  ledger.acknowledged("c");
  ledger.delivered("d");
  CHECK(ledger.undelivered() == 1);
  CHECK(ledger.duplicates() == 1);
  CHECK(ledger.delivered_count() == 3);
  CHECK(ledger.acknowledged_count() == 3);
  CHECK(ledger.invented() == 1);
}

TEST_CASE("a key table finds each of 10,000 keys, and no other") {
  KeyMap<std::uint64_t> table;
  for (std::uint64_t i = 0; i < 10'000; ++i) table[Key{i * 64}] = i;
  CHECK(table.size() == 10'000);
  std::uint64_t found = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const std::uint64_t* const value = table.find(Key{i * 64});
    found += value != nullptr && *value == i ? 1 : 0;
  }
  CHECK(found == 10'000);
  CHECK(table.find(Key{1}) == nullptr);
}

}  // namespace
}  // namespace hindcast
