#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/models/json/reader.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kSample = R"({
  "version": 1,
  "components": {
    "pool": {"max": 10, "acquire_timeout": "2s", "source": "näher \ud83d\udca5 \"docs\""},
    "redis": {"loss": "2.5%", "list": [1, -2.50e+3, true, false, null, {}, []]}
  }
}
)";

// Touches every value, so that nothing the tree says about itself goes unread.
std::size_t walk(const JsonValue& value) {
  std::size_t sum =
      value.offset() + value.path().size() + value.place().column + value.key().size();
  switch (value.kind()) {
    case JsonKind::number:
      return sum + value.number().size();
    case JsonKind::string:
      return sum + value.text().size();
    case JsonKind::array:
      for (const JsonValue& element : value.elements()) sum += walk(element);
      return sum;
    case JsonKind::object:
      for (const JsonValue& member : value.members()) sum += walk(member) + member.key_place().line;
      return sum;
    case JsonKind::null:
    case JsonKind::boolean:
      break;
  }
  return sum;
}

// Says whether the text was accepted. A refusal must be one printable line with a place.
bool accepted(std::string_view text) {
  try {
    walk(read_json_text(text, "f").root());
    return true;
  } catch (const InputError& error) {
    const std::string_view what = error.what();
    CHECK(what.starts_with("f:"));
    CHECK(what.size() < 1'000);
    CHECK(utf8_valid_until(what) == what.size());
    CHECK(what.find_first_of("\n\r\x1b") == std::string_view::npos);
    CHECK(error.line() >= 1);
    CHECK(error.column() >= 1);
    CHECK_FALSE(error.cause().empty());
    CHECK_FALSE(error.fix().empty());
    return false;
  }
}

std::string what(std::string_view text) {
  try {
    read_json_text(text, "f");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t nth = 0; nth < times; ++nth) text += part;
  return text;
}

}  // namespace

TEST_CASE("the sample is accepted as it is") { CHECK(accepted(kSample)); }

TEST_CASE("the sample cut short at any byte is refused") {
  const std::size_t end = kSample.find_last_of('}');
  for (std::size_t size = 0; size <= end; ++size) {
    CAPTURE(size);
    CHECK_FALSE(accepted(kSample.substr(0, size)));
  }
}

TEST_CASE("ten thousand damaged samples are read or refused, never worse") {
  std::size_t refused = 0;
  for (std::uint64_t nth = 0; nth < 10'000; ++nth) {
    std::string text(kSample);
    const std::uint64_t changes = 1 + mix(nth, 0) % 4;
    for (std::uint64_t change = 1; change <= changes; ++change) {
      const std::size_t at = mix(nth, change * 3) % text.size();
      const auto byte = static_cast<char>(mix(nth, change * 3 + 1) % 256);
      constexpr std::string_view marks = "{}[]\",:\\/-+.eEu0123456789tfn \n";
      switch (mix(nth, change * 3 + 2) % 5) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text[at] = marks[static_cast<unsigned char>(byte) % marks.size()];
          break;
        case 2:
          text.erase(at, 1 + static_cast<unsigned char>(byte) % 8);
          break;
        case 3:
          text.insert(at, 1, marks[static_cast<unsigned char>(byte) % marks.size()]);
          break;
        default:
          text.insert(at, text.substr(text.size() - at, static_cast<unsigned char>(byte)));
      }
    }
    CAPTURE(nth);
    if (!accepted(text)) ++refused;
  }
  CHECK(refused > 5'000);
  CHECK(refused < 10'000);
}

TEST_CASE("a text nested a million deep is refused without a deep stack") {
  const std::string_view expected =
      "f:1:65: arrays and objects are nested more than 64 deep; nest them less deep";
  CHECK(what(repeated("[", 1'000'000)) == expected);
  CHECK(what(repeated("[", 1'000'000) + repeated("]", 1'000'000)) == expected);
  CHECK(what(repeated("{\"a\":", 1'000'000)) ==
        "f:1:321: arrays and objects are nested more than 64 deep; nest them less deep");
}

TEST_CASE(
    "a document of a million levels, if allowed, is built and destroyed without a deep stack") {
  const std::size_t deep = 1'000'000;
  const JsonDocument document = read_json_text(repeated("[", deep) + repeated("]", deep), "f",
                                               {.depth_max = deep, .values_max = deep});
  JsonValue value = document.root();
  std::size_t depth = 1;
  for (; value.size() > 0; ++depth) value = value.elements()[0];
  CHECK(depth == deep);
}

TEST_CASE("ten megabytes of garbage are refused for their size") {
  const std::string expected = "f: the text is longer than 8388608 bytes; make it smaller";
  CHECK(what(std::string(10'000'000, 'x')) == expected);
  CHECK(what(repeated("[", 10'000'000)) == expected);
}

TEST_CASE("eight megabytes of garbage are refused for what they are") {
  const std::size_t size = 8'000'000;
  std::string noise(size, '\0');
  for (std::size_t at = 0; at < size; ++at) noise[at] = static_cast<char>(mix(at, 1) % 256);
  CHECK_FALSE(accepted(noise));
  CHECK_FALSE(accepted(std::string(size, 'x')));
  CHECK_FALSE(accepted(std::string(size, '"')));
  CHECK_FALSE(accepted(std::string(size, '\\')));
  CHECK_FALSE(accepted('"' + std::string(size, 'x')));
  CHECK_FALSE(accepted(std::string(size, '9')));
  CHECK_FALSE(accepted(std::string(size, '\n')));
  CHECK_FALSE(accepted("[" + repeated("1,", size / 2)));
  CHECK_FALSE(accepted("{" + repeated("\"a\":1,", size / 6)));
  CHECK_FALSE(accepted("\"" + repeated("\\ud83d\\udca5", size / 12)));
  CHECK_FALSE(accepted(repeated("\xE2\x82\xAC", size / 3)));
}

TEST_CASE("an object of as many keys as are allowed is read in reasonable time") {
  std::string text = "{";
  for (std::size_t nth = 0; nth < 200'000; ++nth) {
    text += (nth == 0 ? "\"k" : ",\"k") + std::to_string(nth) + "\":0";
  }
  const JsonDocument document = read_json_text(text + "}", "f");
  CHECK(document.root().members().size() == 200'000);
  CHECK(document.root().member("k199999").number() == "0");
}

TEST_CASE("a key of a megabyte is cut in the complaint about it") {
  const std::string key(1'000'000, 'k');
  const JsonDocument document = read_json_text("{\"" + key + "\": 1}", "f");
  try {
    document.root().allow_only({"max"});
    FAIL("accepted");
  } catch (const InputError& error) {
    CHECK(std::string_view(error.what()).size() < 200);
  }
}

}  // namespace hindcast
