// Topologies and graphs for tests: made by hand in a few words, or drawn from a keyed stream.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/graph/structure.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast::testing {

class Sketch {
 public:
  // The reference holds until the next vertex is added.
  TopologyVertex& vertex(std::string name, VertexKind kind = VertexKind::service) {
    TopologyVertex vertex;
    vertex.name = std::move(name);
    vertex.kind = kind;
    topology.vertices.push_back(std::move(vertex));
    return topology.vertices.back();
  }
  TopologyVertex& client(std::string name, std::uint64_t per_second) {
    TopologyVertex& added = vertex(std::move(name), VertexKind::client);
    added.offered = Rate::per_second(per_second);
    return added;
  }
  // The reference holds until the next edge is added.
  TopologyEdge& edge(std::string from, std::string to) {
    TopologyEdge edge;
    edge.port = to;
    edge.timeout_parameters = {from + "." + to + ".timeout"};
    edge.attempts_parameters = {from + "." + to + ".attempts_max"};
    edge.from = std::move(from);
    edge.to = std::move(to);
    topology.edges.push_back(std::move(edge));
    return topology.edges.back();
  }

  Topology topology{};
};

// Returns a graph with that many vertices and each possible arc with a chance of `percent`.
inline Digraph random_digraph(KeyedStream& stream, std::size_t vertices, std::uint64_t percent) {
  Digraph graph{vertices, {}};
  for (std::size_t from = 0; from < vertices; ++from) {
    for (std::size_t to = 0; to < vertices; ++to) {
      if (bounded(stream.next(), 100) < percent) graph.arcs.emplace_back(from, to);
    }
  }
  return graph;
}

}  // namespace hindcast::testing
