#include "hindcast/replay/graph/load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "hindcast/replay/graph/linear.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Returns the arcs with a positive gain, by number.
std::vector<std::size_t> carrying(const CallGraph& graph, const std::vector<double>& gains) {
  HINDCAST_CHECK(gains.size() == graph.arcs().size());
  std::vector<std::size_t> arcs;
  for (std::size_t arc = 0; arc < gains.size(); ++arc) {
    if (gains[arc] > 0) arcs.push_back(arc);
  }
  return arcs;
}

Digraph shape_of(const CallGraph& graph, const std::vector<std::size_t>& arcs) {
  Digraph shape{graph.size(), {}};
  for (const std::size_t arc : arcs) {
    shape.arcs.emplace_back(graph.arcs()[arc].source(), graph.arcs()[arc].target());
  }
  return shape;
}

// Returns gains between the members of a component: matrix[to][from].
SquareMatrix gains_within(const CallGraph& graph, const std::vector<double>& gains,
                          const std::vector<std::size_t>& members) {
  SquareMatrix matrix(members.size());
  const auto place = [&](std::size_t vertex) {
    const auto found = std::lower_bound(members.begin(), members.end(), vertex);
    return found != members.end() && *found == vertex
               ? static_cast<std::size_t>(found - members.begin())
               : kNoVertex;
  };
  for (std::size_t from = 0; from < members.size(); ++from) {
    for (const std::size_t arc : graph.arcs_out_of(members[from])) {
      const std::size_t to = place(graph.arcs()[arc].target());
      if (to != kNoVertex) matrix.at(to, from) += gains[arc];
    }
  }
  return matrix;
}

// Solves the traffic equations of one component, given what comes in from outside.
std::vector<double> settle(const CallGraph& graph, const std::vector<double>& gains,
                           const std::vector<std::size_t>& members,
                           const std::vector<double>& inflow) {
  const bool idle = std::all_of(inflow.begin(), inflow.end(), [](double in) { return in == 0; });
  const bool flooded =
      std::any_of(inflow.begin(), inflow.end(), [](double in) { return std::isinf(in); });
  if (idle) return inflow;
  const SquareMatrix within = gains_within(graph, gains, members);
  if (members.size() == 1 && within.at(0, 0) == 0) return inflow;
  if (flooded || !is_contraction(within)) return std::vector<double>(members.size(), kInfinity);
  return solve_fixed_point(within, inflow);
}

// The connections of one port, seen from the loss of one callee.
struct Alternatives {
  std::uint32_t to_lost = 0;
  std::uint32_t to_others = 0;
  double calls_to_lost = 0;
};

Alternatives alternatives(const CallGraph& graph, std::size_t caller, const TopologyEdge& part,
                          std::size_t lost) {
  Alternatives result;
  for (const std::size_t arc : graph.arcs_from(caller)) {
    const bool is_lost = graph.arcs()[arc].to == lost;
    for (const TopologyEdge& edge : graph.arcs()[arc].parts) {
      if (edge.port != part.port) continue;
      ++(is_lost ? result.to_lost : result.to_others);
      if (is_lost) result.calls_to_lost += as_number(edge.calls_per_request);
    }
  }
  return result;
}

}  // namespace

std::vector<double> rates(const CallGraph& graph, const std::vector<double>& gains) {
  std::vector<double> rate(graph.size(), 0);
  for (std::size_t vertex = 0; vertex < graph.size(); ++vertex)
    rate[vertex] = graph.offered(vertex);
  const Digraph shape = shape_of(graph, carrying(graph, gains));
  for (const auto& members : strong_components(shape)) {
    std::vector<double> inflow;
    for (const std::size_t vertex : members) inflow.push_back(rate[vertex]);
    const std::vector<double> settled = settle(graph, gains, members, inflow);
    for (std::size_t i = 0; i < members.size(); ++i) rate[members[i]] = settled[i];
    for (const std::size_t vertex : members) {
      for (const std::size_t arc : graph.arcs_out_of(vertex)) {
        const std::size_t to = graph.arcs()[arc].target();
        if (gains[arc] == 0 || std::binary_search(members.begin(), members.end(), to)) continue;
        rate[to] += rate[vertex] == 0 ? 0 : rate[vertex] * gains[arc];
      }
    }
  }
  return rate;
}

std::vector<double> calm_gains(const CallGraph& graph) {
  std::vector<double> gains;
  for (const CallArc& arc : graph.arcs()) gains.push_back(arc.calls_per_request());
  return gains;
}

std::vector<double> outage_gains(const CallGraph& graph) {
  std::vector<double> gains;
  for (const CallArc& arc : graph.arcs()) gains.push_back(arc.calls_per_request() * arc.attempts());
  return gains;
}

bool fails_caller(const CallGraph& graph, const CallArc& arc) {
  return std::any_of(arc.parts.begin(), arc.parts.end(), [&](const TopologyEdge& part) {
    if (!part.waits || part.has_fallback) return false;
    return part.needed == 0 || alternatives(graph, arc.from, part, arc.to).to_others < part.needed;
  });
}

std::vector<std::size_t> failing_with(const CallGraph& graph, std::size_t failed) {
  std::vector<bool> fails(graph.size(), false);
  std::vector<std::size_t> open{failed};
  fails[failed] = true;
  while (!open.empty()) {
    const std::size_t vertex = open.back();
    open.pop_back();
    for (const std::size_t arc : graph.arcs_to(vertex)) {
      const std::size_t caller = graph.arcs()[arc].from;
      if (fails[caller] || !fails_caller(graph, graph.arcs()[arc])) continue;
      fails[caller] = true;
      open.push_back(caller);
    }
  }
  std::vector<std::size_t> all;
  for (std::size_t vertex = 0; vertex < graph.size(); ++vertex) {
    if (fails[vertex]) all.push_back(vertex);
  }
  return all;
}

std::vector<double> gains_while_failed(const CallGraph& graph, std::size_t failed) {
  std::vector<double> gains = calm_gains(graph);
  for (const std::size_t vertex : failing_with(graph, failed)) {
    for (const std::size_t arc : graph.arcs_to(vertex)) gains[arc] *= graph.arcs()[arc].attempts();
  }
  return gains;
}

std::vector<double> gains_without(const CallGraph& graph, std::size_t lost) {
  const std::string& name = graph.name(lost);
  std::vector<double> gains;
  for (const CallArc& arc : graph.arcs()) {
    double sum = 0;
    for (const TopologyEdge& part : arc.parts) {
      const Alternatives port = alternatives(graph, arc.from, part, lost);
      const bool moves = part.needed > 0 && port.to_lost > 0 && port.to_others > 0;
      const bool bare = part.shield == name;
      if (!moves || arc.to != lost)
        sum += as_number(bare ? part.calls_unshielded : part.calls_per_request);
      if (moves && arc.to != lost) sum += port.calls_to_lost / port.to_others;
    }
    gains.push_back(sum);
  }
  return gains;
}

Amplification amplification(const CallGraph& graph, std::size_t vertex) {
  Amplification result;
  const double calm = rates(graph, calm_gains(graph))[vertex];
  const double failing = rates(graph, gains_while_failed(graph, vertex))[vertex];
  result.has_loop = std::isinf(failing) && !std::isinf(calm);
  if (calm > 0 && !std::isinf(calm)) result.factor = failing / calm;

  // Backwards from the vertex, the greatest product of attempts over paths that pass no vertex
  // twice; as in Bellman and Ford's algorithm, one more layer each round.
  const std::vector<std::size_t> failing_vertices = failing_with(graph, vertex);
  const auto fails = [&](std::size_t v) {
    return std::binary_search(failing_vertices.begin(), failing_vertices.end(), v);
  };
  std::map<std::size_t, std::pair<double, std::vector<std::size_t>>> best;
  best[vertex] = {1, {vertex}};
  for (std::size_t round = 1; round < graph.size(); ++round) {
    bool better = false;
    for (const CallArc& arc : graph.arcs()) {
      const auto next = best.find(arc.target());
      if (next == best.end() || arc.calls_per_request() == 0) continue;
      const std::vector<std::size_t>& tail = next->second.second;
      if (std::find(tail.begin(), tail.end(), arc.source()) != tail.end()) continue;
      const double product = next->second.first * (fails(arc.to) ? arc.attempts() : 1);
      const auto known = best.find(arc.source());
      if (known != best.end() && known->second.first >= product) continue;
      std::vector<std::size_t> path{arc.source()};
      path.insert(path.end(), tail.begin(), tail.end());
      best[arc.source()] = {product, std::move(path)};
      better = true;
    }
    if (!better) break;
  }
  for (const std::size_t client : graph.clients()) {
    const auto found = best.find(client);
    if (found == best.end() || (!result.path.empty() && found->second.first <= result.worst_path))
      continue;
    result.worst_path = found->second.first;
    result.path = found->second.second;
  }
  return result;
}

std::vector<FeedbackLoop> feedback_loops(const CallGraph& graph, const std::vector<double>& gains) {
  std::vector<FeedbackLoop> loops;
  const std::vector<std::size_t> arcs = carrying(graph, gains);
  const Digraph shape = shape_of(graph, arcs);
  for (const auto& members : strong_components(shape)) {
    Digraph part{graph.size(), {}};
    std::vector<double> weights;
    std::map<std::pair<std::size_t, std::size_t>, double> gain_of;
    for (const std::size_t arc : arcs) {
      const CallArc& call = graph.arcs()[arc];
      if (!std::binary_search(members.begin(), members.end(), call.source()) ||
          !std::binary_search(members.begin(), members.end(), call.target()))
        continue;
      part.arcs.emplace_back(call.source(), call.target());
      weights.push_back(std::log(gains[arc]));
      gain_of[{call.source(), call.target()}] = gains[arc];
    }
    const auto cycle = heaviest_cycle(part, weights);
    if (!cycle) continue;
    FeedbackLoop loop{members, cycle->vertices, 1, 0};
    for (std::size_t i = 0; i < loop.cycle.size(); ++i) {
      loop.cycle_gain *= gain_of.at({loop.cycle[i], loop.cycle[(i + 1) % loop.cycle.size()]});
    }
    loop.growth = spectral_radius(gains_within(graph, gains, members));
    loops.push_back(std::move(loop));
  }
  std::sort(loops.begin(), loops.end(), [](const FeedbackLoop& left, const FeedbackLoop& right) {
    return left.vertices < right.vertices;
  });
  return loops;
}

}  // namespace hindcast
