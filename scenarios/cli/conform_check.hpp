// A recording of a real component against the model's answers to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hindcast {

// One value of one row that the model answers otherwise, both sides as JSON with sorted keys.
struct ConformDifference {
  std::uint64_t line = 0;  // from 1
  std::string field{};
  std::string recorded{};
  std::string answered{};
};

struct ConformResult {
  std::uint64_t rows = 0;    // that hold something to compare
  std::uint64_t agreed = 0;  // of them
  std::optional<ConformDifference> first{};
};

// Compares row by row those of `fields` that the recorded row has. Throws InputError, with `file`
// as its name, for a row that is no JSON object. REQUIRES: one answer for each row.
ConformResult check_conformance(std::string_view recorded, std::string_view answered,
                                const std::vector<std::string_view>& fields,
                                const std::string& file);

}  // namespace hindcast
