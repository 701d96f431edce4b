#include "hindcast/sim/input_error.hpp"

#include <doctest/doctest.h>

#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/utf8.hpp"

namespace hindcast {

TEST_CASE("an input error is one sentence with place, cause and fix") {
  const InputError error({"system.json", 3, 14}, "expected a number, found null", "write a number");
  CHECK(std::string_view(error.what()) ==
        "system.json:3:14: expected a number, found null; write a number");
  CHECK(error.file() == "system.json");
  CHECK(error.line() == 3);
  CHECK(error.column() == 14);
}

TEST_CASE("an input error without line or fix leaves them out") {
  CHECK(std::string_view(InputError({"--set"}, "cause", "fix").what()) == "--set: cause; fix");
  CHECK(std::string_view(InputError({}, "cause", "").what()) == "cause");
}

TEST_CASE("quoted text cannot drive a terminal") {
  CHECK(in_quotes("plain") == "\"plain\"");
  CHECK(in_quotes("\x1b[2J") == "\"\\x1b[2J\"");
  CHECK(in_quotes("a\nb") == "\"a\\x0ab\"");
  CHECK(in_quotes("\xFF\xFE") == "\"\\xff\\xfe\"");
  CHECK(in_quotes("\xC2\x9B") == "\"\\xc2\\x9b\"");
  CHECK(in_quotes("\xE2\x80\xAE") == "\"\\xe2\\x80\\xae\"");
  CHECK(in_quotes("größe") == "\"größe\"");
  CHECK(InputError({"a\x1b.json", 1, 1}, "cause", "").place().text() == "a\\x1b.json:1:1");
}

TEST_CASE("quoted text is cut after 48 characters") {
  CHECK(in_quotes(std::string(48, 'x')) == '"' + std::string(48, 'x') + '"');
  CHECK(in_quotes(std::string(49, 'x')) == '"' + std::string(48, 'x') + "...\"");
}

TEST_CASE("the nearest known word is suggested if it is near enough to be meant") {
  const std::vector<std::string_view> known{"max", "min", "acquire_timeout"};
  CHECK(nearest("acquire_timeuot", known) == "acquire_timeout");
  CHECK(nearest("acquireTimeout", known) == "acquire_timeout");
  CHECK(nearest("MAX", known) == "max");
  CHECK_FALSE(nearest("retries", known));
  CHECK_FALSE(nearest("", known));
  CHECK_FALSE(nearest(std::string(1'000'000, 'm'), known));
}

TEST_CASE("the edit distance counts a swap of neighbours as one") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "acb") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("same", "same") == 0);
}

TEST_CASE("a suggestion lists the known words") {
  CHECK(suggestion("mxa", {"max", "min"}) == "did you mean \"max\"? Known are max and min");
  CHECK(suggestion("zzzz", {"max", "min"}) == "known are max and min");
  const std::vector<std::string_view> many = {"aa", "bb", "cc", "dd", "ee", "ff",   "gg",
                                              "hh", "ii", "jj", "kk", "ll", "mmmmm"};
  CHECK(suggestion("mmmm", many) ==
        "did you mean \"mmmmm\"? Of the 13 names that are known, the nearest are aa, bb, cc, dd "
        "and mmmmm");
  CHECK(suggestion("zzzz", {}) == "nothing is allowed here");
}

TEST_CASE("UTF-8 is valid up to the first byte that no character may have") {
  CHECK(utf8_valid_until("plain") == 5);
  CHECK(utf8_valid_until("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x92\xA5") == 9);
  for (const std::string_view bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",
                                     "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
                                     "\xC3", "\xE2\x82", "\xF0\x9F\x92", "\xC3(", "\xE2(\x82"}) {
    CAPTURE(bad.size());
    CHECK(utf8_valid_until("ok" + std::string(bad)) == 2);
  }
}

}  // namespace hindcast
