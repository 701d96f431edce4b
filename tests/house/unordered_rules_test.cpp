#include "tests/house/unordered_rules.hpp"

#include <doctest/doctest.h>

using namespace hindcast;

namespace {

std::size_t findings(std::string path, std::string_view content) {
  return check_unordered_iteration({parse_source(std::move(path), content)}).size();
}

constexpr std::string_view kTable = "std::unordered_map<Key, std::vector<int>> seen_;\n";

}  // namespace

TEST_CASE("a loop over a hash table is found") {
  CHECK(findings("replay/a.cpp",
                 std::string(kTable) + "for (const auto& [key, value] : seen_) use(key);\n") == 1);
  CHECK(findings("replay/a.cpp",
                 std::string(kTable) + "std::vector<int> all(seen_.begin(), end);\n") == 1);
  CHECK(findings("replay/a.cpp",
                 "void f(const std::unordered_set<int>& all) {\n  for (int i : all) g(i);\n}\n") ==
        1);
}

TEST_CASE("a lookup in a hash table is fine") {
  CHECK(findings("replay/a.cpp",
                 std::string(kTable) +
                     "auto found = seen_.find(key);\nif (found == seen_.end()) f();\n") == 0);
  CHECK(findings("replay/a.cpp",
                 std::string(kTable) +
                     "for (auto& x : unseen_) f(x);\nfor (auto& x : seen) f(x);\n") == 0);
  CHECK(findings("replay/a.cpp", "#include <unordered_map>\nfor (auto& x : list) f(x);\n") == 0);
}

TEST_CASE("a table of the header is known in its source") {
  const auto header = parse_source("replay/a.hpp", kTable);
  const auto loop = parse_source("replay/a.cpp", "for (auto& entry : seen_) use(entry);\n");
  const auto other = parse_source("replay/b.cpp", "for (auto& entry : seen_) use(entry);\n");
  const auto found = check_unordered_iteration({header, loop, other});
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "replay/a.cpp");
}
