// Iteration over a hash table: its order differs between libraries and runs, so nothing may be
// decided or printed by it. Looking things up in one is fine (outside sim/ and models/, where
// word_rules bans the tables altogether).
#pragma once

#include <vector>

#include "tests/house/source_file.hpp"

namespace hindcast {

// Returns a finding for each loop over, and each begin() of, a name that a file with the same stem
// (header and source belong together) declares as an unordered container. Files of tests/ and
// bench/ are not looked at.
std::vector<Finding> check_unordered_iteration(const std::vector<SourceFile>& files);

}  // namespace hindcast
