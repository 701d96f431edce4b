// Campaigns written by hand, for tests of what is made of them: nothing is simulated here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/scenario.hpp"

namespace hindcast::testing {

// A scenario that can be named and stamped, but not built.
class NamedScenario final : public Scenario {
 public:
  NamedScenario(std::string name, std::uint32_t level, std::string family, std::string title) {
    info_.name = std::move(name);
    info_.level = level;
    info_.family = std::move(family);
    info_.title = std::move(title);
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return system_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override { return {"mcp=1", "redis=2"}; }
  std::unique_ptr<Experiment> build(World&) const override {
    HINDCAST_CHECK(false);
    return nullptr;
  }

 private:
  ScenarioInfo info_{};
  std::string system_ = "activity_platform";
  std::vector<Parameter> parameters_{};
};

// One run with this seed and observation, an hour long.
Run sample_run(std::uint64_t seed, const Observation& observation);

// Runs with seeds 1, 2, ..., one for each observation.
ScenarioRuns sample_runs(const Scenario& scenario, const std::vector<Observation>& observations);

// Observations of a fault of 30 minutes.
Observation broken_observation(std::uint64_t seed);
Observation degraded_observation(std::uint64_t seed);
Observation handled_observation(std::uint64_t seed);

// A campaign that shows everything a report can say: scenarios that broke, that broke in some runs
// only and in two ways, that degraded, that were handled, and one that was vacuous.
class SampleCampaign {
 public:
  explicit SampleCampaign(std::uint64_t seeds = 100);

  ReportInput input() const;
  // The report, with the witness of what is broken in two ways made small.
  ChaosReport report() const;

  CampaignResult campaign{};
  CampaignResult calm_day{};

 private:
  NamedScenario partition_{"snowflake_partition", 2, "Snowflake Connection Chaos",
                           "Snowflake partition: silent drop for 30 min"};
  NamedScenario killed_{"mcp_killed", 1, "MCP Server Failures",
                        "MCP server killed in the middle of a transaction"};
  NamedScenario redis_{"redis_shutdown", 1, "Cache Corruption", "Redis shut down, not saved"};
  NamedScenario line_{"corrupt_line", 3, "NDJSON Queue Chaos", "Corrupt queue line"};
  NamedScenario stampede_{"cache_stampede", 2, "Cache Corruption",
                          "Cache stampede of 1,000 callers"};
  NamedScenario calm_{"calm_day", 0, "", "Calm day"};
};

}  // namespace hindcast::testing
