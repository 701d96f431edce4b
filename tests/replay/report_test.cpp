#include "hindcast/replay/report/report_text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "hindcast/sim/utf8.hpp"
#include "tests/replay/samples.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

std::string golden() {
  std::ifstream file(std::string(HINDCAST_SOURCE_DIR) + "/tests/golden/report_sample.txt");
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const ReportItem& item_named(const std::vector<ReportItem>& items, std::string_view name) {
  for (const ReportItem& item : items) {
    if (item.info.name == name) return item;
  }
  REQUIRE_MESSAGE(false, "no such item");
  return items.front();
}

}  // namespace

TEST_CASE("a report reads as it did") {
  const std::string text = render_report(SampleCampaign().report());
  if (text != golden()) {
    const std::string path = "report_sample.txt";
    std::ofstream(path) << text;
    FAIL_CHECK("the report changed; it was written to " << path << " in the working directory");
  }
}

TEST_CASE("the catalogue's headings stand in the catalogue's order, in empty reports too") {
  const CampaignResult nothing;
  ReportInput empty;
  empty.campaign = &nothing;
  empty.calm_day = &nothing;
  for (const std::string& text :
       {render_report(SampleCampaign().report()), render_report(chaos_report(empty))}) {
    std::size_t at = 0;
    for (const std::string_view heading :
         {"\xF0\x9F\x92\xA5 CHAOS TEST RESULTS\n", "\nSystem Under Test: ", "\nChaos Duration: ",
          "\nTests Executed: ", "\nSYSTEM BROKE UNDER:\n", "\nSURVIVED BUT DEGRADED:\n",
          "\nHANDLED GRACEFULLY:\n", "\nCRITICAL VULNERABILITIES:\n",
          "\nPRODUCTION READINESS SCORE: ", "\nRECOMMENDATIONS:\n"}) {
      const std::size_t found = text.find(heading, at);
      REQUIRE_MESSAGE(found != std::string::npos, heading);
      at = found;
    }
  }
  std::size_t nones = 0;
  for (const std::string& line : lines_of(render_report(chaos_report(empty)))) {
    if (line == "none") ++nones;
  }
  CHECK(nones == 5);
}

TEST_CASE("each item that broke has the six fields, in order") {
  const std::string text = render_report(SampleCampaign().report());
  std::size_t at = 0;
  for (int item = 0; item < 2; ++item) {
    for (const std::string_view field :
         {"\n   Reproduction: ./hindcast replay hc1.", "\n   Failure Mode: ", "\n   MTTR: ",
          "\n   Detected: ", "\n   Customer Impact: ", "\n   Error Message: ", "\n   Recovery: "}) {
      at = text.find(field, at);
      REQUIRE_MESSAGE(at != std::string::npos, field);
    }
  }
}

TEST_CASE("lines keep to the width, except where a word must stay whole") {
  for (const std::size_t width : {80UL, 100UL, 120UL}) {
    for (const std::string& line :
         lines_of(render_report(SampleCampaign().report(), {.width = width}))) {
      if (utf8_characters(line) <= width) continue;
      CHECK(has(line, "hc1."));
    }
  }
}

TEST_CASE("ASCII means ASCII, and no colour means no escapes") {
  SampleCampaign sample;
  for (Run& run : sample.campaign.scenarios[0].runs) {
    run.observation.cause = "caf\xC3\xA9 \x1b[31m \xff";
  }
  for (const char character : render_report(sample.report(), {.ascii = true})) {
    REQUIRE(static_cast<unsigned char>(character) < 0x80);
    REQUIRE((character == '\n' || static_cast<unsigned char>(character) >= 0x20));
  }
  CHECK_FALSE(has(render_report(sample.report()), "\x1b"));
}

TEST_CASE("colour changes nothing but escapes") {
  const ChaosReport report = SampleCampaign().report();
  const std::string coloured = render_report(report, {.colour = true});
  CHECK(has(coloured, "\x1b[31m"));
  std::string plain;
  for (std::size_t at = 0; at < coloured.size(); ++at) {
    if (coloured[at] == '\x1b') {
      at = coloured.find('m', at);
    } else {
      plain += coloured[at];
    }
  }
  CHECK(plain == render_report(report));
}

TEST_CASE("a scenario stands under its worst grade and says how often it had it") {
  const ChaosReport report = SampleCampaign().report();
  const ReportItem& item = item_named(report.broke, "mcp_killed");
  CHECK(item.broke == 12);
  CHECK(item.degraded == 30);
  CHECK(item.handled() == 58);
  CHECK(has(render_report(report, {.width = 200}),
            "12 of 100 runs broke [.070, .198], 30 degraded, 58 handled"));
}

TEST_CASE("numbers are order statistics over the runs of the worst grade") {
  const ChaosReport report = SampleCampaign().report();
  const ReportItem& item = item_named(report.broke, "snowflake_partition");
  CHECK(item.recovery.p50 == Duration(23min + 50s));
  CHECK(item.recovery.p95 == Duration(23min + 95s));
  CHECK(item.impacts[0].offered == 3'050);
  CHECK(item.impacts[0].failed == 3'040);
  CHECK(item.error.text == "MCP error -32001: Request timed out");
  CHECK(item.error.all == 100 * 6'900 + 5'050 + 100 * 13);
}

TEST_CASE("the witness is the first run with the median recovery in the most frequent mode") {
  const ChaosReport report = SampleCampaign().report();
  CHECK(item_named(report.broke, "snowflake_partition").witness.seed == 50);
  const ReportItem& mixed = item_named(report.broke, "mcp_killed");
  REQUIRE(mixed.modes.size() == 2);
  CHECK(mixed.modes[0].mode == FailureMode::crash);
  CHECK(mixed.modes[0].witness.seed == mixed.witness.seed);
  CHECK(mixed.modes[1].mode == FailureMode::data_loss);
  CHECK(mixed.modes[1].witness.seed % 4 == 0);
}

TEST_CASE("a run that never recovers is counted, with how long it was waited for") {
  SampleCampaign sample;
  for (Run& run : sample.campaign.scenarios[0].runs) {
    run.observation.recovery_time = Duration::infinite();
    run.observation.impact_length = 30min + 20min + std::chrono::seconds(run.seed);
  }
  const ChaosReport report = sample.report();
  const ReportItem& item = item_named(report.broke, "snowflake_partition");
  CHECK(item.recovery.never == 100);
  CHECK(item.horizon == Duration(20min + 1s));
  CHECK(has(render_report(report, {.width = 200}),
            "MTTR: never within 20 min 1 s after the fault ended, in 100 of 100 runs [.963, 1]"));
}

TEST_CASE("a violated property or a deadlock breaks a run, whatever the scenario saw") {
  SampleCampaign sample(3);
  Run& deadlocked = sample.campaign.scenarios[3].runs[1];
  deadlocked.outcome.verdict = Verdict::deadlocked;
  deadlocked.outcome.property = "deadlock";
  CHECK(grade_of(deadlocked) == Grade::broke);
  CHECK(mode_of(deadlocked) == FailureMode::hang);
  const ChaosReport report = sample.report();
  const ReportItem& item = item_named(report.broke, "corrupt_line");
  CHECK(item.broke == 1);
  CHECK(item.witness.seed == 2);
  CHECK(item.modes[0].cause == "deadlock");
}

TEST_CASE("what was vacuous, inconclusive or interrupted is not judged and earns nothing") {
  SampleCampaign sample(100);
  CHECK(item_named(sample.report().not_judged, "cache_stampede").calls_hit == 0);

  Run& cut = sample.campaign.scenarios[3].runs[7];
  cut.outcome.verdict = Verdict::inconclusive;
  cut.outcome.property = "steps_max";
  const ChaosReport inconclusive = sample.report();
  const ReportItem& item = item_named(inconclusive.not_judged, "corrupt_line");
  CHECK(item.runs == 99);
  CHECK(doubts(item)[0] == "inconclusive in 1 of 100 runs [.002, .054]: steps_max");
  CHECK(inconclusive.score.levels[2].credit == 0);

  SampleCampaign stopped(100);
  stopped.campaign.interrupted = true;
  stopped.campaign.scenarios[3].runs.resize(41);
  const ChaosReport interrupted = stopped.report();
  CHECK_FALSE(interrupted.score.given);
  CHECK(doubts(item_named(interrupted.not_judged, "corrupt_line"))[0] ==
        "interrupted: 41 of 100 runs took place");
  CHECK(has(render_report(interrupted), "Interrupted:"));
}

TEST_CASE("a `sometimes` counts as unseen only if no run saw it") {
  SampleCampaign sample(10);
  for (Run& run : sample.campaign.scenarios[3].runs) run.sometimes_unseen = {"a line is repaired"};
  CHECK(item_named(sample.report().not_judged, "corrupt_line").unseen.size() == 1);
  sample.campaign.scenarios[3].runs[9].sometimes_unseen.clear();
  CHECK(item_named(sample.report().handled, "corrupt_line").unseen.empty());
}

TEST_CASE("a calm day that misses its objectives earns no credit and names a run") {
  SampleCampaign sample(100);
  sample.calm_day.scenarios[0].runs[4].observation.grade = Grade::degraded;
  const ChaosReport report = sample.report();
  CHECK(report.calm_day.met.hits == 99);
  CHECK(report.score.uncapped == 0);
  CHECK(has(render_report(report), "The calm day misses the objectives"));
  CHECK(
      has(render_report(report), "   ./hindcast replay hc1.calm-day.activity-platform.random.5."));
}

TEST_CASE("a filtered run prints no score") {
  const SampleCampaign sample(10);
  ReportInput input = sample.input();
  input.filtered = true;
  const std::string text = render_report(chaos_report(input));
  CHECK(has(text, "PRODUCTION READINESS SCORE: none"));
  CHECK(has(text, "a filtered run has no score"));
  CHECK_FALSE(has(text, "%\n"));
}

TEST_CASE("weak objectives cap the score and are named") {
  const SampleCampaign sample(10);
  ReportInput input = sample.input();
  input.objective.availability = Ratio::percent(95);
  input.objective.recovery_max = 10min;
  const ChaosReport report = chaos_report(input);
  REQUIRE(report.weak_objectives.size() == 2);
  CHECK(report.weak_objectives[0] == "weak objective: availability 95% is below 99%");
  CHECK(report.weak_objectives[1] == "weak objective: recovery within 10 min is more than 5 min");
}

TEST_CASE("the worst comes first: lost data, then frequency, then the gentler fault") {
  const NamedScenario rare("rare", 1, "f", "Rare");
  const NamedScenario frequent("frequent", 3, "f", "Frequent");
  const NamedScenario gentle("gentle", 1, "f", "Gentle");
  const NamedScenario lossy("lossy", 4, "f", "Lossy");
  const auto some = [](std::uint64_t broken, FailureMode mode) {
    std::vector<Observation> seen;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      seen.push_back(seed <= broken ? broken_observation(seed) : handled_observation(seed));
      if (seed <= broken) seen.back().failure_mode = mode;
    }
    return seen;
  };
  SampleCampaign sample(1);
  sample.campaign.scenarios = {sample_runs(rare, some(2, FailureMode::outage)),
                               sample_runs(frequent, some(10, FailureMode::outage)),
                               sample_runs(gentle, some(10, FailureMode::hang)),
                               sample_runs(lossy, some(1, FailureMode::data_loss))};
  std::string order;
  for (const ReportItem& item : sample.report().broke) order += item.info.name + " ";
  CHECK(order == "lossy gentle frequent rare ");
}

TEST_CASE("the command of a reproduction is whole: file, and overrides that no token can hold") {
  const NamedScenario scenario("s", 1, "f", "S");
  const Run run = sample_run(3, handled_observation(3));
  CommandStyle style;
  CHECK(has(witness_of(scenario, run, style).command, "./hindcast replay hc1.s."));
  style.system_file = "my shop's.json";
  style.overrides = {{"pool.acquire_timeout", "2s"}};
  const std::string with_file = witness_of(scenario, run, style).command;
  CHECK(with_file.ends_with(" --system 'my shop'\\''s.json'"));
  CHECK_FALSE(has(with_file, "--set"));  // the token holds it
  style.overrides = {{"redis.value", std::string(2'000, 'x') + "$"}};
  const std::string with_set = witness_of(scenario, run, style).command;
  CHECK(with_set.ends_with(" --set 'redis.value=" + std::string(2'000, 'x') + "$'"));
}
