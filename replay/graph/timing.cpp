#include "hindcast/replay/graph/timing.hpp"

#include <algorithm>

namespace hindcast {
namespace {

// How many calls a request makes over an edge, rounded up: one that is made sometimes can be made.
std::uint64_t calls_at_worst(const TopologyEdge& edge) {
  const std::uint64_t parts = edge.calls_most.value_or(edge.calls_per_request).parts_per_billion();
  return parts / Ratio::kOne + (parts % Ratio::kOne == 0 ? 0 : 1);
}

Duration attempts_of_length(const TopologyEdge& edge, Duration attempt) {
  const Duration all =
      saturating_sum(saturating_product(attempt, edge.attempts_max), edge.backoff_total);
  return std::min(all, edge.deadline);
}

// Whether only the callee says how long the call lasts.
bool depends_on_callee(const TopologyEdge& edge) {
  return edge.waits && calls_at_worst(edge) > 0 && edge.timeout.is_infinite();
}

// How long a request waits for a slot, where that has a limit.
Duration longest_wait(const TopologyVertex& vertex) {
  const bool limited = vertex.slots > 0 && !vertex.queue_timeout.is_infinite();
  return limited ? vertex.queue_timeout : Duration::zero();
}

// How long a vertex waits for all calls of one request, given the worst cases of its callees.
Duration longest_calls(const CallGraph& graph, std::size_t vertex,
                       const std::vector<Duration>& worst) {
  Duration all = Duration::zero();
  for (const std::size_t arc : graph.arcs_from(vertex)) {
    for (const TopologyEdge& part : graph.arcs()[arc].parts) {
      if (!part.waits) continue;
      const Duration call =
          saturating_product(worst_call(part, worst[graph.arcs()[arc].to]), calls_at_worst(part));
      all = graph.vertex(vertex).calls_at_once ? std::max(all, call) : saturating_sum(all, call);
    }
  }
  return all;
}

}  // namespace

Duration saturating_sum(Duration left, Duration right) {
  return saturating_add(Instant::at(left), right).since_start();
}

Duration saturating_product(Duration duration, std::uint64_t factor) {
  if (factor == 0) return Duration::zero();
  if (duration.is_infinite()) return duration;
  __extension__ using Wide = __int128;
  const Wide exact = Wide{duration.count()} * factor;
  if (exact >= Duration::infinite().count()) return Duration::infinite();
  return Duration::nanoseconds(static_cast<std::int64_t>(exact));
}

Duration silent_call(const TopologyEdge& edge) { return attempts_of_length(edge, edge.timeout); }

Duration silent_calls(const CallArc& arc) {
  Duration sum = Duration::zero();
  for (const TopologyEdge& part : arc.parts) {
    if (!part.waits) continue;
    sum = saturating_sum(sum, saturating_product(silent_call(part), calls_at_worst(part)));
  }
  return sum;
}

Duration worst_call(const TopologyEdge& edge, Duration callee_worst) {
  return attempts_of_length(edge, edge.timeout.is_infinite()
                                      ? callee_worst
                                      : saturating_product(edge.timeout, edge.steps));
}

bool waits_without_limit(const CallGraph& graph, const CallArc& arc, const TopologyEdge& edge,
                         Duration callee_worst) {
  const auto unlimited = [](const TopologyEdge& part) {
    return part.waits && part.timeout.is_infinite() && part.deadline.is_infinite();
  };
  if (!unlimited(edge)) return false;
  const TopologyVertex& callee = graph.vertex(arc.to);
  const auto& below = graph.arcs_from(arc.to);
  const bool works_without_limit = std::any_of(below.begin(), below.end(), [&](std::size_t next) {
    const auto& parts = graph.arcs()[next].parts;
    return std::any_of(parts.begin(), parts.end(), unlimited);
  });
  const bool bounded_there = callee.slots > 0 && !callee.queue_timeout.is_infinite() &&
                             !callee_worst.is_infinite() && !works_without_limit;
  return !bounded_there;
}

std::vector<Duration> worst_cases(const CallGraph& graph) {
  Digraph unbounded{graph.size(), {}};
  for (const CallArc& arc : graph.arcs()) {
    if (std::any_of(arc.parts.begin(), arc.parts.end(), depends_on_callee)) {
      unbounded.arcs.emplace_back(arc.from, arc.to);
    }
  }
  std::vector<bool> calls_itself(graph.size(), false);
  for (const auto& [from, to] : unbounded.arcs)
    calls_itself[from] = calls_itself[from] || from == to;

  std::vector<Duration> worst(graph.size(), Duration::zero());
  const auto components = strong_components(unbounded);
  for (auto members = components.rbegin(); members != components.rend(); ++members) {
    const bool loops = members->size() > 1 || calls_itself[members->front()];
    for (const std::size_t vertex : *members) {
      worst[vertex] = loops ? Duration::infinite() : graph.vertex(vertex).service_time;
    }
    if (loops) continue;
    const std::size_t vertex = members->front();
    worst[vertex] = saturating_sum(worst[vertex], longest_wait(graph.vertex(vertex)));
    worst[vertex] = saturating_sum(worst[vertex], longest_calls(graph, vertex, worst));
  }
  return worst;
}

}  // namespace hindcast
