#include "hindcast/replay/record.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "hindcast/replay/delta.hpp"

using namespace hindcast;

namespace {

Token long_token() {
  Token token;
  token.scenario = "mcp_killed";
  token.system = "activity_platform";
  token.seed = 42;
  token.overrides = {{"pool.acquire_timeout", "2s"}, {"note", "two\nlines \\ and \xff"}};
  for (std::uint64_t question = 1; question <= 200; ++question) {
    token.deviations.push_back({Key{question * 0x9e3779b97f4a7c15ULL}, 1});
  }
  token.asks_schedule = true;
  token.stamp = {1, {1, 2}, 0x12345678, ""};
  token.digest = 0xfeedULL;
  return token;
}

std::string complaint(std::string_view text) {
  try {
    parse_record(text, "run.hcx");
  } catch (const InputError& error) {
    CHECK(error.file() == "run.hcx");
    CHECK_FALSE(error.fix().empty());
    return error.what();
  }
  return "accepted";
}

bool refused_as(std::string_view text, std::string_view words) {
  const std::string sentence = complaint(text);
  INFO(sentence);
  return sentence.find(words) != std::string::npos;
}

// The text with its sum made right again.
std::string summed(std::string text) {
  text.resize(text.rfind("sum "));
  char sum[24];
  std::snprintf(sum, sizeof sum, "sum %016llx\n", static_cast<unsigned long long>(hash_text(text)));
  return text + sum;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a record keeps what its token only names") {
  const Token token = long_token();
  const std::string text = record_text(token);
  CHECK(text.starts_with("hindcast record 1\ntoken hc1.mcp-killed.activity-platform.random.42.x-"));
  const Token read = parse_record(text, "run.hcx");
  CHECK(to_text(read) == to_text(token));
  CHECK(read.deviations == token.deviations);
  CHECK(read.asks_schedule);
  REQUIRE(read.overrides.size() == 2);
  CHECK(read.overrides[1].value == "two\nlines \\ and \xff");
  CHECK(record_text(read) == text);
}

TEST_CASE("a record of a short delta, or of none, is a record too") {
  Token token = long_token();
  token.deviations.resize(2);
  CHECK(delta_text(parse_record(record_text(token), "f")) == delta_text(token));
  token.deviations.clear();
  token.overrides.clear();
  token.asks_schedule = false;
  CHECK(to_text(parse_record(record_text(token), "f")) == to_text(token));
}

TEST_CASE("a record that was cut is refused, wherever it was cut") {
  Token token = long_token();
  token.deviations.resize(60);
  const std::string text = record_text(token);
  for (std::size_t length = 0; length < text.size(); ++length) {
    REQUIRE(complaint(text.substr(0, length)) != "accepted");
  }
  CHECK(refused_as(text.substr(0, 9), "cut off"));
  CHECK(refused_as(text.substr(0, text.size() / 2), "cut off"));
  CHECK(refused_as(text.substr(0, text.size() - 1), "cut off"));
}

TEST_CASE("a record of which one byte was changed is refused") {
  Token token = long_token();
  token.deviations.resize(40);
  const std::string text = record_text(token);
  for (std::size_t place = 0; place < text.size(); ++place) {
    for (const char change : {'\x01', '\x20', '\x80'}) {
      std::string changed = text;
      changed[place] = static_cast<char>(changed[place] ^ change);
      REQUIRE(complaint(changed) != "accepted");
    }
  }
  CHECK(refused_as(replaced(text, "?", "!"), "was changed"));
}

TEST_CASE("what is foreign, later, too large or inconsistent is named") {
  const std::string text = record_text(long_token());
  CHECK(refused_as("", "no record of hindcast"));
  CHECK(refused_as("{\"token\": 1}\n", "no record of hindcast"));
  CHECK(refused_as(std::string(1'000, '\0'), "no record of hindcast"));
  CHECK(refused_as(summed(replaced(text, "record 1", "record 2")), "version 2"));
  CHECK(refused_as(summed(replaced(text, "record 1", "record 2")), "a later one"));
  CHECK(refused_as(summed(replaced(text, "record 1", "record one")), "version is damaged"));
  CHECK(refused_as(std::string(kRecordBytesMax + 1, 'a'), "larger than"));
  CHECK(refused_as(text + "more\n", "cut off"));
  CHECK(refused_as(summed(replaced(text, "2s", "3s")), "not that of its token"));
  CHECK(refused_as(summed(replaced(text, "token hc1", "token hc2")), "token is damaged"));
  CHECK(refused_as(summed(replaced(text, "delta 203", "delta 202")), "where \"sum\" belongs"));
  CHECK(refused_as(summed(replaced(text, "delta 203", "delta 204")), "this line of the delta"));
  CHECK(refused_as(summed(replaced(text, "delta 203", "delta 99999999999")), "length is bad"));
  CHECK(refused_as(summed(replaced(text, "schedule", "scheduled")), "run.hcx:4:1: "));
}

TEST_CASE("a record is read from its file, and belongs to one token") {
  const Token token = long_token();
  CHECK(record_name(token).starts_with("mcp-killed-42-"));
  CHECK(record_name(token).ends_with(".hcx"));
  const std::string path = record_name(token);
  std::ofstream(path, std::ios::binary) << record_text(token);
  const Token read = read_record(path);
  const Token named = parse_token(to_text(token)).value();
  CHECK(with_record(named, read, path).deviations.size() == 200);
  Token other = token;
  other.deviations.pop_back();
  CHECK_THROWS_AS(with_record(parse_token(to_text(other)).value(), read, path), InputError);
  CHECK(std::remove(path.c_str()) == 0);
  CHECK_THROWS_AS(read_record(path), InputError);
  CHECK_THROWS_AS(read_record("/"), InputError);
}
