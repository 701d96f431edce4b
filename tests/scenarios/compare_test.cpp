// Two designs on the same seeds.
#include <doctest/doctest.h>

#include <string>

#include "hindcast/replay/report/comparison.hpp"
#include "hindcast/scenarios/cli/selection.hpp"

namespace hindcast {
namespace {

const Registry& registry() {
  static const Registry shipped = shipped_registry();
  return shipped;
}

struct Side {
  std::vector<std::unique_ptr<Scenario>> scenarios{};
  CampaignResult campaign{};
  CampaignResult calm_day{};
  ChaosReport report{};
};

Side side(const std::string& system, std::uint32_t seeds, std::uint64_t first_seed = 1) {
  const SystemSource source(system, registry().kinds);
  const Assignments sets = split_assignments(
      registry(), std::vector<std::string>{"snowflake_partition.length=2m", "calm_day.length=20s"});
  const auto design = source.load({});
  Side made;
  for (const char* const name : {"calm_day", "redis_shutdown", "snowflake_partition"}) {
    made.scenarios.push_back(bind_one(scenario_named(registry(), name), design, sets));
  }
  CampaignOptions options;
  options.first_seed = first_seed;
  options.seeds = seeds;
  options.jobs = 2;
  made.calm_day = run_campaign({made.scenarios[0].get()}, options);
  made.campaign = run_campaign({made.scenarios[1].get(), made.scenarios[2].get()}, options);
  ReportInput input;
  input.objective = *design->objective;
  input.campaign = &made.campaign;
  input.calm_day = &made.calm_day;
  made.report = chaos_report(input);
  return made;
}

Comparison compared(const Side& before, const Side& after) {
  return compare({&before.report, &before.campaign, &before.calm_day},
                 {&after.report, &after.campaign, &after.calm_day});
}

const ComparedQuantity& quantity(const Comparison& comparison, std::size_t scenario,
                                 const std::string& name) {
  for (const ComparedQuantity& one : comparison.scenarios[scenario].quantities) {
    if (one.name == name) return one;
  }
  FAIL("no quantity ", name);
  return comparison.scenarios[scenario].quantities.front();
}

TEST_CASE("a design against itself shows no difference at all") {
  const Side one = side("activity_platform", 10);
  const Side two = side("activity_platform", 10);
  const Comparison comparison = compared(one, two);
  const ComparisonCounts counts = counts_of(comparison);
  CHECK(counts.same > 20);
  CHECK(counts.better == 0);
  CHECK(counts.worse == 0);
  CHECK(counts.other == 0);
  CHECK(counts.unclear == 0);
  CHECK_FALSE(regressed(comparison));
  CHECK(comparison.score.before == comparison.score.after);
  CHECK(comparison.score.low == 0);
  CHECK(comparison.score.high == 0);
}

TEST_CASE("the hardened design against the default one is better where its policies act") {
  const Side plain = side("activity_platform", 20);
  const Side hardened = side("activity_platform_hardened", 20);
  const Comparison forth = compared(plain, hardened);
  const Comparison back = compared(hardened, plain);
  const ComparedQuantity& recovery = quantity(forth, 1, "recovery after the fault");
  CHECK(finding_of(recovery) == Shown::better);
  CHECK(recovery.pair.high < 0);
  // The other way round every difference has the other sign, to the bit.
  const ComparedQuantity& other = quantity(back, 1, "recovery after the fault");
  CHECK(finding_of(other) == Shown::worse);
  CHECK(other.pair.low == -recovery.pair.high);
  CHECK(other.pair.high == -recovery.pair.low);
  CHECK(counts_of(forth).better == counts_of(back).worse);
  CHECK(counts_of(forth).worse == counts_of(back).better);
  CHECK(counts_of(forth).same == counts_of(back).same);
}

TEST_CASE("only the seeds that both finished are compared, each with itself") {
  const Side one = side("activity_platform", 6, 1);
  const Side two = side("activity_platform", 6, 4);
  const Comparison comparison = compared(one, two);
  // Seeds 4 to 6 are in both, and there the designs are the same.
  CHECK(comparison.scenarios[0].pairs == 3);
  const ComparisonCounts counts = counts_of(comparison);
  CHECK(counts.same > 20);
  CHECK(counts.better + counts.worse + counts.other + counts.unclear == 0);
}

}  // namespace
}  // namespace hindcast
