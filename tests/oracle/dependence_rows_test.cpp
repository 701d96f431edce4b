#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/replay/explore/dependence.hpp"
#include "tests/oracle/families.hpp"
#include "tests/oracle/oracle.hpp"

using namespace hindcast;
using namespace hindcast::testing;

TEST_CASE("every row of the dependence table is noticed when it is deleted") {
  std::vector<Oracle> oracles;
  oracles.emplace_back(directed_programs(), OracleOptions{.interleavings_max = 5'000});
  for (const Family& family : families()) {
    oracles.emplace_back(5'000'000, kSanitized ? 60 : 300, OracleOptions{family.options(), 300});
  }
  const auto rows = dependence_rows();
  const std::size_t stride = kSanitized ? 8 : 1;
  for (std::size_t row = 0; row < rows.size(); row += stride) {
    const auto notices = [&](const Oracle& oracle) {
      return oracle.compare({.without_row = row, .stops_at_first = true}).noticed();
    };
    const bool noticed = std::any_of(oracles.begin(), oracles.end(), notices);
    const std::string name =
        std::string(name_of(rows[row].first)) + " / " + name_of(rows[row].second);
    CAPTURE(name);
    // A few programs under a sanitizer do not show every row.
    if (!kSanitized) CHECK(noticed);
  }
}
