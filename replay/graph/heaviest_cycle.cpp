#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/howard_cycle_ratio.hpp>

#include "hindcast/replay/graph/structure.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {

std::optional<HeavyCycle> heaviest_cycle(const Digraph& graph, const std::vector<double>& weights) {
  using Properties =
      boost::property<boost::edge_weight_t, double, boost::property<boost::edge_weight2_t, double>>;
  using Weighted = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS,
                                         boost::no_property, Properties>;
  HINDCAST_CHECK(weights.size() == graph.arcs.size());
  // Within its strong component every vertex has a way on, which Howard's algorithm relies on.
  std::optional<HeavyCycle> heaviest;
  std::vector<std::size_t> local(graph.vertices, kNoVertex);
  for (const auto& component : strong_components(graph)) {
    for (std::size_t i = 0; i < component.size(); ++i) local[component[i]] = i;
    Weighted boosted(component.size());
    for (std::size_t arc = 0; arc < graph.arcs.size(); ++arc) {
      const auto& [from, to] = graph.arcs[arc];
      if (local[from] == kNoVertex || local[to] == kNoVertex) continue;
      boost::add_edge(local[from], local[to], Properties(weights[arc], 1.0), boosted);
    }
    for (const std::size_t vertex : component) local[vertex] = kNoVertex;
    if (boost::num_edges(boosted) == 0) continue;
    std::vector<boost::graph_traits<Weighted>::edge_descriptor> cycle;
    const double mean = boost::maximum_cycle_mean(boosted, boost::get(boost::vertex_index, boosted),
                                                  boost::get(boost::edge_weight, boosted),
                                                  boost::get(boost::edge_weight2, boosted), &cycle);
    if (heaviest && heaviest->mean >= mean) continue;
    heaviest = HeavyCycle{{}, mean};
    for (const auto& arc : cycle) {
      heaviest->vertices.push_back(component[boost::source(arc, boosted)]);
    }
  }
  if (heaviest) {
    auto& vertices = heaviest->vertices;
    std::rotate(vertices.begin(), std::min_element(vertices.begin(), vertices.end()),
                vertices.end());
  }
  return heaviest;
}

}  // namespace hindcast
