#include "hindcast/replay/report/graph_json.hpp"

#include "hindcast/replay/report/json_parts.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

Json number_json(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json figures_json(const std::vector<Figure>& figures) {
  return array_json(figures, [](const Figure& figure) {
    return Json{{"name", figure.name},
                {"value", number_json(figure.value)},
                {"unit", figure.unit},
                {"text", text_of(figure)}};
  });
}

Json flag_json(const Flag& flag) {
  return {{"law", name_of(flag.law)},
          {"margin", number_json(flag.margin)},
          {"path", texts_json(flag.path)},
          {"sentence", text_json(flag.sentence)},
          {"figures", figures_json(flag.figures)}};
}

Json hop_json(const CascadeHop& hop) {
  return {{"from", text_json(hop.from)},
          {"to", text_json(hop.to)},
          {"law", name_of(hop.law)},
          {"margin", number_json(hop.margin)},
          {"cause", text_json(hop.cause)},
          {"figures", figures_json(hop.figures)},
          {"neutralised_by", array_json(hop.neutralised_by, [](const Assignment& assignment) {
             return text_json(assignment.path + "=" + assignment.value);
           })}};
}

Json run_json(const CascadeRun& run) {
  return {{"seed", run.seed},
          {"happened", run.happened},
          {"offered", run.offered},
          {"failed", run.failed},
          {"recovery_seconds", seconds_json(run.recovery)},
          {"restarted", run.restarted},
          {"token", text_json(run.token)},
          {"command", text_json(run.command)}};
}

Json evidence_json(const CascadeEvidence& evidence) {
  return {{"scenario", text_json(evidence.scenario)},
          {"why_untried", text_json(evidence.why_untried)},
          {"sign", name_of(evidence.sign)},
          {"confirmed", evidence.confirmed()},
          {"hits", evidence.hits},
          {"n", evidence.runs},
          {"witness", evidence.hits > 0 ? run_json(evidence.witness) : Json(nullptr)},
          {"neutralised", array_json(evidence.neutralised, [](const auto& tried) {
             return Json{{"hop", tried.hop},
                         {"result", name_of(tried.result)},
                         {"why_untried", text_json(tried.why_untried)},
                         {"hits", tried.hits},
                         {"n", tried.runs},
                         {"same_seed", tried.runs > 0 ? run_json(tried.same_seed) : Json(nullptr)}};
           })}};
}

Json cascade_json(const CascadePath& path) {
  return {{"trigger", text_json(path.trigger)},      {"client", text_json(path.client)},
          {"margin", number_json(path.margin)},      {"share", path.share},
          {"hops", array_json(path.hops, hop_json)}, {"evidence", evidence_json(path.evidence)}};
}

Json components_json(const GraphFacts& facts) {
  Json array = Json::array();
  for (std::size_t v = 0; v < facts.graph.size(); ++v) {
    const TopologyVertex& described = facts.graph.vertex(v);
    const VertexFacts& vertex = facts.vertices[v];
    const bool dominated = vertex.dominator != kNoVertex;
    array.push_back({{"name", text_json(described.name)},
                     {"kind", name_of(described.kind)},
                     {"node", text_json(described.node)},
                     {"replicas", described.replicas},
                     {"load", number_json(vertex.load)},
                     {"capacity", number_json(vertex.capacity)},
                     {"retries", number_json(vertex.retries.factor)},
                     {"stable_load", number_json(vertex.stable_load)},
                     {"worst_case_seconds", number_json(as_seconds(vertex.worst_case))},
                     {"requests_lost_without_it", vertex.load_lost},
                     {"dominator", dominated ? Json(text_json(facts.graph.name(vertex.dominator)))
                                             : Json(nullptr)},
                     {"separates", vertex.separates}});
  }
  return array;
}

Json call_json(const TopologyEdge& edge) {
  return {{"from", text_json(edge.from)},
          {"to", text_json(edge.to)},
          {"port", text_json(edge.port)},
          {"calls_per_request", as_number(edge.calls_per_request)},
          {"timeout_seconds", number_json(as_seconds(edge.timeout))},
          {"attempts_max", edge.attempts_max},
          {"retry_budget", edge.retry_budget ? Json(as_number(*edge.retry_budget)) : Json(nullptr)},
          {"has_breaker", edge.has_breaker},
          {"has_fallback", edge.has_fallback},
          {"waits", edge.waits},
          {"pulls", edge.pulls},
          {"mounted", edge.mounted}};
}

Json calls_json(const CallGraph& graph) {
  Json array = Json::array();
  for (const CallArc& arc : graph.arcs()) {
    for (const TopologyEdge& part : arc.parts) array.push_back(call_json(part));
  }
  return array;
}

Json cuts_json(const GraphFacts& facts) {
  return array_json(facts.cuts, [&](const ClientCuts& cuts) {
    return Json{{"client", text_json(facts.graph.name(cuts.client))},
                {"order_max", kCutOrderMax},
                {"complete", cuts.complete},
                {"unavailability", cuts.unavailability},
                {"sets", array_json(cuts.sets, texts_json)}};
  });
}

Json loops_json(const GraphFacts& facts, const std::vector<FeedbackLoop>& loops) {
  return array_json(loops, [&](const FeedbackLoop& loop) {
    std::vector<std::string> cycle;
    for (const std::size_t vertex : loop.cycle) cycle.push_back(facts.graph.name(vertex));
    return Json{{"cycle", texts_json(cycle)},
                {"gain", number_json(loop.cycle_gain)},
                {"growth", number_json(loop.growth)}};
  });
}

}  // namespace

std::string graph_json(const GraphReport& report) {
  const GraphFacts& facts = report.facts;
  const Json json = {{"format", "hindcast.graph"},
                     {"version", kGraphJsonVersion},
                     {"system", text_json(report.system)},
                     {"interrupted", report.interrupted},
                     {"load_known", facts.graph.load_known()},
                     {"components", components_json(facts)},
                     {"calls", calls_json(facts.graph)},
                     {"cascades", array_json(report.cascades, cascade_json)},
                     {"flags", array_json(report.flags, flag_json)},
                     {"loops_on_a_calm_day", loops_json(facts, facts.calm_loops)},
                     {"loops_with_retries", loops_json(facts, facts.outage_loops)},
                     {"cut_sets", cuts_json(facts)}};
  return json.dump(2) + "\n";
}

}  // namespace hindcast
