#include "hindcast/replay/report/report_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "hindcast/replay/report/baseline.hpp"
#include "hindcast/replay/report/breaker_json.hpp"
#include "hindcast/replay/report/json_parts.hpp"
#include "hindcast/replay/report/report_words.hpp"
#include "hindcast/replay/report/shrunk.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

Json spread_json(const Spread& spread) {
  return {{"n", spread.runs},
          {"never", spread.never},
          {"p50_seconds", seconds_json(spread.p50)},
          {"p95_seconds", seconds_json(spread.p95)}};
}

Json count_json(const CountSpread& count) {
  return {{"name", text_json(count.name)},
          {"p50", count.p50},
          {"most", count.most},
          {"runs", share_json(count.runs)}};
}

Json impact_json(const KindImpact& impact) {
  return {{"kind", text_json(impact.kind)}, {"offered", impact.offered}, {"failed", impact.failed}};
}

Json struck_json(const StruckShare& share) {
  return {{"name", text_json(share.name)},
          {"runs", share.runs},
          {"broke", share.broke},
          {"degraded", share.degraded}};
}

Json mode_json(const ModeShare& mode) {
  return {{"mode", name_of(mode.mode)},
          {"cause", text_json(mode.cause)},
          {"runs", share_json(mode.share)},
          {"witness", witness_json(mode.witness)}};
}

Json error_json(const ErrorShare& error) {
  return {{"text", text_json(error.text)},
          {"count", error.count},
          {"errors", error.all},
          {"texts", error.texts}};
}

// The measurements of the runs of the worst grade, in the order of the text report.
Json measured_json(const ReportItem& item) {
  Json json;
  json["runs"] = share_json(item.share);
  json["witness"] = witness_json(item.witness);
  if (item.shrunk) json["shrunk"] = shrunk_json(*item.shrunk);
  json["failure_modes"] = array_json(item.modes, mode_json);
  json["mttr"] = spread_json(item.recovery);
  json["mttr"]["horizon_seconds"] = seconds_json(item.horizon);
  json["detected_by_callers"] = spread_json(item.detected_by_callers);
  json["detected_by_server"] = spread_json(item.detected_by_server);
  json["impact_seconds"] = seconds_json(item.impact_length);
  json["latency_p99_seconds"] = seconds_json(item.latency_p99);
  json["offered"] = item.offered;
  json["good"] = item.good;
  json["impacts"] = array_json(item.impacts, impact_json);
  json["harms"] = array_json(item.harms, count_json);
  json["notes"] = array_json(item.notes, count_json);
  json["error"] = error_json(item.error);
  json["recovery"] = {{"automatic", item.recoveries.automatic},
                      {"manual", item.recoveries.manual},
                      {"none", item.recoveries.none},
                      {"restarted", texts_json(item.recoveries.restarted)}};
  return json;
}

// The fields of the catalogue's template, in words.
Json words_json(const ReportItem& item) {
  Json words;
  words["reproduction"] = text_json(item.witness.command);
  words["failure_mode"] = text_json(mode_words(item.modes.front()));
  words["mttr"] = recovery_time_words(item);
  words["detected"] = detection_words(item);
  words["customer_impact"] = text_json(impact_words(item));
  words["error_message"] = text_json(error_words(item));
  words["recovery"] = text_json(recovery_words(item));
  return words;
}

Json item_json(const ReportItem& item) {
  Json json;
  json["scenario"] = item.info.name;
  json["title"] = text_json(item.info.title);
  json["family"] = text_json(item.info.family);
  json["level"] = item.info.level;
  json["grade"] = item.runs > 0 ? Json(name_of(item.grade)) : Json(nullptr);
  json["planned"] = item.planned;
  json["n"] = item.runs;
  json["broke"] = item.broke;
  json["degraded"] = item.degraded;
  json["handled"] = item.handled();
  json["inconclusive"] = item.inconclusive;
  json["calls_hit"] = item.calls_hit;
  json["doubts"] = texts_json(doubts(item));
  if (!item.struck.empty()) json["struck"] = array_json(item.struck, struck_json);
  if (item.runs == 0) return json;
  json["measured"] = measured_json(item);
  json["words"] = words_json(item);
  return json;
}

Json red_line_json(const RedLine& line) {
  return {{"kind", text_json(line.kind)},
          {"text", text_json(line.text)},
          {"runs", share_json(line.share)},
          {"witness", witness_json(line.witness)}};
}

Json change_json(const TriedChange& change) {
  return {{"text", text_json(change.text)},     {"command", text_json(change.command)},
          {"before", text_json(change.before)}, {"after", text_json(change.after)},
          {"cost", text_json(change.cost)},     {"n", change.runs}};
}

Json level_json(const LevelScore& level, double weight) {
  return {{"weight", weight},
          {"credit", level.credit},
          {"assessed", level.assessed},
          {"survived", level.survived},
          {"rows", level.rows},
          {"families", level.families},
          {"applicable", level.applicable}};
}

Json score_json(const ChaosReport& report) {
  const Score& score = report.score;
  if (!score.given) return {{"given", false}, {"reason", report.no_score_reason}};
  Json json;
  json["given"] = true;
  json["value"] = score.value;
  json["uncapped"] = score.uncapped;
  json["readiness"] = name_of(score.readiness);
  json["caps"] = array_json(score.caps, [](const Cap& cap) {
    return Json{{"at", cap.at}, {"reason", text_json(cap.reason)}};
  });
  json["levels"] = Json::array();
  for (std::size_t index = 0; index < score.levels.size(); ++index) {
    json["levels"].push_back(level_json(score.levels[index], kLevelWeights[index]));
  }
  return json;
}

Json calm_day_json(const CalmDay& day) {
  return {{"met", share_json(day.met)},
          {"virtual_seconds", seconds_json(day.virtual_time)},
          {"missed", day.missed.token.empty() ? Json(nullptr) : witness_json(day.missed)}};
}

Json head_json(const ChaosReport& report) {
  Json json;
  json["format"] = "hindcast.chaos_report";
  json["version"] = kReportVersion;
  json["system"] = text_json(report.system);
  json["summary"] = text_json(report.summary);
  json["objective"] = {{"availability", to_text(report.objective.availability)},
                       {"latency_p99_seconds", seconds_json(report.objective.latency_p99)},
                       {"recovery_max_seconds", seconds_json(report.objective.recovery_max)},
                       {"weak", texts_json(report.weak_objectives)}};
  json["virtual_seconds"] = seconds_json(report.virtual_time);
  json["runs"] = report.runs;
  json["planned"] = report.planned;
  json["filtered"] = report.filtered;
  json["interrupted"] = report.interrupted;
  json["calm_day"] = calm_day_json(report.calm_day);
  json["catalogue"] = {{"rows", report.catalogue.rows},
                       {"ran", report.catalogue_rows_ran()},
                       {"missing", texts_json(report.catalogue.missing)},
                       {"not_applicable", texts_json(report.catalogue.not_applicable)}};
  return json;
}

}  // namespace

std::string render_json(const ChaosReport& report) {
  Json json = head_json(report);
  json["broke"] = array_json(report.broke, item_json);
  json["degraded"] = array_json(report.degraded, item_json);
  json["handled"] = array_json(report.handled, item_json);
  json["not_judged"] = array_json(report.not_judged, item_json);
  json["circuit_breakers"] = breakers_json(report.breakers);
  json["critical_vulnerabilities"] = array_json(report.red_lines, red_line_json);
  json["score"] = score_json(report);
  json["recommendations"] = array_json(report.recommendations, change_json);
  json["findings"] =
      array_json(findings_of(report), [](const Finding& finding) { return text_json(finding.id); });
  return json.dump(2) + "\n";
}

}  // namespace hindcast
