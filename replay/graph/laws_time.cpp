// The laws of time: pools by Little's law, timeouts that are missing or the wrong way round, waits
// that go round in a circle.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "hindcast/replay/graph/law.hpp"
#include "hindcast/replay/graph/pool_need.hpp"
#include "hindcast/replay/graph/timing.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string attempts_text(const TopologyEdge& edge) {
  if (edge.timeout.is_infinite()) return "no timeout";
  return fmt::format("{} x {}", edge.attempts_max, human(edge.timeout));
}

void add_pool(const GraphFacts& facts, const CallArc& arc, std::vector<Flag>& flags) {
  const CallGraph& graph = facts.graph;
  const std::optional<PoolNeed> need = pool_need(facts, arc);
  if (!need || need->slots_needed <= need->slots) return;
  Flag flag{Law::pool_too_small,
            need->slots_needed / need->slots,
            {graph.name(arc.from), graph.name(arc.to)},
            {},
            {}};
  flag.figures = {{"load", need->load, "/s"},
                  {"held", need->held_seconds, "s"},
                  {"slots needed", need->slots_needed, ""},
                  {"slots", need->slots, ""}};
  const std::string& callee = graph.name(arc.to);
  flag.sentence =
      std::isinf(need->held_seconds)
          ? fmt::format(
                "while {} is silent, each request at {} keeps its slot for ever ({}), of {}",
                callee, graph.name(arc.from), attempts_text(arc.parts.front()),
                text_of(flag.figures[3]))
          : fmt::format("while {} is silent, {} x {} = {} requests hold a slot of {}, which has {}",
                        callee, text_of(flag.figures[0]), text_of(flag.figures[1]),
                        text_of(flag.figures[2]), graph.name(arc.from), text_of(flag.figures[3]));
  flags.push_back(std::move(flag));
}

// Returns the way the time goes, from a vertex down to where a timeout bounds it.
std::vector<std::size_t> slowest_way(const GraphFacts& facts, std::size_t vertex) {
  std::vector<std::size_t> way{vertex};
  while (true) {
    std::optional<std::size_t> next;
    Duration longest = Duration::zero();
    bool bounded = true;
    for (const std::size_t arc : facts.graph.arcs_from(way.back())) {
      const CallArc& call = facts.graph.arcs()[arc];
      for (const TopologyEdge& part : call.parts) {
        const Duration length = worst_call(part, facts.vertices[call.to].worst_case);
        if (!part.waits || length <= longest) continue;
        next = call.to;
        longest = length;
        bounded = !part.timeout.is_infinite();
      }
    }
    if (!next || std::find(way.begin(), way.end(), *next) != way.end()) return way;
    way.push_back(*next);
    if (bounded) return way;
  }
}

void add_edge_flags(const GraphFacts& facts, const CallArc& arc, std::vector<Flag>& flags) {
  const CallGraph& graph = facts.graph;
  const Duration worst = facts.vertices[arc.to].worst_case;
  for (const TopologyEdge& part : arc.parts) {
    if (!part.waits) continue;
    const Duration patience = std::min(part.timeout, part.deadline);
    if (waits_without_limit(graph, arc, part, worst)) {
      flags.push_back(
          {Law::missing_timeout,
           kInfinity,
           {part.from, part.to},
           fmt::format("{} waits for {} {}", part.from, part.to,
                       part.mounted ? "as long as it takes: calls of files have no timeout"
                                    : "without a timeout"),
           {}});
      continue;
    }
    if (worst <= patience) continue;
    Flag flag{
        Law::timeout_inversion, as_seconds(worst) / as_seconds(patience), {part.from}, {}, {}};
    for (const std::size_t v : slowest_way(facts, arc.to)) flag.path.push_back(graph.name(v));
    flag.figures = {{"caller waits", as_seconds(patience), "s"},
                    {"callee works", as_seconds(worst), "s"}};
    flag.sentence = fmt::format(
        "a call from {} lasts {} at most, and {} may work {} on it, for a caller who has left",
        part.from, human(patience), part.to, worst.is_infinite() ? "for ever" : human(worst));
    flags.push_back(std::move(flag));
  }
}

// Requests hold slots and wait, around a loop: when all slots are taken, nobody can give one back.
void add_wait_cycles(const GraphFacts& facts, std::vector<Flag>& flags) {
  const CallGraph& graph = facts.graph;
  Digraph waiting{graph.size(), {}};
  std::vector<double> patience;  // how long a wait lasts on a calm scale, for the worst cycle
  for (const CallArc& arc : graph.arcs()) {
    if (graph.vertex(arc.from).slots == 0 || !arc.waits()) continue;
    waiting.arcs.emplace_back(arc.from, arc.to);
    patience.push_back(silent_calls(arc).is_infinite() ? 1 : 0);
  }
  for (const auto& members : strong_components(waiting)) {
    Digraph part{graph.size(), {}};
    std::vector<double> weights;
    for (std::size_t i = 0; i < waiting.arcs.size(); ++i) {
      const auto& [from, to] = waiting.arcs[i];
      if (!std::binary_search(members.begin(), members.end(), from) ||
          !std::binary_search(members.begin(), members.end(), to))
        continue;
      part.arcs.push_back(waiting.arcs[i]);
      weights.push_back(patience[i]);
    }
    const auto cycle = heaviest_cycle(part, weights);
    if (!cycle) continue;
    const bool for_ever = cycle->mean > 1 - 1e-9;
    Flag flag{Law::wait_for_cycle, for_ever ? kInfinity : 1, {}, {}, {}};
    for (const std::size_t v : cycle->vertices) flag.path.push_back(graph.name(v));
    flag.path.push_back(flag.path.front());
    flag.sentence = fmt::format(
        "requests that hold slots of {} wait around a loop; when all slots are taken, {}",
        flag.path.front(), for_ever ? "nothing ends it" : "only a timeout ends it");
    flags.push_back(std::move(flag));
  }
}

// What comes from callers that take their work at their own pace: they have no more under way than
// they have servers, however long it takes.
struct ClosedLoad {
  double load = 0;
  double places = 0;
};

ClosedLoad closed_load(const GraphFacts& facts, std::size_t vertex) {
  ClosedLoad closed;
  for (const std::size_t arc : facts.graph.arcs_to(vertex)) {
    const CallArc& call = facts.graph.arcs()[arc];
    const TopologyVertex& caller = facts.graph.vertex(call.from);
    if (!call.caller_pulls || call.pulls() || caller.servers == 0) continue;
    closed.load += facts.vertices[call.from].load * call.calls_per_request();
    closed.places += static_cast<double>(caller.servers) * caller.replicas;
  }
  return closed;
}

}  // namespace

std::optional<PoolNeed> pool_need(const GraphFacts& facts, const CallArc& arc) {
  const TopologyVertex& vertex = facts.graph.vertex(arc.from);
  if (vertex.slots == 0 || !arc.waits()) return {};
  PoolNeed need;
  need.load = facts.vertices[arc.from].load;
  need.slots = static_cast<double>(vertex.slots) * vertex.replicas;
  for (const TopologyEdge& part : arc.parts) {
    const double calls = as_number(part.calls_per_request);
    if (!part.waits || calls <= 0) continue;
    // Without a fallback the first call that fails ends the request.
    const double made = part.has_fallback ? calls : std::min(calls, 1.0);
    need.held_seconds += made * as_seconds(silent_call(part));
  }
  if (need.load == 0 || need.held_seconds == 0) return {};
  if (!facts.graph.load_known() && !std::isinf(need.held_seconds)) return {};
  const ClosedLoad closed = closed_load(facts, arc.from);
  need.load = std::max(0.0, need.load - closed.load);
  need.slots_needed =
      need.load * need.held_seconds + std::min(closed.places, closed.load * need.held_seconds);
  return need;
}

std::vector<Flag> time_flags(const GraphFacts& facts) {
  std::vector<Flag> flags;
  for (const CallArc& arc : facts.graph.arcs()) {
    add_pool(facts, arc, flags);
    add_edge_flags(facts, arc, flags);
  }
  add_wait_cycles(facts, flags);
  return flags;
}

}  // namespace hindcast
