// Who may include whom: the rooms see each other in one direction, and each large library has one
// owner.
#pragma once

#include <vector>

#include "tests/house/source_file.hpp"

namespace hindcast {

// Returns a finding for each include of the file that goes against the direction of the rooms,
// names a library that another place owns, or is not written from the root ("hindcast/<room>/...").
std::vector<Finding> check_includes(const SourceFile& file);

}  // namespace hindcast
