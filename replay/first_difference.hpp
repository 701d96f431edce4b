// first_difference(a, b): where two traces part, in words: what a run that was not bit-identical is
// told. The first differing event names the fiber and the instant at which something leaked in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hindcast/sim/trace.hpp"

namespace hindcast {

struct TraceDifference {
  std::size_t index = 0;  // of the first event that differs
  std::string what;       // both events in words
};

// Returns nothing if the traces are equal. Kinds that are unknown are printed by their code.
std::optional<TraceDifference> first_difference(const std::vector<TraceRecord>& expected,
                                                const std::vector<TraceRecord>& actual);

}  // namespace hindcast
