#include "hindcast/replay/graph/structure.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <boost/graph/strong_components.hpp>
#include <iterator>
#include <set>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

using Directed = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Undirected =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                          boost::property<boost::edge_index_t, std::size_t>>;

Directed directed(const Digraph& graph) {
  Directed boosted(graph.vertices);
  for (const auto& [from, to] : graph.arcs) {
    HINDCAST_CHECK(from < graph.vertices && to < graph.vertices);
    boost::add_edge(from, to, boosted);
  }
  return boosted;
}

// Returns whether each vertex is reached from `root`.
std::vector<bool> reached_from(const Directed& graph, std::size_t root) {
  std::vector<bool> reached(boost::num_vertices(graph), false);
  std::vector<std::size_t> open{root};
  reached[root] = true;
  while (!open.empty()) {
    const std::size_t vertex = open.back();
    open.pop_back();
    for (const auto next : boost::make_iterator_range(boost::adjacent_vertices(vertex, graph))) {
      if (reached[next]) continue;
      reached[next] = true;
      open.push_back(next);
    }
  }
  return reached;
}

}  // namespace

std::vector<std::vector<std::size_t>> strong_components(const Digraph& graph) {
  const Directed boosted = directed(graph);
  std::vector<std::size_t> component(graph.vertices, 0);
  const auto property = boost::make_iterator_property_map(component.begin(),
                                                          boost::get(boost::vertex_index, boosted));
  const std::size_t count = boost::strong_components(boosted, property);
  // Tarjan's algorithm numbers a component after all that it leads to.
  std::vector<std::vector<std::size_t>> components(count);
  for (std::size_t vertex = 0; vertex < graph.vertices; ++vertex) {
    components[count - 1 - component[vertex]].push_back(vertex);
  }
  return components;
}

std::vector<std::size_t> immediate_dominators(const Digraph& graph, std::size_t root) {
  HINDCAST_CHECK(root < graph.vertices);
  // Arcs from vertices that the root does not reach say nothing about domination.
  const std::vector<bool> reached = reached_from(directed(graph), root);
  Digraph part{graph.vertices, {}};
  std::copy_if(graph.arcs.begin(), graph.arcs.end(), std::back_inserter(part.arcs),
               [&](const auto& arc) { return reached[arc.first]; });
  const Directed boosted = directed(part);
  std::vector<std::size_t> dominators(graph.vertices, kNoVertex);
  const auto property = boost::make_iterator_property_map(dominators.begin(),
                                                          boost::get(boost::vertex_index, boosted));
  boost::lengauer_tarjan_dominator_tree(boosted, root, property);
  return dominators;
}

std::vector<std::size_t> articulation_points(const Digraph& graph) {
  Undirected boosted(graph.vertices);
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& [from, to] : graph.arcs) {
    HINDCAST_CHECK(from < graph.vertices && to < graph.vertices);
    if (from != to) pairs.insert(std::minmax(from, to));
  }
  for (const auto& [from, to] : pairs) boost::add_edge(from, to, boosted);
  std::vector<std::size_t> points;
  boost::articulation_points(boosted, std::back_inserter(points));
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

}  // namespace hindcast
