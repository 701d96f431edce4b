#include "hindcast/replay/token.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "hindcast/sim/utf8.hpp"
#include "tests/replay/samples.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

Token plain_token() {
  Token token;
  token.scenario = "snowflake_partition";
  token.system = "activity_platform";
  token.seed = 42;
  token.stamp = {1, {1, 2, 30}, 0xd8cb794b, "", ""};
  token.digest = 0x0123456789abcdefULL;
  return token;
}

Token full_token() {
  Token token = plain_token();
  token.base = Base::quiet;
  token.overrides = {{"pool.acquire_timeout", "2s"}, {"redis.note", "a=b\\n\n\\ \xff"}};
  token.deviations = {{Key{1}, 2}, {Key{~0ULL}, Chooser::kStop - 1}};
  token.asks_schedule = true;
  token.stamp.tz = "2024a";
  token.stamp.program = "payments";
  return token;
}

void check_equal(const Token& left, const Token& right) {
  CHECK(left.scenario == right.scenario);
  CHECK(left.system == right.system);
  CHECK(left.base == right.base);
  CHECK(left.seed == right.seed);
  CHECK(left.deviations == right.deviations);
  CHECK(left.asks_schedule == right.asks_schedule);
  CHECK(left.record == right.record);
  CHECK(left.stamp == right.stamp);
  CHECK(left.digest == right.digest);
  REQUIRE(left.overrides.size() == right.overrides.size());
  for (std::size_t index = 0; index < left.overrides.size(); ++index) {
    CHECK(left.overrides[index].path == right.overrides[index].path);
    CHECK(left.overrides[index].value == right.overrides[index].value);
  }
}

void check_complaint(const Parsed<Token>& token) {
  REQUIRE_FALSE(token.ok());
  const std::string sentence = token.error().cause + token.error().fix;
  CHECK(sentence.size() > 10);
  CHECK(utf8_valid_until(sentence) == sentence.size());
  CHECK(sentence.find_first_of("\n\r\x1b") == std::string::npos);
}

}  // namespace

TEST_CASE("a token is one line of letters, digits, dots and hyphens") {
  CHECK(to_text(plain_token()) ==
        "hc1.snowflake-partition.activity-platform.random.42.k1-m1-2-30-pd8cb794b."
        "0123456789abcdef");
  CHECK(to_text(plain_token()).size() <= 120);
  CHECK(
      to_text(full_token())
          .find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
      std::string::npos);
}

TEST_CASE("what a token says, it says again when it is read") {
  Token bare = plain_token();
  bare.stamp.models.clear();
  Token scheduled = plain_token();
  scheduled.asks_schedule = true;
  for (const Token& token : {plain_token(), full_token(), bare, scheduled}) {
    const Parsed<Token> read = parse_token(to_text(token));
    REQUIRE(read.ok());
    check_equal(read.value(), token);
    CHECK(to_text(read.value()) == to_text(token));
  }
}

TEST_CASE("a delta that is too long is named by its hash") {
  Token token = plain_token();
  for (std::uint64_t question = 0; question < 100; ++question) {
    token.deviations.push_back({Key{question}, 1});
  }
  CHECK(needs_record(token));
  const std::string text = to_text(token);
  CHECK(text.size() < 150);
  CHECK(text.find(".42.x-") != std::string::npos);
  const Parsed<Token> read = parse_token(text);
  REQUIRE(read.ok());
  CHECK(read.value().record.has_value());
  CHECK(needs_record(read.value()));
  CHECK(to_text(read.value()) == text);
  token.deviations.back().answer = 2;
  CHECK(to_text(token) != text);
}

TEST_CASE("a token that was cut is refused, wherever it was cut") {
  for (const Token& token : {plain_token(), full_token()}) {
    const std::string text = to_text(token);
    for (std::size_t length = 0; length < text.size(); ++length) {
      check_complaint(parse_token(text.substr(0, length)));
      if (length > 0) check_complaint(parse_token(text.substr(length)));
    }
  }
}

TEST_CASE("each change of one character is refused or means another run") {
  std::size_t others = 0;
  for (const Token& token : {plain_token(), full_token()}) {
    const std::string text = to_text(token);
    for (std::size_t place = 0; place < text.size(); ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string mutated = text;
        mutated[place] = static_cast<char>(byte);
        if (mutated == text) continue;
        const Parsed<Token> read = parse_token(mutated);
        if (!read.ok()) {
          check_complaint(read);
          continue;
        }
        ++others;
        REQUIRE(to_text(read.value()) == mutated);
      }
      std::string shorter = text;
      shorter.erase(place, 1);
      const Parsed<Token> read = parse_token(shorter);
      if (read.ok()) REQUIRE(to_text(read.value()) == shorter);
    }
  }
  CHECK(others > 1'000);
}

TEST_CASE("hostile texts are refused with one printable sentence") {
  const std::string good = to_text(plain_token());
  for (const std::string& text :
       {std::string(), std::string("hc1"), std::string("hc2") + good.substr(3), good + ".",
        good + "\n", " " + good, "." + good, std::string(5'000, 'a'), std::string(5'000, '.'),
        "hc1." + std::string(100, '.'), std::string("hc1.\0.b.random.1.k1-m-p00000000.0", 33),
        std::string("hc1.a.b.random.99999999999999999999.k1-m-p00000000.0000000000000000"),
        std::string("hc1.a.b.random.01.k1-m-p00000000.0000000000000000"),
        std::string("hc1.a.b.RANDOM.1.k1-m-p00000000.0000000000000000"),
        std::string("hc1.a_b.c.random.1.k1-m-p00000000.0000000000000000"),
        std::string("hc1.a.b.random.1.k01-m-p00000000.0000000000000000"),
        std::string("hc1.a.b.random.1.k1-m--p00000000.0000000000000000"),
        std::string("hc1.a.b.random.1.k1-m-p00000000.000000000000000G")}) {
    check_complaint(parse_token(text));
  }
}

TEST_CASE("a stamp of another build is told apart, and what differs is said") {
  const NamedScenario scenario("s", 1, "f", "S");
  const Token token = token_of(scenario, Base::random, sample_run(3, {}));
  CHECK(token.stamp == stamp_of(scenario));
  CHECK(differences(token.stamp, scenario).empty());
  Stamp other = token.stamp;
  other.kernel += 1;
  other.models[1] = 9;
  other.parameters ^= 1;
  other.tz = "2024a";
  const std::vector<std::string> found = differences(other, scenario);
  REQUIRE(found.size() == 4);
  CHECK(found[0].find("kernel revision") != std::string::npos);
  CHECK(found[1].find("redis") != std::string::npos);
  CHECK(found[2].find("parameters") != std::string::npos);
  CHECK(found[3].find("tz database") != std::string::npos);
  other = token.stamp;
  other.models.pop_back();
  CHECK(differences(other, scenario).size() == 1);
}
