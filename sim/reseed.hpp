// Reseed: from an instant on, a run draws from another seed. What happened before it happens again,
// bit for bit, and then the future is another one: how a search branches off a run, and how the
// question "was it still avoidable then?" is answered.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/sim/time.hpp"

namespace hindcast {

struct Reseed {
  Instant at;
  std::uint64_t seed = 0;

  friend auto operator<=>(const Reseed&, const Reseed&) = default;
};

// In the order of their instants, which differ.
using Reseeds = std::vector<Reseed>;

}  // namespace hindcast
