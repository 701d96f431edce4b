#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "hindcast/replay/report/check_report.hpp"

#include "hindcast/replay/report/json_parts.hpp"

namespace hindcast {
namespace {

using Json = nlohmann::ordered_json;

Json questions_json(const ExploreResult& result) {
  Json object = Json::object();
  for (std::size_t kind = 0; kind < result.questions.size(); ++kind) {
    object[name_of(static_cast<ChoiceKind>(kind))] = result.questions[kind];
  }
  return object;
}

Json row_json(const SurveyRow& row) {
  Json answers = Json::array();
  for (const UnquietAnswer& answer : row.answers) {
    answers.push_back({{"kind", name_of(answer.kind)},
                       {"label", text_json(answer.label)},
                       {"nth", answer.nth},
                       {"alternatives", answer.arity},
                       {"answer", answer.answer}});
  }
  Json endings = Json::array();
  for (const EndingCount& end : row.endings) {
    Json counts = Json::object();
    for (const auto& [name, count] : end.ending.counts) counts[text_json(name)] = count;
    endings.push_back({{"executions", end.executions},
                       {"verdict", name_of(end.ending.verdict)},
                       {"property", text_json(end.ending.property)},
                       {"grade", name_of(end.ending.grade)},
                       {"failure_mode", name_of(end.ending.mode)},
                       {"recovery", name_of(end.ending.recovery)},
                       {"counts", counts}});
  }
  return {{"answers", answers}, {"endings", endings}};
}

Json finding_json(const CheckFinding& finding) {
  return {{"what", text_json(finding.what)},  {"detail", text_json(finding.detail)},
          {"executions", finding.executions}, {"deviations", finding.deviations},
          {"token", finding.token},           {"command", text_json(finding.command)}};
}

}  // namespace

std::string render_check_json(const CheckReport& report) {
  const ExploreResult& result = report.result;
  const Json json = {
      {"hindcast_check", 1},
      {"scenario", report.scenario},
      {"system", text_json(report.system)},
      {"configuration", fmt::format("{:016x}", report.configuration)},
      {"overrides", array_json(report.overrides,
                               [](const Assignment& assignment) {
                                 return text_json(assignment.path + "=" + assignment.value);
                               })},
      {"seed", report.seed},
      {"verdict", name_of(report.verdict())},
      {"covered", coverage_words(report)},
      {"not_covered", texts_json(uncovered_words(report))},
      {"reduction", name_of(result.reduction)},
      {"orders_sends", result.orders_sends},
      {"bounds", texts_json(report.bounds)},
      {"complete", result.complete},
      {"executions", result.executions},
      {"executions_max", report.executions_max},
      {"ended_by", text_json(report.ended_by)},
      {"explored", result.explored},
      {"estimated_executions",
       ExploreProgress{result.executions, result.explored}.estimated_executions()},
      {"resume", text_json(report.rest_file)},
      {"abandoned", result.blocked},
      {"classes", result.classes},
      {"class_sum", fmt::format("{:016x}", result.class_sum)},
      {"deepest", result.deepest},
      {"steps", result.steps},
      {"questions", questions_json(result)},
      {"violations", result.violations},
      {"deadlocks", result.deadlocks},
      {"ended_at_bound", result.bounded},
      {"ended_at_limit", result.limited},
      {"ended_in_unfair_cycle", result.unfair},
      {"livelock", livelock_words(report)},
      {"fingerprints",
       {{"declared", result.fingerprint_declared},
        {"used", report.fingerprints},
        {"symmetry", report.symmetry},
        {"states", result.states},
        {"executions_cut", result.cut}}},
      {"unseen", texts_json(report.unseen)},
      {"findings", array_json(report.findings, finding_json)},
      {"rows", array_json(report.rows, row_json)},
      {"executions_in_no_row", report.executions_beyond},
  };
  return json.dump(2) + "\n";
}

}  // namespace hindcast
