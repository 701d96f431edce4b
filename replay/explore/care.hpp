// How carefully something must be explored: it shows while it is explored.
#pragma once

#include <cstdint>

#include "hindcast/sim/chooser.hpp"

namespace hindcast {

enum class Reduction : std::uint8_t {
  none,        // all interleavings and all answers: the oracle that knows no dependence
  sleep_sets,  // all traces, some of them more than once or begun in vain: the second oracle
  optimal,     // each trace once
};

const char* name_of(Reduction reduction);

struct Care {
  Reduction reduction = Reduction::optimal;
  WaitSplit split = WaitSplit::permits;
  bool orders_sends = false;

  friend bool operator==(const Care&, const Care&) = default;
};

// What either of the two asks for.
Care most(const Care& left, const Care& right);

}  // namespace hindcast
