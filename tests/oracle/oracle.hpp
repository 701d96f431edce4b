// The oracle: explores small random programs without any knowledge of what commutes, once, and says
// how explorations with reduction differ from that.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "tests/oracle/directed_programs.hpp"
#include "tests/oracle/random_program.hpp"

namespace hindcast::testing {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

// How many of `programs` to run: few under AddressSanitizer, where a run takes a hundred times as
// long.
constexpr std::uint64_t affordable(std::uint64_t programs) {
  return kSanitized ? programs / 40 : programs;
}

struct OracleOptions {
  RandomProgramOptions programs{};
  std::uint64_t interleavings_max = 3000;  // larger programs are left out
};

// How an exploration with reduction is done, and how it is spoilt on purpose, for tests of the
// oracle.
struct Reduced {
  std::size_t without_row = DependenceTable::kAllRows;
  std::uint64_t without_race = 0;
  bool sleep_sets = false;                // sleep sets alone, which may run a trace twice
  bool stops_at_first = false;            // when it is noticed; else all programs are compared
  std::uint64_t round_steps = 1'000'000;  // few: the tree is split again and again
};

struct OracleAccount {
  std::uint64_t traces = 0;
  std::uint64_t lost = 0;       // programs whose final states, verdicts or classes differ
  std::uint64_t redundant = 0;  // programs with a trace that was run twice or in vain
  std::uint64_t strayed = 0;    // programs with a beginning that could not be followed
  std::string first{};          // the first difference, in words

  // Whether the search was seen to be wrong.
  bool noticed() const { return lost + strayed > 0; }
};

class Oracle {
 public:
  // Explores the programs of the seeds from `first` on without reduction.
  Oracle(std::uint64_t first, std::uint64_t count, const OracleOptions& options = {});

  // Explores these without reduction.
  explicit Oracle(const std::vector<DirectedProgram>& programs, const OracleOptions& options = {});

  // Explores them with reduction, and compares.
  OracleAccount compare(const Reduced& reduced = {}) const;

  std::uint64_t programs() const { return programs_; }
  std::uint64_t left_out() const { return programs_ - known_.size(); }
  std::uint64_t interleavings() const { return interleavings_; }

 private:
  struct Seen {
    std::set<std::uint64_t> classes{};
    std::set<std::tuple<std::uint64_t, Verdict, std::string>> ends{};
    ExploreResult result{};
  };
  struct Known {
    std::string name;
    Program program;
    Seen all;
  };

  static Seen see(const Program& program, ExploreOptions options);
  void know(std::string name, Program program, bool ends_fibers, bool starts_first);
  void compare_one(const Known& known, const Reduced& reduced, OracleAccount& account) const;

  OracleOptions options_;
  std::uint64_t programs_ = 0;
  std::uint64_t interleavings_ = 0;
  std::vector<Known> known_;
};

}  // namespace hindcast::testing
