#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/replay/explore/dependence.hpp"
#include "tests/oracle/families.hpp"
#include "tests/oracle/oracle.hpp"

using namespace hindcast;
using namespace hindcast::testing;

TEST_CASE("three of four rows of the dependence table are noticed when they are deleted") {
  std::vector<Oracle> oracles;
  for (const Family& family : families()) {
    oracles.emplace_back(5'000'000, kSanitized ? 60 : 300, OracleOptions{family.options(), 300});
  }
  const auto rows = dependence_rows();
  const std::size_t stride = kSanitized ? 8 : 1;
  std::vector<std::string> unnoticed;
  for (std::size_t row = 0; row < rows.size(); row += stride) {
    const auto notices = [&](const Oracle& oracle) {
      return oracle.compare({.without_row = row, .stops_at_loss = true}).lost > 0;
    };
    if (std::any_of(oracles.begin(), oracles.end(), notices)) continue;
    unnoticed.push_back(std::string(name_of(rows[row].first)) + " / " + name_of(rows[row].second));
  }
  for (const std::string& row : unnoticed) MESSAGE("not noticed: " << row);
  if (!kSanitized) CHECK(unnoticed.size() * 4 < rows.size());
}
