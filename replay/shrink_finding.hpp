// shrink_finding(subject, token): a finding made small enough to be read in a minute. In this
// order: fewer faults; fewer callers, less load, a shorter time; fewer answers other than the quiet
// ones; quieter ones. Each step stays only if the run fails alike (shrink.hpp). An amount is set to
// the least that makes sense; where the run then fails no more, it is halved as long as it does;
// where that does not help either for a number, other seeds and orders are tried with less of it.
// What comes out is a token of its own, run twice.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/replay/shrink.hpp"

namespace hindcast {

// What a parameter is an amount of. In the order in which they are made smaller.
enum class Amount : std::uint8_t { count, rate, duration };

// A parameter of the design or the story that says how much there is of something.
struct Knob {
  std::string path{};
  std::string value{};  // as it is in the finding
  Amount amount = Amount::count;
};

// What is shrunk, told by whoever knows designs.
struct ShrinkSubject {
  // Binds the token's scenario with these overrides. Throws InputError if a rule forbids them.
  std::function<std::unique_ptr<Scenario>(const std::vector<Assignment>&)> bind;
  std::vector<Knob> knobs{};
};

// One parameter that could be made smaller.
struct Smaller {
  std::string path{};
  std::string before{};
  std::string after{};
};

struct ShrunkFinding {
  Run before{};  // the finding
  Run run{};
  Token token{};
  std::vector<Smaller> smaller{};
  std::size_t answers_before = 0;
  std::uint32_t trials = 0;
  bool minimal = false;   // no single answer more can be left out
  bool verified = false;  // the token's run was run twice more, with the same digest
};

// Shrinks the run of a token that is a failure. REQUIRES: the token's delta is known.
ShrunkFinding shrink_finding(const ShrinkSubject& subject, const Token& token,
                             const ShrinkOptions& options = {});

// Returns the least of an amount that makes sense as text; "" where what is there is less already,
// or no number.
std::string least(const Knob& knob);

// Returns half of an amount as text, or "" where less makes no sense: one of something, one a
// minute, a millisecond.
std::string halved(const Knob& knob);

}  // namespace hindcast
