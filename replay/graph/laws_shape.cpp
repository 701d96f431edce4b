// The laws of shape: single points of failure, false redundancy, queues without a bound, shared
// callees without a breaker.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "hindcast/replay/graph/law.hpp"

namespace hindcast {
namespace {

std::string percent(double share) { return fmt::format("{:.3g} %", share * 100); }

void add_single_point(const GraphFacts& facts, std::size_t v, std::vector<Flag>& flags) {
  const VertexFacts& vertex = facts.vertices[v];
  const CallGraph& graph = facts.graph;
  const bool is_client = std::binary_search(graph.clients().begin(), graph.clients().end(), v);
  if (is_client || vertex.load_lost <= 0) return;
  Flag flag{Law::single_point_of_failure, vertex.load_lost, {graph.name(v)}, {}, {}};
  flag.figures = {{"requests that fail", vertex.load_lost, ""},
                  {"reached through it alone", static_cast<double>(vertex.dominates), ""},
                  {"separates", vertex.separates ? 1.0 : 0.0, ""}};
  flag.sentence =
      fmt::format("without {}, {} of all requests fail", graph.name(v), percent(vertex.load_lost));
  if (vertex.dominates > 0) {
    flag.sentence += fmt::format(", and {} more {} out of reach", vertex.dominates,
                                 vertex.dominates == 1 ? "component is" : "components are");
  }
  flags.push_back(std::move(flag));
}

void add_shared_nodes(const GraphFacts& facts, std::vector<Flag>& flags) {
  const CallGraph& graph = facts.graph;
  for (const std::string& node : shared_nodes(graph)) {
    const double share = node_share_lost(facts, node);
    std::vector<std::string> members;
    double worst_member = 0;
    for (std::size_t v = 0; v < graph.size(); ++v) {
      if (graph.vertex(v).node != node) continue;
      members.push_back(graph.name(v));
      worst_member = std::max(worst_member, facts.vertices[v].load_lost);
    }
    if (share <= worst_member) continue;  // one of its components is a single point already
    Flag flag{Law::shared_node, share, members, {}, {}};
    flag.figures = {{"requests that fail", share, ""}};
    flag.sentence = fmt::format("{} components share node {}; with it, {} of all requests fail",
                                members.size(), node, percent(share));
    flags.push_back(std::move(flag));
  }
}

void add_queue(const GraphFacts& facts, std::size_t v, std::vector<Flag>& flags) {
  const TopologyVertex& vertex = facts.graph.vertex(v);
  if (!vertex.queues || vertex.queue_max) return;
  Flag flag{Law::unbounded_queue, std::numeric_limits<double>::infinity(), {vertex.name}, {}, {}};
  const char* const whose = vertex.kind == VertexKind::queue ? "" : "the queue of ";
  flag.sentence = fmt::format("{}{} has no bound", whose, vertex.name);
  if (facts.graph.load_known() && facts.vertices[v].load > 0) {
    flag.figures = {{"load", facts.vertices[v].load, "/s"}};
    flag.sentence += fmt::format("; while it stands still, {} pile up", text_of(flag.figures[0]));
  }
  flags.push_back(std::move(flag));
}

void add_breakers(const GraphFacts& facts, std::size_t v, std::vector<Flag>& flags) {
  const CallGraph& graph = facts.graph;
  std::set<std::size_t> callers;
  for (const std::size_t arc : graph.arcs_to(v)) {
    if (graph.arcs()[arc].from != v) callers.insert(graph.arcs()[arc].from);
  }
  if (callers.size() < 2) return;
  for (const std::size_t arc : graph.arcs_to(v)) {
    const CallArc& call = graph.arcs()[arc];
    const bool bare = std::any_of(
        call.parts.begin(), call.parts.end(),
        [](const TopologyEdge& part) { return part.waits && !part.has_breaker && !part.mounted; });
    if (!bare) continue;
    Flag flag{Law::missing_breaker,
              static_cast<double>(callers.size()),
              {graph.name(call.from), graph.name(v)},
              {},
              {}};
    flag.figures = {{"callers", static_cast<double>(callers.size()), ""}};
    flag.sentence = fmt::format("{} calls {}, which {} share, without a breaker",
                                graph.name(call.from), graph.name(v), callers.size());
    flags.push_back(std::move(flag));
  }
}

}  // namespace

std::vector<Flag> shape_flags(const GraphFacts& facts) {
  std::vector<Flag> flags;
  for (std::size_t v = 0; v < facts.graph.size(); ++v) {
    add_single_point(facts, v, flags);
    add_queue(facts, v, flags);
    add_breakers(facts, v, flags);
  }
  add_shared_nodes(facts, flags);
  return flags;
}

}  // namespace hindcast
