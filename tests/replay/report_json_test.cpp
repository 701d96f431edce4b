#include "hindcast/replay/report/report_json.hpp"

#include <doctest/doctest.h>

#include "hindcast/replay/report/baseline.hpp"
#include "tests/replay/samples.hpp"
#include "tests/support/schema_check.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

void check_valid(const ChaosReport& report) {
  const JsonDocument schema = read_json_text(chaos_report_schema(), "schema");
  const JsonDocument json = read_json_text(render_json(report), "report");
  for (const std::string& complaint : schema_complaints(schema.root(), json.root())) {
    FAIL_CHECK(complaint);
  }
}

std::size_t complaints_after(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  const JsonDocument schema = read_json_text(chaos_report_schema(), "schema");
  const JsonDocument json = read_json_text(text, "report");
  return schema_complaints(schema.root(), json.root()).size();
}

}  // namespace

TEST_CASE("a report fits its schema") { check_valid(SampleCampaign().report()); }

TEST_CASE("a filtered, an interrupted, an empty and a hostile report fit the schema") {
  const SampleCampaign sample(10);
  ReportInput filtered = sample.input();
  filtered.filtered = true;
  check_valid(chaos_report(filtered));

  SampleCampaign interrupted(10);
  interrupted.campaign.interrupted = true;
  interrupted.campaign.scenarios[0].runs.resize(3);
  interrupted.campaign.scenarios[1].runs.clear();
  check_valid(interrupted.report());

  const CampaignResult nothing;
  ReportInput empty;
  empty.campaign = &nothing;
  empty.calm_day = &nothing;
  check_valid(chaos_report(empty));

  SampleCampaign hostile(3);
  for (Run& run : hostile.campaign.scenarios[0].runs) {
    run.observation.errors = {{"\xff\x00\x1b[31m\"</error>&\xEF\xBF\xBF", 5}};
    run.observation.cause = "\xc3";
    run.observation.restarted = {"\xf0\x9f"};
  }
  check_valid(hostile.report());
}

TEST_CASE("the schema refuses what a report does not hold") {
  const std::string text = render_json(SampleCampaign(2).report());
  CHECK(complaints_after(text, "\"runs\": 10", "\"runs\": -10") == 1);
  CHECK(complaints_after(text, "\"planned\"", "\"plan\"") == 2);
  CHECK(complaints_after(text, "\"readiness\": \"Not Ready\"", "\"readiness\": \"ready\"") == 1);
  CHECK(complaints_after(text, "\"version\": 1", "\"version\": 2") == 1);
}

TEST_CASE("JSON says seconds, shares with intervals, and null for never") {
  SampleCampaign sample(100);
  for (Run& run : sample.campaign.scenarios[0].runs) {
    run.observation.recovery_time = Duration::infinite();
  }
  const JsonDocument json = read_json_text(render_json(sample.report()), "report");
  const JsonValue item = json.root().member("broke").elements()[1];
  CHECK(item.member("scenario").text() == "snowflake_partition");
  const JsonValue mttr = item.member("measured").member("mttr");
  CHECK(mttr.member("p50_seconds").is(JsonKind::null));
  CHECK(mttr.member("never").count() == 100);
  CHECK(mttr.member("horizon_seconds").number() == "1380.0");
  CHECK(item.member("measured").member("runs").member("n").count() == 100);
  CHECK(item.member("measured").member("runs").member("low").number().starts_with("0.963"));
}

TEST_CASE("findings have names that do not depend on seeds or numbers") {
  const SampleCampaign few(50);
  SampleCampaign many(100);
  ReportInput input = many.input();
  input.red_lines[0].text = "redis -> pool -> mcp: misses x9.9, room x1";
  const auto names = [](const std::vector<Finding>& findings) {
    std::vector<std::string> ids;
    for (const Finding& finding : findings) ids.push_back(finding.id);
    return ids;
  };
  const std::vector<std::string> expected = {
      "mcp_killed/broke/crash", "mcp_killed/broke/data_loss", "snowflake_partition/broke/hang",
      "redis_shutdown/degraded",
      "red_line/no_circuit_breaker/redis -> pool -> mcp: misses x room x"};
  CHECK(names(findings_of(few.report())) == expected);
  CHECK(names(findings_of(chaos_report(input))) == expected);
}

TEST_CASE("only findings that the baseline does not have are new") {
  const ChaosReport report = SampleCampaign(50).report();
  std::vector<std::string> known;
  for (const Finding& finding : findings_of(report)) known.push_back(finding.id);
  CHECK(new_findings(report, known).empty());
  CHECK(new_findings(report, {}).size() == 5);
  known.erase(known.begin() + 1);
  const std::vector<Finding> fresh = new_findings(report, known);
  REQUIRE(fresh.size() == 1);
  CHECK(fresh[0].id == "mcp_killed/broke/data_loss");
  CHECK(fresh[0].witness.token.starts_with("hc1.mcp-killed."));
}

TEST_CASE("what broke in the baseline and degrades now is no news, but the reverse is") {
  const ChaosReport report = SampleCampaign(50).report();
  const auto ids = [&](const std::vector<std::string>& known) {
    std::string text;
    for (const Finding& finding : new_findings(report, known)) text += finding.id + " ";
    return text;
  };
  CHECK(ids({"redis_shutdown/broke/crash"}).find("redis_shutdown") == std::string::npos);
  CHECK(ids({"snowflake_partition/degraded"}).find("snowflake_partition/broke/hang") !=
        std::string::npos);
}
