#include "hindcast/replay/corpus.hpp"

#include <doctest/doctest.h>

#include <string>

#include "hindcast/sim/input_error.hpp"
#include "tests/replay/tiny_scenario.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

std::string token_text(std::uint64_t seed) {
  const TinyScenario scenario("tiny_one");
  const Run run = run_seed(scenario, Base::random, {.seed = seed});
  return to_text(token_of(scenario, Base::random, run));
}

std::string refusal(const std::string& text) {
  try {
    parse_corpus(text, "found.tokens");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a corpus holds tokens, comments and blank lines, in the order of its lines") {
  const std::string text = "# why\n\n" + token_text(3) + "  # the one of March\r\n   \n\t" +
                           token_text(1) + "\n#" + token_text(2);
  const std::vector<CorpusEntry> entries = parse_corpus(text, "found.tokens");
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].token.seed == 3);
  CHECK(entries[0].line == 3);
  CHECK(entries[1].token.seed == 1);
  CHECK(entries[1].line == 5);
  CHECK(parse_corpus("", "found.tokens").empty());
}

TEST_CASE("a line of a corpus that is no token is named with its number") {
  CHECK(refusal("# x\nhc1.broken\n").starts_with("found.tokens:2:1: the token has 2 parts"));
  CHECK(refusal(token_text(1) + " " + token_text(2)).starts_with("found.tokens:1:1: "));
  CHECK(refusal(std::string("\0\0\0", 3)).starts_with("found.tokens:1:1: "));
  CHECK(refusal("# fine\n\xff\xfe\n").starts_with("found.tokens:2:1: "));
  std::string recorded = token_text(1);
  recorded.insert(recorded.find(".k1-"), ".x-0123456789abcdef");
  CHECK(refusal(recorded).find("record file") != std::string::npos);
}

TEST_CASE("a corpus takes a token once, with a line on what it is") {
  const std::string token = token_text(4);
  const std::string once = corpus_with("", {{token, "tiny/broke/hang\nand a line"}});
  CHECK(once.find("# tiny/broke/hang") != std::string::npos);
  CHECK(parse_corpus(once, "f").size() == 1);
  CHECK(corpus_with(once, {{token, "again"}}) == once);
  const std::string without_end = once.substr(0, once.size() - 1);
  CHECK(parse_corpus(corpus_with(without_end, {{token_text(5), "x"}}), "f").size() == 2);
}

TEST_CASE("what is no readable file is no corpus") {
  CHECK_THROWS_AS(read_corpus_text("/no/such/corpus"), InputError);
  CHECK_THROWS_AS(read_corpus_text("/"), InputError);
  CHECK_FALSE(corpus_exists("/no/such/corpus"));
}
