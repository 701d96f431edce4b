// What a file looks like from outside: its name, length and first lines, and no stray blanks.
#pragma once

#include <string>
#include <vector>

#include "tests/house/source_file.hpp"

namespace hindcast {

constexpr std::size_t kFileLinesMax = 400;

// Checks a .cpp or .hpp file of ours.
std::vector<Finding> check_shape(const SourceFile& file);

// Checks any text file: no tabs, no blanks at the end of a line, a line end at its end.
std::vector<Finding> check_blanks(const std::string& path, std::string_view content);

// Checks the names at the top of the repository; `ignored` are the lines of .gitignore.
std::vector<Finding> check_top_level(const std::vector<std::string>& names,
                                     const std::vector<std::string>& ignored);

}  // namespace hindcast
