// CockatielCounting: what decides whether a cockatiel breaker opens (cockatiel 3.2.1,
// breaker/*.js). It knows in which state a call began, and thinks in binary64 as JavaScript does.
#pragma once

#include <cstdint>
#include <memory>

#include "hindcast/models/resilience/cockatiel_options.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class CockatielCounting {
 public:
  virtual ~CockatielCounting() = default;

  // A call ended well; `probed` says that it began half open. `wall` is Date.now().
  virtual void succeeded(bool probed, Instant wall) = 0;
  // A call failed. Returns whether the circuit should open.
  virtual bool failed(bool probed, Instant wall) = 0;
};

std::unique_ptr<CockatielCounting> make_cockatiel_counting(const CockatielOptions& options);

}  // namespace hindcast
