// Exact text of a quantity: a decimal number and a unit ("1.5s", "2.5%", "10MiB"), kept as a whole
// number of the smallest unit. Nothing is ever rounded: what cannot be kept exactly is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/sim/parsed.hpp"

namespace hindcast {

struct Unit {
  std::string_view name;
  std::uint64_t factor;  // how many of the smallest unit it is
};

// What a kind of quantity may look like.
struct Quantity {
  std::string_view name;       // "duration"
  std::string_view smallest;   // "nanoseconds", for "is not a whole number of"
  std::string_view example;    // "250ms, 1.5s or 2m"
  std::vector<Unit> units;     // those that are read
  std::vector<Unit> printed;   // those that are written, the largest first
  std::string_view zero_unit;  // "s": nothing is 0s
  std::uint64_t maximum;       // in the smallest unit
};

// Reads digits, at most one point with digits on both sides, and a unit, with nothing before,
// between or after. Refuses signs, exponents, leading zeros, unknown units, a value above the
// maximum and one that is not a whole number of the smallest unit.
Parsed<std::uint64_t> parse_quantity(std::string_view text, const Quantity& quantity);

// Returns the shortest exact text in a unit of which there is at least one; of equally short texts
// the one in the larger unit. REQUIRES: the last printed unit divides every value exactly.
std::string print_quantity(std::uint64_t value, const Quantity& quantity);

// Returns the complaint that `text` is no such quantity, with the examples as the fix.
TextError not_a_quantity(std::string_view text, std::string_view why, const Quantity& quantity);

}  // namespace hindcast
