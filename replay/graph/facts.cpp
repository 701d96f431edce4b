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

// Returns the share of offered requests whose client has this cut set of one.
double load_lost(const CallGraph& graph, const std::vector<ClientCuts>& cuts,
                 const std::string& event) {
  double all = 0;
  double lost = 0;
  for (const ClientCuts& client : cuts) {
    const double offered = graph.offered(client.client);
    all += offered;
    const std::vector<std::string> alone{event};
    if (std::find(client.sets.begin(), client.sets.end(), alone) != client.sets.end())
      lost += offered;
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
    vertex.load_lost = load_lost(graph, facts.cuts, graph.name(v));
  }
  add_dominators(graph, facts.vertices);
  for (const std::size_t point : articulation_points(graph.shape())) {
    facts.vertices[point].separates = true;
  }
  facts.calm_loops = feedback_loops(graph, calm_gains(graph));
  facts.outage_loops = feedback_loops(graph, outage_gains(graph));
  return facts;
}

}  // namespace hindcast
