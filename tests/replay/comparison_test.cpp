// Comparisons and breaker blocks of made-up runs: their JSON fits its schema, their text says the
// same numbers.
#include "hindcast/replay/report/comparison.hpp"

#include <doctest/doctest.h>

#include <string>

#include "hindcast/replay/report/report_json.hpp"
#include "hindcast/replay/report/report_text.hpp"
#include "tests/replay/samples.hpp"
#include "tests/support/schema_check.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

Comparison compared(const SampleCampaign& before, const SampleCampaign& after) {
  const ChaosReport left = before.report();
  const ChaosReport right = after.report();
  return compare({&left, &before.campaign, &before.calm_day},
                 {&right, &after.campaign, &after.calm_day});
}

void check_fits(std::string_view schema_text, const std::string& json) {
  const JsonDocument schema = read_json_text(schema_text, "schema");
  const JsonDocument document = read_json_text(json, "report");
  for (const std::string& complaint : schema_complaints(schema.root(), document.root())) {
    FAIL_CHECK(complaint);
  }
}

constexpr const char* kConnection = "mcp.cache -> redis.resp";

// Runs in which a breaker opened after 4 s, beside runs in which 30 calls failed after that.
struct BreakerSample {
  BreakerSample() : with(20), without(20) {
    for (Run& run : with.campaign.scenarios[0].runs) {
      run.observation.breakers = {{.connection = kConnection,
                                   .kind = "opossum",
                                   .opened = 2,
                                   .opened_after = std::chrono::seconds(4),
                                   .dead_calls = 3,
                                   .rejected = 100,
                                   .healthy_rejected = 12}};
      run.observation.calls_hit = 200;
      run.observation.good_hit = 150;
    }
    for (Run& run : without.campaign.scenarios[0].runs) {
      BreakerObservation seen{.connection = kConnection};
      for (int second = 0; second < 34; ++second) {
        seen.failed_at.emplace_back(std::chrono::seconds(second));
      }
      run.observation.breakers = {seen};
      run.observation.calls_hit = 200;
      run.observation.good_hit = 50;
    }
  }

  ReportInput input() const {
    ReportInput input = with.input();
    input.breakers.seeds = 20;
    input.breakers.all = {
        {kConnection, "opossum", "--set a=none", &with.campaign.scenarios[0],
         without.campaign.scenarios[0].runs},
        {kConnection, "opossum", "--set a=none", &with.campaign.scenarios[1], {}}};
    return input;
  }

  SampleCampaign with;
  SampleCampaign without;
};

}  // namespace

TEST_CASE("a comparison fits its schema, and one with hostile texts does too") {
  const SampleCampaign before(10);
  SampleCampaign after(10);
  for (Run& run : after.campaign.scenarios[0].runs) {
    run.observation.recovery_time = Duration::infinite();
    run.observation.harms = {{"\xff\"", 3, FailureMode::data_loss}};
  }
  Comparison comparison = compared(before, after);
  comparison.before = {"a\xff", "b\x1b[31m", "./c.json"};
  comparison.left_out = {"x: \xc3"};
  comparison.seeds = 10;
  check_fits(comparison_schema(), render_comparison_json(comparison));
  const std::string text = render_comparison(comparison, {.ascii = true});
  for (const char character : text) {
    CHECK((character == '\n' || (character >= ' ' && character < 0x7f)));
  }
}

TEST_CASE("an interrupted comparison has no score, and a schema for it") {
  const SampleCampaign before(10);
  SampleCampaign after(10);
  after.campaign.interrupted = true;
  after.campaign.scenarios[0].runs.resize(4);
  const Comparison comparison = compared(before, after);
  CHECK(comparison.interrupted);
  CHECK_FALSE(comparison.score.given);
  CHECK(comparison.scenarios[0].pairs == 4);
  check_fits(comparison_schema(), render_comparison_json(comparison));
}

TEST_CASE("a design that breaks more often is a regression, one that breaks less is none") {
  const SampleCampaign before(50);
  SampleCampaign after(50);
  for (Run& run : after.campaign.scenarios[3].runs) run.observation.grade = Grade::broke;
  CHECK(regressed(compared(before, after)));
  CHECK_FALSE(regressed(compared(after, before)));
  CHECK_FALSE(regressed(compared(before, before)));
}

TEST_CASE("the block compares a breaker with the same moment without it") {
  const BreakerSample sample;
  const ChaosReport report = chaos_report(sample.input());
  REQUIRE(report.breakers.breakers.size() == 1);
  const BreakerItem& item = report.breakers.breakers.front().items.front();
  CHECK(item.opened.hits == 20);
  CHECK(item.time_to_open.p50 == std::chrono::seconds(4));
  // Of 34 failures, one a second, those of the seconds 4 to 33.
  CHECK(item.dead_calls.before_p50 == 30);
  CHECK(item.dead_calls.after_p50 == 3);
  CHECK(item.dead_calls.difference == -27);
  CHECK(item.healthy_rejected.difference == 12);
  CHECK(item.goodput.difference == 500'000);
  CHECK(report.breakers.breakers.front().items.back().idle);
}

TEST_CASE("the block's text and JSON say the same numbers, and the JSON fits the schema") {
  const BreakerSample sample;
  const ChaosReport report = chaos_report(sample.input());
  check_fits(chaos_report_schema(), render_json(report));
  const std::string text = render_report(report);
  const std::string json = render_json(report);
  CHECK(text.find("CIRCUIT BREAKERS:") != std::string::npos);
  CHECK(text.find("30            3             -27 [-27, -27]") != std::string::npos);
  CHECK(json.find("\"p50\": -27") != std::string::npos);
  CHECK(text.find("+50.0 points") != std::string::npos);
  CHECK(json.find("\"p50\": 0.5") != std::string::npos);
}

TEST_CASE("a design without breakers has an empty block") {
  const std::string text = render_report(SampleCampaign(10).report());
  CHECK(text.find("CIRCUIT BREAKERS:") != std::string::npos);
  CHECK(text.find("none: no connection has one") != std::string::npos);
}
