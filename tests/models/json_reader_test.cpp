#include "hindcast/models/json/reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace hindcast {
namespace {

JsonDocument read(std::string_view text) { return read_json_text(text, "system.json"); }

std::string complaint(std::string_view text, const JsonLimits& limits = {}) {
  try {
    read_json_text(text, "f", limits);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a document keeps kinds, order, and the text of numbers") {
  const JsonDocument document = read(R"({"z": 1.50, "a": [true, null, -0, 1E2, "x"], "m": {}})");
  const JsonValue root = document.root();
  CHECK(root.is(JsonKind::object));
  REQUIRE(root.size() == 3);
  const std::vector<JsonValue> members = root.members();
  CHECK(members[0].key() == "z");
  CHECK(members[1].key() == "a");
  CHECK(members[2].key() == "m");
  CHECK(members[0].number() == "1.50");
  const std::vector<JsonValue> elements = members[1].elements();
  REQUIRE(elements.size() == 5);
  CHECK(elements[0].boolean());
  CHECK(elements[1].is(JsonKind::null));
  CHECK(elements[2].number() == "-0");
  CHECK(elements[3].number() == "1E2");
  CHECK(elements[4].text() == "x");
  CHECK(members[2].members().empty());
}

TEST_CASE("a number keeps all of its digits") {
  const std::string digits = "123456789012345678901234567890.1234567890123456789e-7";
  const JsonDocument document = read("[" + digits + "," + digits + "\n]");
  CHECK(document.root().elements()[0].number() == digits);
  CHECK(document.root().elements()[1].number() == digits);
  CHECK(read("12345").root().number() == "12345");
}

TEST_CASE("escapes of strings and keys are resolved") {
  const JsonDocument document = read(R"({"a\u0062\n": "\u00e9\ud83d\udca5\\\"\/\u0000"})");
  const JsonValue value = document.root().members()[0];
  CHECK(value.key() == "ab\n");
  CHECK(value.text() == std::string_view("\xC3\xA9\xF0\x9F\x92\xA5\\\"/\0", 10));
}

TEST_CASE("every value and key has its line and column, in characters") {
  const JsonDocument document = read("{\n  \"é\": [1,\r\n    {\"b\" : \"x\"}],\r  \"c\": 7}");
  const JsonValue root = document.root();
  CHECK(root.place() == Place{"system.json", 1, 1});
  const JsonValue list = root.member("é");
  CHECK(list.key_place() == Place{"system.json", 2, 3});
  CHECK(list.place() == Place{"system.json", 2, 8});
  CHECK(list.elements()[0].place() == Place{"system.json", 2, 9});
  CHECK(list.elements()[1].place() == Place{"system.json", 3, 5});
  CHECK(list.elements()[1].member("b").key_place() == Place{"system.json", 3, 6});
  CHECK(list.elements()[1].member("b").place() == Place{"system.json", 3, 12});
  CHECK(root.member("c").place() == Place{"system.json", 4, 8});
  CHECK(root.member("c").offset() == 40);
}

TEST_CASE("a value knows its path") {
  const JsonDocument document = read(R"({"components": {"pool": [0, {"max size": 1}]}})");
  const JsonValue pool = document.root().member("components").member("pool");
  CHECK(document.root().path() == "");
  CHECK(pool.path() == "components.pool");
  CHECK(pool.elements()[1].path() == "components.pool[1]");
  CHECK(pool.elements()[1].members()[0].path() == "components.pool[1].\"max size\"");
}

TEST_CASE("a document may be moved without moving its values") {
  JsonDocument first = read("[1]");
  const JsonValue value = first.root();
  const JsonDocument second = std::move(first);
  CHECK(value.elements()[0].number() == "1");
  CHECK(second.file() == "system.json");
}

TEST_CASE("a getter says what it expected and what it found, and where") {
  const JsonDocument document = read(R"({"a": {"b": "ten", "n": 1.5, "t": true, "z": null}})");
  const JsonValue object = document.root().member("a");
  const auto said = [](auto get) {
    try {
      get();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(said([&] { object.member("b").count(1, 9); }) ==
        "system.json:1:13: a.b: expected a whole number from 1 to 9, found the string \"ten\"; "
        "write a "
        "whole number from 1 to 9");
  CHECK(said([&] { object.member("n").count(); }) ==
        "system.json:1:25: a.n: expected a whole number from 0 to 18446744073709551615, found the "
        "number "
        "1.5; write a whole number from 0 to 18446744073709551615");
  CHECK(said([&] { object.member("n").boolean(); }) ==
        "system.json:1:25: a.n: expected true or false, found the number 1.5; write true or false");
  CHECK(said([&] { object.member("t").text(); }) ==
        "system.json:1:35: a.t: expected a string, found true; write a string");
  CHECK(said([&] { object.member("z").elements(); }) ==
        "system.json:1:46: a.z: expected an array, found null; write an array");
  CHECK(said([&] { object.member("x"); }) ==
        "system.json:1:7: a: the key \"x\" is missing; add it to this object");
  CHECK(said([&] { document.root().elements(); }) ==
        "system.json:1:1: expected an array, found an object; write an array");
}

TEST_CASE("whole numbers are read within their range") {
  const JsonDocument document = read("[7, -7, 18446744073709551615, 1e2]");
  const std::vector<JsonValue> values = document.root().elements();
  CHECK(values[0].count(7, 7) == 7);
  CHECK(values[1].integer(-7) == -7);
  CHECK(values[2].count() == 18446744073709551615ULL);
  CHECK_THROWS_AS(values[0].count(8), InputError);
  CHECK_THROWS_AS(values[1].count(), InputError);
  CHECK_THROWS_AS(values[2].integer(), InputError);
  CHECK_THROWS_AS(values[3].count(), InputError);
}

TEST_CASE("an unknown key is refused at its place with the nearest known one") {
  const JsonDocument document =
      read("{\"max\": 1,\n \"source\": {\"max\": \"docs\"},\n \"mim\": 2}");
  document.root().allow_only({"max", "min", "mim"});
  try {
    document.root().allow_only({"max", "min"});
    FAIL("accepted");
  } catch (const InputError& error) {
    CHECK(std::string_view(error.what()) ==
          "system.json:3:2: mim: unknown key; did you mean \"min\"? Known are max and min");
  }
}

TEST_CASE("limits are reached exactly") {
  CHECK(complaint("[[[]]]", {.depth_max = 3}) == "accepted");
  CHECK(complaint("[[[[]]]]", {.depth_max = 3}) ==
        "f:1:4: arrays and objects are nested more than 3 deep; nest them less deep");
  CHECK(complaint("[1,2]", {.values_max = 3}) == "accepted");
  CHECK(complaint("[1,2,3]", {.values_max = 3}) ==
        "f:1:6: the document holds more than 3 values; make it smaller");
  CHECK(complaint("[1,2]", {.bytes_max = 5}) == "accepted");
  CHECK(complaint("[1,2] ", {.bytes_max = 5}) ==
        "f: the text is longer than 5 bytes; make it smaller");
}

}  // namespace hindcast
