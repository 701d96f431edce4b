// Load: how many requests per second each vertex sees, on a calm day, while a callee fails and its
// callers retry, and when a cache no longer spares a call. Rates follow the visit ratios (Little
// and Jackson's traffic equations: rate(v) = offered(v) + sum over callers u of rate(u) * calls(u,
// v)).
#pragma once

#include <cstddef>
#include <vector>

#include "hindcast/replay/graph/call_graph.hpp"

namespace hindcast {

// Returns the rate at each vertex when each arc carries `gains[arc]` calls per request of its
// caller; infinite where a loop of calls feeds itself, and downstream of it.
std::vector<double> rates(const CallGraph& graph, const std::vector<double>& gains);

// Returns calls_per_request of each arc.
std::vector<double> calm_gains(const CallGraph& graph);

// Returns the gains while `failed` fails: callers retry, and so do the callers of those whose own
// answers fail with it. A fallback, or an alternative that still stands, ends the failure.
std::vector<double> gains_while_failed(const CallGraph& graph, std::size_t failed);

// Whether the failure of this arc's callee alone fails the caller's request: it waits, and has
// neither a fallback nor enough alternatives on the same port.
bool fails_caller(const CallGraph& graph, const CallArc& arc);

// Returns, ascending, the vertices whose requests fail when `failed` fails; itself included.
std::vector<std::size_t> failing_with(const CallGraph& graph, std::size_t failed);

// Returns the gains after `lost` is gone and noticed: calls that it spared are made, and calls to
// it go to the alternatives of the same port, in equal shares.
std::vector<double> gains_without(const CallGraph& graph, std::size_t lost);

// What retries do to one vertex that fails or is slow.
struct Amplification {
  double factor = 1;                // W: rate while it fails / rate on a calm day
  double worst_path = 1;            // the greatest product of attempts on one path of callers
  std::vector<std::size_t> path{};  // of that product, from a client to the vertex
  bool has_loop = false;            // retries feed themselves: the factor is infinite
};

// Layers multiply: 3 attempts at 5 layers are 243 calls.
Amplification amplification(const CallGraph& graph, std::size_t vertex);

// A loop of calls: a strong component with more than one vertex, or a vertex that calls itself.
struct FeedbackLoop {
  std::vector<std::size_t> vertices{};  // of the component, ascending
  std::vector<std::size_t> cycle{};     // the cycle with the greatest gain per call
  double cycle_gain = 0;                // the product of the gains along it
  double growth = 0;  // spectral radius of the component's gains: above 1 calls grow without end
};

// Returns the loops of arcs with positive gain.
std::vector<FeedbackLoop> feedback_loops(const CallGraph& graph, const std::vector<double>& gains);

// Returns calls times attempts of each arc: the gains while everything fails.
std::vector<double> outage_gains(const CallGraph& graph);

}  // namespace hindcast
