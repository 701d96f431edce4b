// BreakerView: what a breaker under test shows of itself. A guard of one's own implements it beside
// CallGuard, and WatchedBreaker and breaker_contract can judge it.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/resilience/breaker.hpp"

namespace hindcast {

class BreakerView {
 public:
  virtual ~BreakerView() = default;

  // Now; timers that are due have fired.
  virtual BreakerState state() const = 0;
  // How many probes may be under way at once, half open.
  virtual std::uint32_t probes_max() const { return 1; }
  // All changes with their exact times, if the breaker keeps them; else whoever watches notes when
  // it saw them.
  virtual const std::vector<BreakerChange>* timeline() const { return nullptr; }
};

}  // namespace hindcast
