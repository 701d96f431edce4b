#include "hindcast/replay/graph/facts.hpp"

#include <algorithm>
#include <cmath>

#include "hindcast/replay/graph/timing.hpp"

namespace hindcast {
namespace {

// Fills in dominators, seen from one root above all clients.
void add_dominators(const CallGraph& graph, std::vector<VertexFacts>& vertices) {
  Digraph shape = graph.shape();
  const std::size_t root = shape.vertices++;
  for (const std::size_t client : graph.clients()) shape.arcs.emplace_back(root, client);
  const std::vector<std::size_t> dominators = immediate_dominators(shape, root);
  for (std::size_t v = 0; v < graph.size(); ++v) {
    for (std::size_t up = dominators[v]; up != kNoVertex && up != root; up = dominators[up]) {
      ++vertices[up].dominates;
    }
    if (dominators[v] != root) vertices[v].dominator = dominators[v];
  }
}

bool is_cut(const ClientCuts& client, const std::string& event) {
  const std::vector<std::string> alone{event};
  return std::find(client.sets.begin(), client.sets.end(), alone) != client.sets.end();
}

// Returns, for each vertex, what share of one client's requests need it: the calls per request
// along the calls whose failure fails the caller, at most 1.
std::vector<double> shares_needing(const CallGraph& graph, std::size_t client) {
  std::vector<double> shares(graph.size(), 0);
  shares[client] = 1;
  // Shares only grow, and each round brings them one call further.
  for (std::size_t round = 0; round < graph.size(); ++round) {
    std::vector<double> next(graph.size(), 0);
    next[client] = 1;
    for (const CallArc& arc : graph.arcs()) {
      if (arc.pulls() || !fails_caller(graph, arc)) continue;
      next[arc.to] += shares[arc.from] * std::min(1.0, arc.calls_per_request());
    }
    for (double& share : next) share = std::min(share, 1.0);
    if (next == shares) break;
    shares = std::move(next);
  }
  return shares;
}

// Returns the share of all offered requests that fail with one event, which is a component or the
// node of several.
double share_lost(const CallGraph& graph, const std::vector<ClientCuts>& cuts,
                  const std::string& event, const std::vector<std::size_t>& members) {
  double all = 0;
  double lost = 0;
  for (const ClientCuts& client : cuts) {
    const double offered = graph.offered(client.client);
    all += offered;
    if (!is_cut(client, event)) continue;
    const std::vector<double> shares = shares_needing(graph, client.client);
    double needing = 0;
    for (const std::size_t member : members) needing += shares[member];
    // What only together fails a request, as alternatives on one node, is needed by all that meet
    // it.
    lost += offered * (needing > 0 ? std::min(needing, 1.0) : 1.0);
  }
  return all > 0 ? lost / all : 0;
}

}  // namespace

GraphFacts facts_of(Topology topology) {
  GraphFacts facts{CallGraph(std::move(topology)), {}, {}, {}, {}};
  const CallGraph& graph = facts.graph;
  facts.vertices.resize(graph.size());
  const std::vector<double> calm = rates(graph, calm_gains(graph));
  const std::vector<Duration> worst = worst_cases(graph);
  facts.cuts = client_cuts(graph, kCutOrderMax);
  for (std::size_t v = 0; v < graph.size(); ++v) {
    VertexFacts& vertex = facts.vertices[v];
    vertex.load = calm[v];
    vertex.capacity = graph.capacity(v);
    vertex.retries = amplification(graph, v);
    vertex.stable_load =
        std::isinf(vertex.retries.factor) ? 0 : vertex.capacity / vertex.retries.factor;
    vertex.worst_case = worst[v];
    vertex.load_lost = share_lost(graph, facts.cuts, graph.name(v), {v});
  }
  add_dominators(graph, facts.vertices);
  for (const std::size_t point : articulation_points(graph.shape())) {
    facts.vertices[point].separates = true;
  }
  facts.calm_loops = feedback_loops(graph, calm_gains(graph));
  facts.outage_loops = feedback_loops(graph, outage_gains(graph));
  return facts;
}

double node_share_lost(const GraphFacts& facts, const std::string& node) {
  std::vector<std::size_t> members;
  for (std::size_t v = 0; v < facts.graph.size(); ++v) {
    if (facts.graph.vertex(v).node == node) members.push_back(v);
  }
  return share_lost(facts.graph, facts.cuts, node_event(node), members);
}

}  // namespace hindcast
