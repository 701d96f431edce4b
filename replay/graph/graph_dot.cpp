#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// Returns a quoted string of the DOT language that shows `text` as it is. In a label, backslashes
// begin escapes of its own (\n, \N, \l); control characters are shown, not sent.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char character : printable(text)) {
    if (character == '"' || character == '\\') result += '\\';
    result += character;
  }
  return result + "\"";
}

const char* shape_of(VertexKind kind) {
  switch (kind) {
    case VertexKind::client:
      return "house";
    case VertexKind::service:
      return "box";
    case VertexKind::cache:
      return "cylinder";
    case VertexKind::queue:
      return "cds";
    case VertexKind::pool:
      return "component";
    case VertexKind::store:
      return "cylinder";
  }
  return "box";
}

using Pair = std::pair<std::string, std::string>;

// The calls that the worst cascade runs along, against their direction, and its shortcuts.
std::set<Pair> worst_cascade(const GraphReport& report) {
  std::set<Pair> hops;
  if (report.cascades.empty()) return hops;
  for (const CascadeHop& hop : report.cascades.front().hops) hops.emplace(hop.to, hop.from);
  return hops;
}

std::string call_label(const CallArc& arc) {
  const TopologyEdge& edge = arc.parts.front();
  std::string label = edge.timeout.is_infinite() ? "no timeout" : human(edge.timeout);
  if (edge.attempts_max > 1) label += fmt::format(", {} attempts", edge.attempts_max);
  if (edge.has_breaker) label += ", breaker";
  if (edge.has_fallback) label += ", fallback";
  if (arc.parts.size() > 1) label += fmt::format(" (+{})", arc.parts.size() - 1);
  return label;
}

}  // namespace

std::string to_dot(const GraphReport& report) {
  const CallGraph& graph = report.facts.graph;
  std::set<std::string> flagged;
  std::set<Pair> flagged_calls;
  for (const Flag& flag : report.flags) {
    if (flag.path.size() == 1) flagged.insert(flag.path.front());
    if (flag.path.size() >= 2) flagged_calls.emplace(flag.path[0], flag.path[1]);
  }
  const std::set<Pair> cascade = worst_cascade(report);
  std::string dot = fmt::format("digraph {} {{\n  rankdir=LR;\n", quoted(report.system));
  for (std::size_t v = 0; v < graph.size(); ++v) {
    dot += fmt::format("  v{} [label={}, shape={}{}];\n", v, quoted(graph.name(v)),
                       shape_of(graph.vertex(v).kind),
                       flagged.contains(graph.name(v)) ? ", color=red" : "");
  }
  std::set<Pair> drawn;
  for (const CallArc& arc : graph.arcs()) {
    const Pair names{graph.name(arc.from), graph.name(arc.to)};
    drawn.insert(names);
    dot += fmt::format("  v{} -> v{} [label={}{}{}{}];\n", arc.from, arc.to,
                       quoted(call_label(arc)), arc.waits() ? "" : ", style=dashed",
                       flagged_calls.contains(names) ? ", color=red" : "",
                       cascade.contains(names) ? ", penwidth=3" : "");
  }
  // Load that shifts goes along no call.
  for (const Pair& hop : cascade) {
    if (drawn.contains(hop)) continue;
    dot += fmt::format("  v{} -> v{} [style=dotted, color=red, penwidth=3, constraint=false];\n",
                       graph.index_of(hop.second), graph.index_of(hop.first));
  }
  return dot + "}\n";
}

}  // namespace hindcast
