#include "hindcast/replay/graph/call_graph.hpp"

#include <algorithm>
#include <limits>

#include "hindcast/sim/check.hpp"

namespace hindcast {

double CallArc::calls_per_request() const {
  double sum = 0;
  for (const TopologyEdge& part : parts) sum += as_number(part.calls_per_request);
  return sum;
}

double CallArc::attempts() const {
  if (caller_pulls) return 1;
  double calls = 0;
  double attempts = 0;
  double most = 1;
  for (const TopologyEdge& part : parts) {
    calls += as_number(part.calls_per_request);
    attempts += as_number(part.calls_per_request) * attempts_of(part);
    most = std::max(most, attempts_of(part));
  }
  return calls > 0 ? attempts / calls : most;
}

bool CallArc::waits() const {
  return std::any_of(parts.begin(), parts.end(),
                     [](const TopologyEdge& part) { return part.waits; });
}

bool CallArc::pulls() const {
  return std::any_of(parts.begin(), parts.end(),
                     [](const TopologyEdge& part) { return part.pulls; });
}

CallGraph::CallGraph(Topology topology) {
  HINDCAST_CHECK(!problem_of(topology).has_value());
  topology = in_order(std::move(topology));
  vertices_ = std::move(topology.vertices);
  from_.resize(vertices_.size());
  to_.resize(vertices_.size());
  for (TopologyEdge& edge : topology.edges) {
    const std::size_t from = index_of(edge.from);
    const std::size_t to = index_of(edge.to);
    if (arcs_.empty() || arcs_.back().from != from || arcs_.back().to != to) {
      from_[from].push_back(arcs_.size());
      to_[to].push_back(arcs_.size());
      arcs_.push_back({from, to, {}, false});
    }
    arcs_.back().parts.push_back(std::move(edge));
  }
  out_of_.resize(vertices_.size());
  for (std::size_t arc = 0; arc < arcs_.size(); ++arc) {
    out_of_[arcs_[arc].source()].push_back(arc);
    if (!arcs_[arc].pulls()) continue;
    for (const std::size_t own : from_[arcs_[arc].from]) arcs_[own].caller_pulls = true;
  }
  for (std::size_t i = 0; i < size(); ++i) {
    load_known_ = load_known_ || vertices_[i].offered > Rate::zero();
    if (vertices_[i].kind == VertexKind::client) clients_.push_back(i);
  }
  for (std::size_t i = 0; i < size() && load_known_ && clients_.empty(); ++i) {
    if (vertices_[i].offered > Rate::zero()) clients_.push_back(i);
  }
  const bool guess = clients_.empty();
  for (std::size_t i = 0; i < size() && guess; ++i) {
    if (to_[i].empty()) clients_.push_back(i);
  }
}

std::size_t CallGraph::index_of(std::string_view name) const {
  const auto found = std::lower_bound(
      vertices_.begin(), vertices_.end(), name,
      [](const TopologyVertex& vertex, std::string_view wanted) { return vertex.name < wanted; });
  HINDCAST_CHECK(found != vertices_.end() && found->name == name);
  return static_cast<std::size_t>(found - vertices_.begin());
}

double CallGraph::offered(std::size_t vertex) const {
  if (load_known_) return per_second(vertices_[vertex].offered);
  return std::binary_search(clients_.begin(), clients_.end(), vertex) ? 1 : 0;
}

double CallGraph::capacity(std::size_t vertex) const {
  const Rate each = capacity_of(vertices_[vertex]);
  if (each == Rate::zero()) return std::numeric_limits<double>::infinity();
  return per_second(each) * vertices_[vertex].replicas;
}

Digraph CallGraph::shape() const {
  Digraph shape{size(), {}};
  for (const CallArc& arc : arcs_) shape.arcs.emplace_back(arc.source(), arc.target());
  return shape;
}

double attempts_of(const TopologyEdge& edge) {
  if (edge.has_breaker) return 1;
  const double attempts = edge.attempts_max;
  return edge.retry_budget ? std::min(attempts, 1 + as_number(*edge.retry_budget)) : attempts;
}

double per_second(Rate rate) {
  return static_cast<double>(rate.millionths_per_day()) / static_cast<double>(Rate::kPerSecond);
}

double as_number(Ratio ratio) {
  return static_cast<double>(ratio.parts_per_billion()) / static_cast<double>(Ratio::kOne);
}

double as_seconds(Duration duration) {
  if (duration.is_infinite()) return std::numeric_limits<double>::infinity();
  return static_cast<double>(duration.count()) / 1e9;
}

}  // namespace hindcast
