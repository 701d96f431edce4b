#include "hindcast/scenarios/cli/laws/storm_runs.hpp"

#include "hindcast/replay/choosers.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

const char* const kStormReality =
    "One server with exponential service times, a queue, and clients in an open loop, over a "
    "connection with timeout and retries: the models `service` and `service_clients` of system "
    "files. The trigger begins at trigger_after, and each gap between calls is drawn at the rate "
    "of the instant at which it begins. A run is down at its end if fewer than the objective's "
    "share of the calls of the last window that can be judged were answered well. The source "
    "states neither the trigger's beginning nor the objective: 60 s, and half of the calls of the "
    "last minute, are this program's choice.";

Rate rate_of(double per_second) {
  return Rate::millionths_per_day(
      static_cast<std::uint64_t>(per_second * static_cast<double>(Rate::kPerSecond) + 0.5));
}

StormEnd run_storm(const StormOptions& options, std::uint64_t seed) {
  QuietChooser chooser;
  World world(chooser, {.seed = seed});
  const RetryStorm storm(world, options);
  world.run();
  HINDCAST_CHECK(world.outcome().verdict == Verdict::passed);
  return storm.end();
}

StormEnds run_storms(const std::vector<StormPoint>& points, std::uint32_t seeds,
                     const LawRequest& request) {
  std::vector<std::vector<std::optional<StormEnd>>> ends(
      points.size(), std::vector<std::optional<StormEnd>>(seeds));
  StormEnds result;
  result.interrupted = !work_through(points.size() * seeds, request, [&](std::size_t index) {
    const std::size_t nth = index % seeds;
    ends[index / seeds][nth] = run_storm(points[index / seeds].options, request.first_seed + nth);
  });
  for (const auto& runs : ends) {
    std::vector<StormEnd> complete;
    for (const std::optional<StormEnd>& end : runs) {
      if (end) complete.push_back(*end);
    }
    // An interrupted point would be one more sample size; it is left out.
    if (complete.size() < seeds) complete.clear();
    result.points.push_back(std::move(complete));
  }
  return result;
}

Share down_share(const std::vector<StormEnd>& ends) {
  Share share{0, ends.size()};
  for (const StormEnd& end : ends) share.hits += end.down() ? 1U : 0U;
  return share;
}

void add_digests(LawTable& table, const std::vector<StormEnd>& ends) {
  for (const StormEnd& end : ends) table.digest = mix(table.digest, end.digest);
}

}  // namespace hindcast
