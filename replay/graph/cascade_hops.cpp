// One step of a cascade: what a failed component does to those around it, and how that is undone.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "hindcast/replay/graph/cascade.hpp"
#include "hindcast/replay/graph/pool_need.hpp"
#include "hindcast/replay/graph/timing.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<Assignment> all_set(const CallArc& arc,
                                std::vector<std::string> TopologyEdge::*parameters,
                                const std::string& value) {
  std::vector<Assignment> assignments;
  for (const TopologyEdge& part : arc.parts) {
    for (const std::string& path : part.*parameters) assignments.push_back({path, value});
  }
  return assignments;
}

// Nothing if some part's attempts are out of reach of any parameter.
std::vector<Assignment> one_attempt(const CallArc& arc) {
  for (const TopologyEdge& part : arc.parts) {
    if (part.attempts_max > 1 && part.attempts_parameters.empty()) return {};
  }
  return all_set(arc, &TopologyEdge::attempts_parameters, "1");
}

// Returns the assignment that gives a vertex at least that many slots in all, with as many to
// spare.
std::vector<Assignment> enough_slots(const TopologyVertex& vertex, double needed) {
  if (vertex.slots_parameter.empty()) return {};
  const auto most = static_cast<double>(vertex.slots_parameter_max);
  const double each = std::ceil(2 * needed / vertex.replicas * (1 - 1e-12));
  const auto slots = static_cast<std::uint64_t>(std::min(most, std::max(each, 1.0)));
  return {{vertex.name + "." + vertex.slots_parameter, std::to_string(slots)}};
}

std::optional<CascadeHop> by_pool(const GraphFacts& facts, const CallArc& arc) {
  const std::optional<PoolNeed> need = pool_need(facts, arc);
  if (!need || need->slots_needed <= need->slots) return {};
  CascadeHop hop;
  hop.law = Law::pool_too_small;
  hop.margin = need->slots_needed / need->slots;
  hop.figures = {{"load", need->load, "/s"},
                 {"held", need->held_seconds, "s"},
                 {"slots needed", need->slots_needed, ""},
                 {"slots", need->slots, ""}};
  hop.cause =
      std::isinf(need->held_seconds)
          ? fmt::format("slots are held for ever, and there are {}", text_of(hop.figures[3]))
          : fmt::format("{} x {} hold {} slots of {}", text_of(hop.figures[0]),
                        text_of(hop.figures[1]), text_of(hop.figures[2]), text_of(hop.figures[3]));
  hop.neutralised_by = enough_slots(facts.graph.vertex(arc.from), need->slots_needed);
  return hop;
}

std::optional<CascadeHop> by_retries(const GraphFacts& facts, const CallArc& arc) {
  const VertexFacts& callee = facts.vertices[arc.to];
  const double factor = callee.retries.factor;
  if (!facts.graph.load_known() || std::isinf(callee.capacity) || arc.attempts() <= 1) return {};
  if (callee.load * factor <= callee.capacity) return {};
  CascadeHop hop;
  hop.law = Law::retry_amplification;
  hop.margin = callee.load * factor / callee.capacity;
  hop.figures = {{"retries", factor, "x"}, {"room", callee.capacity / callee.load, "x"}};
  hop.cause = fmt::format("retries {}, room {}", text_of(hop.figures[0]), text_of(hop.figures[1]));
  hop.neutralised_by = one_attempt(arc);
  return hop;
}

// A limit for calls that have none: the shortest patience of those who wait for the caller.
std::string patience_above(const CallGraph& graph, std::size_t vertex) {
  Duration shortest = Duration::infinite();
  for (const std::size_t arc : graph.arcs_to(vertex)) {
    for (const TopologyEdge& part : graph.arcs()[arc].parts) {
      shortest = std::min({shortest, part.timeout, part.deadline});
    }
  }
  if (shortest.is_infinite()) return "1s";
  return to_text(std::max(shortest / 2, Duration::nanoseconds(1)));
}

// Where the callee can limit the wait for its slots, that is the limit: who leaves a queue unasked
// is served all the same when its turn comes.
std::vector<Assignment> a_limit(const CallGraph& graph, const CallArc& arc) {
  const std::string patience = patience_above(graph, arc.from);
  const TopologyVertex& callee = graph.vertex(arc.to);
  if (callee.slots > 0 && callee.queue_timeout.is_infinite() &&
      !callee.queue_timeout_parameter.empty()) {
    return {{callee.name + "." + callee.queue_timeout_parameter, patience}};
  }
  return all_set(arc, &TopologyEdge::timeout_parameters, patience);
}

std::optional<CascadeHop> by_waiting(const GraphFacts& facts, const CallArc& arc) {
  const TopologyVertex& callee = facts.graph.vertex(arc.to);
  const Duration worst = facts.vertices[arc.to].worst_case;
  const bool unlimited = std::any_of(
      arc.parts.begin(), arc.parts.end(),
      [&](const TopologyEdge& part) { return waits_without_limit(facts.graph, arc, part, worst); });
  if (!unlimited) return {};
  CascadeHop hop;
  hop.law = Law::missing_timeout;
  hop.margin = kInfinity;
  hop.cause = "waits without a timeout";
  if (callee.queues && !callee.queue_max) hop.cause += ", in a queue without a bound";
  hop.neutralised_by = a_limit(facts.graph, arc);
  return hop;
}

std::optional<CascadeHop> by_inversion(const GraphFacts& facts, const CallArc& arc) {
  const Duration worst = facts.vertices[arc.to].worst_case;
  Duration patience = Duration::infinite();
  for (const TopologyEdge& part : arc.parts) {
    if (part.waits) patience = std::min({patience, part.timeout, part.deadline});
  }
  if (patience.is_infinite() || worst <= patience || !fails_caller(facts.graph, arc)) return {};
  CascadeHop hop;
  hop.law = Law::timeout_inversion;
  hop.margin = as_seconds(worst) / as_seconds(patience);
  hop.figures = {{"caller waits", as_seconds(patience), "s"},
                 {"callee works", as_seconds(worst), "s"}};
  hop.cause = fmt::format("waits {}, and the callee works {}", human(patience),
                          worst.is_infinite() ? "for ever" : human(worst));
  hop.neutralised_by = all_set(arc, &TopologyEdge::timeout_parameters, "infinite");
  return hop;
}

// Returns the first of these that holds: what fills up, what is retried, who waits, who leaves, who
// needs it.
std::optional<CascadeHop> hop_over(const GraphFacts& facts, const CallArc& arc) {
  if (!arc.waits()) return {};
  std::optional<CascadeHop> hop;
  for (auto* const rule : {&by_pool, &by_retries, &by_waiting, &by_inversion}) {
    if (hop = rule(facts, arc); hop) break;
  }
  if (!hop && fails_caller(facts.graph, arc)) {
    hop = CascadeHop{};
    hop->margin = kInfinity;
    hop->cause = "needs it";
  }
  if (!hop) return {};
  hop->from = facts.graph.name(arc.to);
  hop->to = facts.graph.name(arc.from);
  return hop;
}

void add_shifts(const GraphFacts& facts, std::size_t from, std::vector<CascadeHop>& hops) {
  if (!facts.graph.load_known()) return;
  const std::vector<double> shifted = rates(facts.graph, gains_without(facts.graph, from));
  for (std::size_t v = 0; v < facts.graph.size(); ++v) {
    const VertexFacts& vertex = facts.vertices[v];
    if (v == from || vertex.load >= vertex.capacity || shifted[v] <= vertex.capacity) continue;
    CascadeHop hop{facts.graph.name(from),
                   facts.graph.name(v),
                   Law::load_shift,
                   shifted[v] / vertex.capacity,
                   {},
                   {},
                   {}};
    hop.figures = {{"load", shifted[v] / vertex.load, "x"},
                   {"room", vertex.capacity / vertex.load, "x"}};
    hop.cause = fmt::format("load {}, room {}", text_of(hop.figures[0]), text_of(hop.figures[1]));
    const TopologyVertex& described = facts.graph.vertex(v);
    hop.neutralised_by = enough_slots(
        described, static_cast<double>(described.slots) * described.replicas * hop.margin);
    hops.push_back(std::move(hop));
  }
}

}  // namespace

std::vector<CascadeHop> hops_from(const GraphFacts& facts, std::size_t from) {
  std::vector<CascadeHop> hops;
  for (const std::size_t arc : facts.graph.arcs_to(from)) {
    if (facts.graph.arcs()[arc].from == from) continue;
    if (auto hop = hop_over(facts, facts.graph.arcs()[arc])) hops.push_back(std::move(*hop));
  }
  add_shifts(facts, from, hops);
  // One hop to each other component, the one whose law comes first.
  std::stable_sort(hops.begin(), hops.end(), [](const CascadeHop& left, const CascadeHop& right) {
    return left.to != right.to ? left.to < right.to : left.law < right.law;
  });
  const auto end = std::unique(hops.begin(), hops.end(), [](const auto& left, const auto& right) {
    return left.to == right.to;
  });
  hops.erase(end, hops.end());
  return hops;
}

}  // namespace hindcast
