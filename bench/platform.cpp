// How fast the shipped platform runs at its shipped load: simulated time against processor time of
// one core, calls and steps for each second of both, and what a call costs in bare switches.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"
#include "measure.hpp"

namespace hindcast::bench {
namespace {

struct Totals {
  double virtual_seconds = 0;
  double processor_seconds = 0;
  double calls = 0;
  double steps = 0;
};

Totals run_seeds(const Scenario& scenario, std::uint64_t seeds) {
  Totals totals;
  const double begin = processor_time();
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Run run = run_seed(scenario, Base::random, {.seed = seed});
    totals.virtual_seconds += static_cast<double>(run.end.count()) / 1e9;
    totals.calls += static_cast<double>(run.observation.offered);
    totals.steps += static_cast<double>(run.steps);
  }
  totals.processor_seconds = (processor_time() - begin) / 1e9;
  return totals;
}

}  // namespace
}  // namespace hindcast::bench

int main(int count, char** arguments) {
  using namespace hindcast;
  const bool smoke = count > 1 && std::strcmp(arguments[1], "--smoke") == 0;
  const Registry registry = shipped_registry();
  std::printf("%-22s %12s %14s %14s %12s\n", "story", "x real time", "calls/s of CPU",
              "steps/virt. s", "us of CPU/call");
  for (const char* const story :
       {"calm_day", "snowflake_partition", "redis_shutdown", "cache_stampede"}) {
    const auto design = SystemSource("activity_platform", registry.kinds).load({});
    const auto scenario = registry.scenarios.find(story)->bind(design, {});
    const bench::Totals totals = bench::run_seeds(*scenario, smoke ? 1 : 20);
    std::printf("%-22s %12.0f %14.0f %14.1f %12.2f\n", story,
                totals.virtual_seconds / totals.processor_seconds,
                totals.calls / totals.processor_seconds, totals.steps / totals.virtual_seconds,
                totals.processor_seconds * 1e6 / totals.calls);
  }
  return 0;
}
