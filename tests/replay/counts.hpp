// What counts of traces are made of, and the check of one.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>

#include "hindcast/replay/explore/explore.hpp"

namespace hindcast::testing {

inline std::uint64_t factorial(std::uint64_t n) { return n < 2 ? 1 : n * factorial(n - 1); }

inline std::uint64_t power(std::uint64_t base, std::uint64_t exponent) {
  return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

inline std::uint64_t binomial(std::uint64_t n, std::uint64_t k) {
  return factorial(n) / factorial(k) / factorial(n - k);
}

// Explores exhaustively and checks that each trace was run exactly once and nothing in vain.
inline ExploreResult check_count(const Program& program, std::uint64_t expected,
                                 const ExploreOptions& options = {}) {
  const ExploreResult result = explore(program, options);
  CHECK(result.complete);
  CHECK(result.executions == expected);
  CHECK(result.classes == expected);
  CHECK(result.blocked == 0);
  CHECK(result.strayed == 0);
  return result;
}

}  // namespace hindcast::testing
