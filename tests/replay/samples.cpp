#include "tests/replay/samples.hpp"

#include <chrono>

namespace hindcast::testing {

using namespace std::chrono_literals;

Run sample_run(std::uint64_t seed, const Observation& observation) {
  Run run;
  run.seed = seed;
  run.digest = seed * 0x9e3779b97f4a7c15ULL;
  run.end = Instant::at(60min);
  run.observation = observation;
  return run;
}

ScenarioRuns sample_runs(const Scenario& scenario, const std::vector<Observation>& observations) {
  ScenarioRuns runs{&scenario, {}, observations.size()};
  for (const Observation& observation : observations) {
    runs.runs.push_back(sample_run(runs.runs.size() + 1, observation));
  }
  return runs;
}

Observation broken_observation(std::uint64_t seed) {
  Observation seen;
  seen.grade = Grade::broke;
  seen.failure_mode = FailureMode::hang;
  seen.cause = "the one pooled connection posts 16 x 90 s, callers queue without bound";
  seen.exercised = true;
  seen.calls_hit = 7'000 + seed;
  seen.fault_length = 30min;
  seen.impact_length = 53min;
  seen.recovery_time = 23min + std::chrono::seconds(seed);
  seen.detected_by_callers = 60s;
  seen.detected_by_server = 25min + 31s;
  seen.impacts = {{"update_context", 3'000 + seed, 2'990 + seed},
                  {"track_activity", 4'100, 3'913},
                  {"get_context", 9'000, 0}};
  seen.harms = {{"stale reads", seed % 2 == 0 ? 40 + seed : 0}};
  seen.errors = {{"MCP error -32001: Request timed out", 6'900 + seed},
                 {"Operation timed out after 15000 ms", 13}};
  seen.notes = {{"callers that had left when the link healed", 3'828}};
  seen.latency_p99 = 60s;
  seen.offered = 16'100 + seed;
  seen.good = 9'197;
  return seen;
}

Observation degraded_observation(std::uint64_t seed) {
  Observation seen;
  seen.grade = Grade::degraded;
  seen.exercised = true;
  seen.calls_hit = 24;
  seen.impact_length = 4s;
  seen.recovery_time = 4s;
  seen.recovery = Recovery::manual;
  seen.restarted = {"redis"};
  seen.detected_by_callers = 1ms;
  seen.detected_by_server = 2ms;
  seen.impacts = {{"get_context", 20, 4 + seed % 3}, {"update_context", 8, 8}};
  seen.harms = {{"stale reads", 212}};
  seen.errors = {{"Connection is closed.", 24}};
  seen.latency_p99 = 1900ms;
  seen.offered = 28;
  seen.good = 15;
  return seen;
}

Observation handled_observation(std::uint64_t seed) {
  Observation seen;
  seen.exercised = true;
  seen.calls_hit = 1'204;
  seen.recovery_time = std::chrono::milliseconds(200 + seed);
  seen.impact_length = seen.recovery_time;
  seen.notes = {{"line quarantined", 1}};
  seen.offered = 1'204;
  seen.good = 1'204;
  return seen;
}

namespace {

// Breaks in 12 of 100 runs, in 3 of them with data lost; never recovers in 2.
Observation mixed_observation(std::uint64_t seed) {
  if (seed % 100 >= 42) return handled_observation(seed);
  if (seed % 100 >= 12) return degraded_observation(seed);
  Observation seen = broken_observation(seed);
  seen.failure_mode = FailureMode::crash;
  seen.cause = "Reached heap limit Allocation failed - JavaScript heap out of memory";
  if (seed % 4 == 0) {
    seen.failure_mode = FailureMode::data_loss;
    seen.cause = "3 acknowledged events were only in memory";
    seen.harms.push_back({"acknowledged events lost", 3});
  }
  if (seed % 5 == 0) {
    seen.recovery_time = Duration::infinite();
    seen.recovery = Recovery::none;
    seen.detected_by_server = Duration::infinite();
  }
  return seen;
}

std::vector<Observation> observe(std::uint64_t seeds, Observation (*observation)(std::uint64_t)) {
  std::vector<Observation> all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) all.push_back(observation(seed));
  return all;
}

Observation vacuous_observation(std::uint64_t) {
  Observation seen;
  seen.exercised = true;
  return seen;
}

}  // namespace

SampleCampaign::SampleCampaign(std::uint64_t seeds) {
  campaign.scenarios = {sample_runs(partition_, observe(seeds, broken_observation)),
                        sample_runs(killed_, observe(seeds, mixed_observation)),
                        sample_runs(redis_, observe(seeds, degraded_observation)),
                        sample_runs(line_, observe(seeds, handled_observation)),
                        sample_runs(stampede_, observe(seeds, vacuous_observation))};
  calm_day.scenarios = {sample_runs(calm_, observe(seeds, handled_observation))};
}

ReportInput SampleCampaign::input() const {
  ReportInput input;
  input.system = "activity_platform";
  input.summary = "6 calls/s -> mcp -> redis, pool -> snowflake; queue -> worker";
  input.campaign = &campaign;
  input.calm_day = &calm_day;
  input.catalogue.rows = 36;
  input.catalogue.missing = {"Graceful shutdown", "Malformed input"};
  input.catalogue.not_applicable = {"Fork bomb: the design has no host of its own"};
  input.catalogue.applicable = {4, 10, 8, 2};
  const Witness witness{7, "hc1.snowflake-partition.activity-platform.random.7.k1-m1-2-p00000000.1",
                        "./hindcast replay hc1.x"};
  input.red_lines = {
      {"NO CIRCUIT BREAKER", "redis -> pool -> mcp: misses x2.6, room x2.3", {97, 100}, witness}};
  input.recommendations = {{"Add timeout to pool.acquire", "--set pool.acquire_timeout=2s",
                            "MTTR 23 min, score 20", "MTTR 38 s, score 29",
                            "12 of 6,913 calls fail that would have been answered late", 100}};
  return input;
}

ChaosReport SampleCampaign::report() const {
  ChaosReport report = chaos_report(input());
  for (ReportItem& item : report.broke) {
    if (item.modes.size() < 2) continue;
    item.shrunk = ShrunkWitness{
        .witness = {4, "hc1.mcp-killed.activity-platform.quiet.4.q.k1-m1-2-p00000000.2",
                    "./hindcast replay hc1.mcp-killed.y"},
        .smaller = {{"clients.customers", "500", "1"}, {"mcp_killed.length", "20s", "1.25s"}},
        .answers_before = 3,
        .answers = 1,
        .steps_before = 20'612,
        .steps = 1'100,
        .time_before = 8min,
        .time = 7min,
        .trials = 31,
        .minimal = true};
  }
  return report;
}

}  // namespace hindcast::testing
