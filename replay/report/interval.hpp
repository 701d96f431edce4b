// Rates from samples: every rate that is printed carries its n and an interval.
#pragma once

#include <cstdint>
#include <string>

namespace hindcast {

struct Interval {
  double low = 0;
  double high = 1;
};

// Returns Wilson's two-sided 95 % score interval for `hits` of `trials` (E. B. Wilson, 1927):
// 5 of 100 is [.0215, .1118], 0 of 100 is [0, .0370]. With no trials nothing is known: [0, 1].
// REQUIRES: hits <= trials.
Interval wilson(std::uint64_t hits, std::uint64_t trials);

// Returns "97 of 100 [.915, .990]".
std::string rate_text(std::uint64_t hits, std::uint64_t trials);

// In how many runs, of how many.
struct Share {
  std::uint64_t hits = 0;
  std::uint64_t trials = 0;

  Interval interval() const { return wilson(hits, trials); }
  std::string text() const { return rate_text(hits, trials); }
};

// Returns "97 of 100 runs [.915, .990]".
std::string runs_text(const Share& share);

}  // namespace hindcast
