// The oracle: explores a program with and without reduction and says how the results differ.
#pragma once

#include <string>

#include "tests/oracle/random_program.hpp"

namespace hindcast::testing {

struct OracleOptions {
  RandomProgramOptions programs{};
  std::uint64_t interleavings_max = 3000;  // larger programs are left out
  std::size_t without_row = static_cast<std::size_t>(-1);
  std::uint64_t without_race = 0;
  bool sleep_sets = false;  // compare with sleep sets, too
};

struct OracleAccount {
  std::uint64_t programs = 0;
  std::uint64_t left_out = 0;
  std::uint64_t interleavings = 0;
  std::uint64_t traces = 0;
  std::uint64_t races = 0;
  std::uint64_t lost = 0;       // programs whose final states, verdicts or classes differ
  std::uint64_t redundant = 0;  // programs with a trace that was run twice or in vain
  std::string first{};          // the first difference, in words
};

// Compares the programs of the seeds from `first` on. Stops at the first lost trace if `stops`.
OracleAccount compare(std::uint64_t first, std::uint64_t count, const OracleOptions& options,
                      bool stops = false);

}  // namespace hindcast::testing
