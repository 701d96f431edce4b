// The dependence relation, as data: which two operations on one object do not commute, and whether
// the later of two could have come first. An exploration is complete if every pair that does not
// commute is here, and optimal if every pair that commutes is not.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hindcast/sim/chooser.hpp"

namespace hindcast {

// How the earlier of two operations on one object binds the later one.
enum class Relation : std::uint8_t {
  never,       // they commute
  reversible,  // the later could have come first
  enabling,    // the later cannot happen without the earlier
  granting,    // the later is a wait: reversible if it would have been granted without the earlier
  matching,    // the later received the item that the earlier sent: enabling; else they commute
  taking,      // the later is a try that took the earlier's item or found nothing: reversible
  empty,       // the earlier found nothing: reversible; else they commute
};

struct DependenceRow {
  Operation first;
  Operation second;
  Relation forward;   // when `first` happened first
  Relation backward;  // when `second` happened first
  const char* because;
};

// All rows, as certificates print them.
std::span<const DependenceRow> dependence_rows();

class DependenceTable {
 public:
  static constexpr std::size_t kAllRows = static_cast<std::size_t>(-1);

  // The table with all rows, or without one: for the test that every row is needed.
  explicit DependenceTable(std::size_t without = kAllRows);

  Relation relation(Operation earlier, Operation later) const {
    return cells_[static_cast<std::size_t>(earlier) * kOperations +
                  static_cast<std::size_t>(later)];
  }

 private:
  static constexpr std::size_t kOperations = static_cast<std::size_t>(Operation::observe) + 1;

  void set(Operation earlier, Operation later, Relation relation) {
    cells_[static_cast<std::size_t>(earlier) * kOperations + static_cast<std::size_t>(later)] =
        relation;
  }

  std::array<Relation, kOperations * kOperations> cells_{};
};

const char* name_of(Relation relation);

}  // namespace hindcast
