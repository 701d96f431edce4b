// Failure: which components, alone or together, take a client's requests down with them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hindcast/replay/graph/call_graph.hpp"
#include "hindcast/replay/graph/fault_tree.hpp"

namespace hindcast {

// What must fail together to fail one client's requests. An event is a component ("redis"), one of
// its replicas ("redis 2 of 3"), or a node that several components share ("node host").
struct ClientCuts {
  std::size_t client = 0;
  std::vector<std::vector<std::string>> sets{};  // in order of size, then of name
  bool complete = true;                          // up to the order that was asked for
  // The probability that some set has failed, from the unavailabilities that are known.
  double unavailability = 0;
};

// Returns the minimal cut sets of each client up to that order. A request needs what its component
// waits for, unless there is a fallback or enough alternatives; loops of calls hold each other.
std::vector<ClientCuts> client_cuts(const CallGraph& graph, std::size_t order_max);

// Returns the nodes that hold two components or more, by name.
std::vector<std::string> shared_nodes(const CallGraph& graph);

// Returns the event of a node, as cut sets name it.
std::string node_event(const std::string& node);

}  // namespace hindcast
