// The size of functions: at most 70 lines and 5 parameters. The functions of a file are found by
// matching braces and reading the words before each; that is a heuristic, good enough for code that
// clang-format wrote.
#pragma once

#include <string>
#include <vector>

#include "tests/house/source_file.hpp"

namespace hindcast {

constexpr std::size_t kFunctionLinesMax = 70;
constexpr std::size_t kParametersMax = 5;

struct Function {
  std::string head;  // what stands before its brace, in one line
  std::size_t first_line = 0;
  std::size_t last_line = 0;
  std::size_t parameters = 0;
};

// Returns the functions that the file defines, test cases included, in their order. Lambdas belong
// to the function around.
std::vector<Function> find_functions(const SourceFile& file);

// Returns a finding for each function that is too long or has too many parameters.
std::vector<Finding> check_functions(const SourceFile& file);

}  // namespace hindcast
