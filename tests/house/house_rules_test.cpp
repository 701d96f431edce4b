#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/house/function_rules.hpp"
#include "tests/house/include_rules.hpp"
#include "tests/house/shape_rules.hpp"
#include "tests/house/tree.hpp"
#include "tests/house/unordered_rules.hpp"
#include "tests/house/word_rules.hpp"

using namespace hindcast;

namespace {

const Tree& repository() {
  static const Tree tree = read_tree(HINDCAST_SOURCE_DIR);
  return tree;
}

// Fails with one line for each finding.
void expect_none(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    FAIL_CHECK(fmt::format("{}:{}: {}", finding.path, finding.line, finding.sentence));
  }
}

template <typename Check>
void expect_none_in_sources(Check check) {
  for (const SourceFile& file : repository().sources) expect_none(check(file));
}

}  // namespace

TEST_CASE("the tree that is checked is this one") {
  CHECK(repository().sources.size() > 10);
  CHECK(repository().texts.size() > repository().sources.size());
}

TEST_CASE("includes follow the direction of the rooms, and each library stays with its owner") {
  expect_none_in_sources(check_includes);
}

TEST_CASE("no room uses a word that makes runs differ") { expect_none_in_sources(check_words); }

TEST_CASE("nothing depends on the order of a hash table") {
  expect_none(check_unordered_iteration(repository().sources));
}

TEST_CASE("functions have at most 70 lines and 5 parameters") {
  expect_none_in_sources(check_functions);
}

TEST_CASE("files have at most 400 lines, a plain name, and headers say what they are") {
  expect_none_in_sources(check_shape);
}

TEST_CASE("texts hold no stray blanks, nothing half done and no path of one machine") {
  for (const TextFile& text : repository().texts) {
    expect_none(check_blanks(text.path, text.content));
    if (!text.path.ends_with(".cpp") && !text.path.ends_with(".hpp")) {
      expect_none(check_words(parse_source(text.path, text.content)));
    }
  }
}

TEST_CASE("the top of the repository holds what the design allows") {
  expect_none(check_top_level(repository().top_level, repository().ignored));
}
