// Promise P1 for the stories: same story, same design, same seed, same digest, in every build.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"
#include "tests/support/digest_table.hpp"

using namespace hindcast;
using namespace hindcast::testing;

namespace {

// The oldest stories have the more seeds; all others a few.
std::uint64_t seeds_of(const std::string& story) {
  const bool old = story == "calm_day" || story == "snowflake_partition" ||
                   story == "redis_shutdown" || story == "cache_stampede";
  return old ? 25 : 5;
}

// Shorter than shipped, so that all runs fit into every build of the matrix.
const std::vector<Assignment> kShort = {
    {"calm_day.length", "20s"},          {"snowflake_partition.length", "100s"},
    {"redis_shutdown.warm_up", "10s"},   {"cache_stampede.callers", "50"},
    {"pool_exhaustion.callers", "50"},   {"queue_full.records", "300"},
    {"queue_full.length", "20s"},        {"cache_poisoning.length", "20s"},
    {"nested_deadlock.length", "10s"},   {"everything_at_once.length", "20s"},
    {"service_crash.length", "10s"},     {"service_slow.length", "20s"},
    {"service_partition.length", "20s"}, {"service_overload.length", "10s"},
    {"services_at_once.length", "20s"},  {"mcp_heap.length", "20s"},
    {"mcp_starved.length", "20s"},       {"descriptors.length", "20s"},
    {"disk_full.length", "20s"},         {"fork_bomb.length", "20s"},
    {"queue_writers.records", "5"},      {"queue_writers.length", "20s"},
    {"queue_deleted.length", "20s"},     {"snowflake_slow.length", "20s"},
    {"byzantine_answers.length", "20s"}, {"network_fault.length", "20s"}};

DigestTable compute_table() {
  const Registry registry = shipped_registry();
  DigestTable table("tests/golden/scenarios.digests",
                    "hindcast_test_scenarios --no-skip -tc=\"write the stories' digests anew\"");
  for (const std::string system :
       {"activity_platform", "activity_platform_hardened", "online_shop"}) {
    const auto design = SystemSource(system, registry.kinds).load({});
    for (const auto& kind : registry.scenarios.all()) {
      if (kind->inapplicable(*design)) continue;
      const auto scenario = kind->bind(design, kShort);
      for (std::uint64_t seed = 1; seed <= seeds_of(kind->info().name); ++seed) {
        const Run run = run_seed(*scenario, Base::random, {.seed = seed});
        table.add({kind->info().name + "/" + system, seed, run.digest});
      }
    }
  }
  return table;
}

}  // namespace

TEST_CASE("the stories' digests are the golden ones") {
  const DigestTable table = compute_table();
  CHECK(table.size() >= 270);
  table.expect_unchanged();
}

TEST_CASE("write the stories' digests anew" * doctest::skip()) { compute_table().write(); }
