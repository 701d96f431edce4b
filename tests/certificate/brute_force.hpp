// BruteForce: every execution of a small program, depth first over every question, without any
// knowledge of what commutes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "tests/certificate/certificate.hpp"
#include "tests/certificate/small_programs.hpp"

namespace hindcast::testing {

// All that fail in one way.
struct Failing {
  std::uint64_t executions = 0;
  std::set<std::uint64_t> classes{};
  bool deadlock = false;
};

struct AllExecutions {
  bool complete = false;  // else there were too many
  std::uint64_t executions = 0;
  std::uint64_t deepest = 0;    // questions on the longest path, also those with one answer
  std::uint64_t branching = 0;  // those with several
  std::map<std::uint64_t, std::uint64_t> classes{};  // with the shortest path of each
  std::map<std::string, Failing> failing{};          // by the property
};

AllExecutions all_executions(const SmallProgram& program, const Sizes& sizes, std::uint64_t seed,
                             std::uint64_t deviations_max, std::uint64_t executions_max);

// How one run ends: the property that fails, and the digest.
struct Ending {
  std::string failed{};
  std::uint64_t digest = 0;
};
// Runs what a token says: the quiet answer to every question that it does not name.
Ending play(const SmallProgram& program, const Sizes& sizes, const ClaimedRun& run);

}  // namespace hindcast::testing
