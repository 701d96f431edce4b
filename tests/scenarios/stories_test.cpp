// The stories of the catalogue, told to the shipped designs: what must come out, and why it is no
// accident.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/replay/choosers.hpp"
#include "hindcast/replay/token.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

using namespace hindcast;
using namespace std::chrono_literals;

namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

std::unique_ptr<Scenario> bound(const std::string& scenario, const std::string& system,
                                const std::vector<Assignment>& design = {},
                                const std::vector<Assignment>& story = {}) {
  const ScenarioKind* const kind = registry().scenarios.find(scenario);
  REQUIRE(kind != nullptr);
  return kind->bind(SystemSource(system, registry().kinds).load(design), story);
}

Run run(const Scenario& scenario, std::uint64_t seed) {
  return run_seed(scenario, Base::random, {.seed = seed});
}

std::uint64_t harm(const Observation& observation, const std::string& name) {
  for (const Harm& one : observation.harms) {
    if (one.name == name) return one.count;
  }
  FAIL("no harm is called ", name);
  return 0;
}

}  // namespace

TEST_CASE("a Snowflake partition takes the default server about 25 minutes to notice") {
  const auto scenario = bound("snowflake_partition", "activity_platform");
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Observation seen = run(*scenario, seed).observation;
    // 16 posts of 90 s with at most 16 s between two of them.
    CHECK(seen.detected_by_server >= 24min);
    CHECK(seen.detected_by_server <= 16 * 106s);
    CHECK(seen.detected_by_callers >= 55s);
    CHECK(seen.detected_by_callers <= 75s);
    CHECK(seen.grade != Grade::graceful);
    CHECK(seen.failure_mode == FailureMode::hang);
  }
}

TEST_CASE("no story contains its result: a driver timeout of 9 s moves the detection with it") {
  const auto patient = bound("snowflake_partition", "activity_platform");
  const auto hasty =
      bound("snowflake_partition", "activity_platform", {{"database.driver.timeout", "9s"}});
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Observation slow = run(*patient, seed).observation;
    const Observation fast = run(*hasty, seed).observation;
    // 16 posts that each wait 81 s less; the back-off between them is the same law.
    const Duration moved = slow.detected_by_server - fast.detected_by_server;
    CHECK(moved >= 16 * 81s - 4min);
    CHECK(moved <= 16 * 81s + 4min);
  }
}

TEST_CASE("the hardened platform sheds a partition instead of queueing it, and is back at once") {
  const auto scenario = bound("snowflake_partition", "activity_platform_hardened");
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Observation seen = run(*scenario, seed).observation;
    CHECK(seen.grade == Grade::degraded);
    CHECK(seen.recovery == Recovery::automatic);
    CHECK(seen.recovery_time <= 60s);
    CHECK(seen.detected_by_server <= 30s);
  }
}

TEST_CASE("a stampede reaches the database once with single flight, and a thousand times without") {
  const auto plain = bound("cache_stampede", "activity_platform");
  const auto hardened = bound("cache_stampede", "activity_platform_hardened");
  const Observation crowd = run(*plain, 1).observation;
  const Observation one = run(*hardened, 1).observation;
  CHECK(crowd.grade == Grade::degraded);
  CHECK(crowd.offered > 1'000);
  CHECK(crowd.good < crowd.offered);
  CHECK(one.grade == Grade::graceful);
  CHECK(one.recovery_time == Duration::zero());
}

TEST_CASE(
    "Redis comes back with its last snapshot: stale by default, true with an append-only file") {
  const auto plain = bound("redis_shutdown", "activity_platform");
  const auto hardened = bound("redis_shutdown", "activity_platform_hardened");
  std::uint64_t stale = 0;
  std::uint64_t still_stale = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    stale += harm(run(*plain, seed).observation, "stale reads");
    still_stale += harm(run(*hardened, seed).observation, "stale reads");
  }
  CHECK(stale > still_stale);
  CHECK(stale > 0);
}

TEST_CASE("a calm day holds its objective in both designs") {
  for (const std::string system : {"activity_platform", "activity_platform_hardened"}) {
    const auto scenario = bound("calm_day", system);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      CAPTURE(seed);
      const Observation seen = run(*scenario, seed).observation;
      CHECK(seen.calm_day_met);
      CHECK(seen.grade == Grade::graceful);
    }
  }
}

TEST_CASE("every run is the same again: another poison, another story, another number of threads") {
  const auto scenario =
      bound("snowflake_partition", "activity_platform", {}, {{"snowflake_partition.length", "3m"}});
  const std::vector<const Scenario*> scenarios = {scenario.get()};
  const CampaignResult one = run_campaign(scenarios, {.seeds = 6, .jobs = 1});
  const CampaignResult three = run_campaign(scenarios, {.seeds = 6, .jobs = 3});
  for (std::size_t index = 0; index < 6; ++index) {
    const Run& first = one.scenarios[0].runs[index];
    const Run& second = three.scenarios[0].runs[index];
    CHECK(first.digest == second.digest);
    const Run poisoned = run_seed(
        *scenario, Base::random,
        {.seed = first.seed, .keeps_trace = true, .tells_story = true, .stack_poison = 0xa5});
    CHECK(poisoned.digest == first.digest);
    CHECK_FALSE(poisoned.story.empty());
  }
}

TEST_CASE("a token is refused by a design with other parameters, and says which part differs") {
  const auto scenario =
      bound("redis_shutdown", "activity_platform", {}, {{"redis_shutdown.warm_up", "10s"}});
  const auto other = bound("redis_shutdown", "activity_platform", {{"clients.rate", "7/s"}},
                           {{"redis_shutdown.warm_up", "10s"}});
  const Token token = token_of(*scenario, Base::random, run(*scenario, 1));
  CHECK(differences(token.stamp, *scenario).empty());
  const std::vector<std::string> found = differences(token.stamp, *other);
  REQUIRE(found.size() == 1);
  CHECK(found.front().find("parameters") != std::string::npos);
}
