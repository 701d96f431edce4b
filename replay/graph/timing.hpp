// Timing: how long a call may last at worst, by the timeouts on its way. All sums saturate at "for
// ever".
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hindcast/replay/graph/call_graph.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

Duration saturating_sum(Duration left, Duration right);
Duration saturating_product(Duration duration, std::uint64_t factor);

// Returns how long the caller waits for one call of a callee that is silent: every attempt runs
// into its timeout, every back-off takes its longest, and a deadline ends it all.
Duration silent_call(const TopologyEdge& edge);

// Returns how long a caller's request waits for all its calls over an arc, one after the other, if
// the callee is silent: silent_call of each part, times its calls per request, rounded up. Parts
// that nobody waits for count nothing.
Duration silent_calls(const CallArc& arc);

// Returns, for each vertex, how long it works on one request at worst while it is alive itself: its
// service time, the wait for a slot where that has a limit, and all calls it waits for, one after
// the other unless it makes them at once. A call with a timeout takes it in each step of each
// attempt; one without lasts as long as its callee does at worst. Infinite where calls without
// timeouts form a loop.
std::vector<Duration> worst_cases(const CallGraph& graph);

// Whether a caller waits as long as it takes: nothing on its side ends the wait, and the callee
// does not bound both the wait for a slot and its work.
bool waits_without_limit(const CallGraph& graph, const CallArc& arc, const TopologyEdge& edge,
                         Duration callee_worst);

// Returns how long one call of an edge lasts at worst, given its callee's worst case.
Duration worst_call(const TopologyEdge& edge, Duration callee_worst);

}  // namespace hindcast
