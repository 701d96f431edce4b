// GraphFacts: all that the laws need to know about a topology, computed once.
#pragma once

#include <cstddef>
#include <vector>

#include "hindcast/replay/graph/call_graph.hpp"
#include "hindcast/replay/graph/failure.hpp"
#include "hindcast/replay/graph/load.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct VertexFacts {
  double load = 0;                    // requests per second on a calm day
  double capacity = 0;                // of all replicas; infinite if not known
  Amplification retries{};            // W, while this vertex fails
  double stable_load = 0;             // capacity / W: above it, retries keep the vertex down
  Duration worst_case{};              // of one request here, while the vertex itself is alive
  std::size_t dominator = kNoVertex;  // the last vertex that all requests on their way here pass
  std::size_t dominates = 0;          // how many vertices are reached through this one alone
  bool separates = false;             // an articulation point of the undirected graph
  // The share of all requests that fail when this vertex alone does: of each client that it cuts
  // off, those that need it.
  double load_lost = 0;
};

struct GraphFacts {
  CallGraph graph;
  std::vector<VertexFacts> vertices{};
  std::vector<FeedbackLoop> calm_loops{};
  std::vector<FeedbackLoop> outage_loops{};  // with every call's attempts
  std::vector<ClientCuts> cuts{};
};

inline constexpr std::size_t kCutOrderMax = 3;

// REQUIRES: problem_of(topology) has nothing to say.
GraphFacts facts_of(Topology topology);

// Returns the share of all requests that fail with a node that several components share.
double node_share_lost(const GraphFacts& facts, const std::string& node);

}  // namespace hindcast
