// Loans of a session, as the graph names them: by how many statements are executed with it.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/check.hpp"

namespace hindcast {

inline constexpr std::uint32_t kLoanStatementsMax = 8;

// "1 statement", "4 statements". REQUIRES: 1 <= statements <= kLoanStatementsMax.
inline std::string loan_of(std::uint32_t statements) {
  HINDCAST_CHECK(statements >= 1 && statements <= kLoanStatementsMax);
  return std::to_string(statements) + (statements == 1 ? " statement" : " statements");
}

}  // namespace hindcast
