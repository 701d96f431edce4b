#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
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
    case VertexKind::store:
      return "cylinder";
    case VertexKind::queue:
      return "cds";
    case VertexKind::pool:
      return "component";
  }
  return "box";
}

using Pair = std::pair<std::string, std::string>;

// The cascade that is drawn: the worst one that is confirmed, else the worst.
const CascadePath* drawn_cascade(const GraphReport& report) {
  for (const CascadePath& path : report.cascades) {
    if (path.evidence.confirmed()) return &path;
  }
  return report.cascades.empty() ? nullptr : &report.cascades.front();
}

// What the flags are about: components, and calls by caller and callee. Whoever fails, single
// points of failure are nearly everywhere and are not drawn.
struct Flagged {
  std::set<std::string> components{};
  std::set<Pair> calls{};
};

Flagged flagged(const GraphReport& report) {
  Flagged all;
  for (const Flag& flag : report.flags) {
    if (flag.law >= Law::single_point_of_failure) continue;
    if (flag.path.size() == 1) all.components.insert(flag.path.front());
    if (flag.path.size() >= 2) all.calls.emplace(flag.path[0], flag.path[1]);
  }
  return all;
}

// A second line of a label; `text` is ours.
std::string line(const std::string& text) { return fmt::format(" + \"\\n{}\"", text); }

std::string component_label(const GraphReport& report, std::size_t v) {
  const GraphFacts& facts = report.facts;
  const TopologyVertex& vertex = facts.graph.vertex(v);
  std::string label = quoted(vertex.name);
  std::string second = name_of(vertex.kind);
  if (vertex.replicas > 1) second += fmt::format(" x {}", vertex.replicas);
  if (vertex.slots > 0) second += fmt::format(", {} slots", vertex.slots);
  label += line(second);
  if (!facts.graph.load_known()) return label;
  std::string load = text_of({"", facts.vertices[v].load, "/s"});
  if (!std::isinf(facts.vertices[v].capacity)) {
    load += " of " + text_of({"", facts.vertices[v].capacity, "/s"});
  }
  return label + line(load);
}

std::string call_label(const CallArc& arc) {
  const TopologyEdge& edge = arc.parts.front();
  std::string label = edge.timeout.is_infinite() ? "no timeout" : human(edge.timeout);
  if (edge.pulls) label = "takes from";
  if (edge.attempts_max == UINT32_MAX) {
    label += " x for ever";
  } else if (edge.attempts_max > 1) {
    label += fmt::format(" x {}", edge.attempts_max);
  }
  if (edge.has_breaker) label += ", breaker";
  if (edge.has_fallback) label += ", fallback";
  if (arc.parts.size() > 1) label += fmt::format(" (+{})", arc.parts.size() - 1);
  return label;
}

std::string vertex_line(const GraphReport& report, std::size_t v, bool is_flagged) {
  return fmt::format("  v{} [label={}, shape={}{}];\n", v, component_label(report, v),
                     shape_of(report.facts.graph.vertex(v).kind), is_flagged ? ", color=red" : "");
}

// All components; those that share a node, and fail together, in a box.
std::string components(const GraphReport& report, const Flagged& all) {
  const CallGraph& graph = report.facts.graph;
  std::map<std::string, std::string> by_node;
  std::map<std::string, int> counts;
  std::string dot;
  for (std::size_t v = 0; v < graph.size(); ++v) {
    const std::string& node = graph.vertex(v).node;
    by_node[node] += vertex_line(report, v, all.components.contains(graph.name(v)));
    ++counts[node];
  }
  int number = 0;
  for (const auto& [node, lines] : by_node) {
    if (node.empty() || counts[node] == 1) {
      dot += lines;
    } else {
      dot += fmt::format("  subgraph cluster{} {{\n  label={}; style=dashed; color=gray;\n{}  }}\n",
                         number++, quoted("one process: " + node), lines);
    }
  }
  return dot;
}

// "1. pool too small x903" at each call that the cascade runs along, against its direction.
std::map<Pair, std::string> hop_labels(const CascadePath* cascade) {
  std::map<Pair, std::string> labels;
  if (cascade == nullptr) return labels;
  int number = 0;
  for (const CascadeHop& hop : cascade->hops) {
    std::string text = fmt::format("{}. {}", ++number, name_of(hop.law));
    if (hop.law != Law::dependency && !std::isinf(hop.margin))
      text += " " + margin_text(hop.margin);
    labels.emplace(Pair{hop.to, hop.from}, std::move(text));
  }
  return labels;
}

std::string title(const GraphReport& report, const CascadePath* cascade) {
  if (cascade == nullptr) return quoted(report.system) + line("no cascade");
  return quoted(report.system) +
         line(
             "red, bold, numbered: how a failure of the first spreads, against the calls; red: "
             "flagged") +
         " + \"\\n\" + " + quoted(cascade->text()) +
         (cascade->evidence.confirmed() ? line("confirmed by a run and its counterfactual") : "");
}

}  // namespace

std::string to_dot(const GraphReport& report) {
  const CallGraph& graph = report.facts.graph;
  const CascadePath* const cascade = drawn_cascade(report);
  const std::map<Pair, std::string> hops = hop_labels(cascade);
  const Flagged all = flagged(report);
  std::string dot = fmt::format(
      "digraph {} {{\n  rankdir=LR; nodesep=0.6; ranksep=1; labelloc=b;\n  label={};\n"
      "  graph [fontname=Helvetica]; node [fontname=Helvetica]; edge [fontname=Helvetica, "
      "fontsize=10];\n",
      quoted(report.system), title(report, cascade));
  dot += components(report, all);
  std::set<Pair> drawn;
  for (const CallArc& arc : graph.arcs()) {
    const Pair names{graph.name(arc.from), graph.name(arc.to)};
    drawn.insert(names);
    const auto hop = hops.find(names);
    const bool red = hop != hops.end() || all.calls.contains(names);
    dot +=
        fmt::format("  v{} -> v{} [label={}{}{}{}{}];\n", arc.from, arc.to, quoted(call_label(arc)),
                    hop == hops.end() ? "" : line(hop->second),
                    arc.waits() && !arc.pulls() ? "" : ", style=dashed", red ? ", color=red" : "",
                    hop == hops.end() ? "" : ", penwidth=3, fontcolor=red");
  }
  // Load that shifts goes along no call.
  for (const auto& [names, label] : hops) {
    if (drawn.contains(names)) continue;
    dot += fmt::format(
        "  v{} -> v{} [label={}, style=dotted, color=red, penwidth=3, constraint=false];\n",
        graph.index_of(names.second), graph.index_of(names.first), quoted(label));
  }
  return dot + "}\n";
}

}  // namespace hindcast
