// What a breaker does for an overloaded server: it rescues, and does not shed.
#include <fmt/format.h>

#include <limits>

#include "hindcast/scenarios/cli/laws/storm_runs.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kRecordedRuns = 500;  // LAWS, section 3

constexpr const char* kJudged =
    "Both columns are samples of 500 runs: shares by Fisher's exact test, goodput by the "
    "difference "
    "of two means with the spread of the simulated runs, recovery by the order statistics that the "
    "ranks of both samples allow, give or take the second to which it was recorded; all at 99.9 %.";

struct RecordedOverload {
  std::optional<double> goodput{};
  std::optional<double> recovery_p50{};
  std::optional<double> recovery_p95{};
};

struct OverloadPoint {
  StormPoint storm{};
  RecordedOverload recorded{};
};

StormOptions overload(std::uint64_t queue, Rejected rejected) {
  StormOptions options;
  options.queue = queue;
  options.rejected = rejected;
  options.timeout = 5s;
  options.retries = 5;
  options.trigger = Rate::per_second(15);
  options.trigger_length = 600s;
  options.horizon = 1800s;
  options.window = 1s;
  return options;
}

StormOptions with_breaker(Duration open, GuardScope scope) {
  StormOptions options = overload(150, Rejected::at_timeout);
  options.breaker.preset = BreakerPreset::resilience4j;
  options.breaker.scope = scope;
  options.breaker.failure_ratio = Ratio::percent(50);
  options.breaker.window_calls = 100;
  options.breaker.volume_min = 100;
  options.breaker.probes = 10;
  options.breaker.open_wait = open;
  return options;
}

Share of_recorded(double share) {
  return {static_cast<std::uint64_t>(share * kRecordedRuns + 0.5), kRecordedRuns};
}

std::vector<OverloadPoint> recorded_points() {
  std::vector<OverloadPoint> points = {
      {{"nothing", overload(150, Rejected::at_timeout), of_recorded(1)}, {.goodput = .017}},
      {{"breaker W=5 s", with_breaker(5s, GuardScope::attempts), of_recorded(0)}, {.304, 3, 18}},
      {{"breaker W=60 s", with_breaker(60s, GuardScope::attempts), of_recorded(0)}, {.141, 34, 50}},
      {{"breaker on retries, W=5 s", with_breaker(5s, GuardScope::retries), of_recorded(0)},
       {.017, 24, 33}},
      {{"K=30, rejected = lost", overload(30, Rejected::lost), of_recorded(0)}, {.665, 0, 0}},
  };
  struct Queue {
    std::uint64_t places;
    double stuck;
  };
  for (const Queue queue :
       {Queue{35, 0}, {40, 0}, {45, 0}, {50, 0}, {60, .56}, {80, 1}, {100, 1}}) {
    points.push_back({{fmt::format("K={}, no breaker", queue.places),
                       overload(queue.places, Rejected::at_timeout), of_recorded(queue.stuck)},
                      {}});
  }
  return points;
}

double seconds(Duration time) {
  if (time.is_infinite()) return std::numeric_limits<double>::infinity();
  return static_cast<double>(time.count()) / 1e9;
}

LawRow recovery_row(const StormPoint& point, std::vector<double> recoveries, double quantile,
                    double recorded) {
  const LawRow row{.point = point.name,
                   .quantity = fmt::format("recovery p{:.0f}, s", quantile * 100)};
  return quantile_row(row, std::move(recoveries), {quantile, recorded, kRecordedRuns, 1});
}

void add_rows(LawTable& table, const OverloadPoint& point, const std::vector<StormEnd>& ends) {
  std::vector<double> goodput;
  std::vector<double> recoveries;
  for (const StormEnd& end : ends) {
    if (end.offered > 0) {
      goodput.push_back(static_cast<double>(end.good) / static_cast<double>(end.offered));
    }
    recoveries.push_back(seconds(end.recovery));
  }
  table.rows.push_back(share_row({.point = point.storm.name, .quantity = "stuck"}, down_share(ends),
                                 point.storm.down));
  const RecordedOverload& recorded = point.recorded;
  std::optional<RecordedMean> mean;
  if (recorded.goodput) mean = RecordedMean{*recorded.goodput, kRecordedRuns, .0005};
  table.rows.push_back(mean_row({.point = point.storm.name, .quantity = "goodput in overload"},
                                run_mean(goodput), mean));
  if (recorded.recovery_p50) {
    table.rows.push_back(recovery_row(point.storm, recoveries, .50, *recorded.recovery_p50));
  }
  if (recorded.recovery_p95) {
    table.rows.push_back(recovery_row(point.storm, recoveries, .95, *recorded.recovery_p95));
  }
}

class OverloadLaw final : public LoadLaw {
 public:
  OverloadLaw()
      : LoadLaw(
            {.name = "laws/overloaded_breaker",
             .title = "a breaker on an overloaded server rescues, and does not shed",
             .statement =
                 "A server of 10/s with a queue of 150, 5/s offered, timeout 5 s, 5 retries, "
                 "overloaded by 15/s for 600 s; a breaker of 50 % of the last 100 calls with 10 "
                 "probes that stays open for W. Goodput is what is answered well during "
                 "the overload by what is offered in it, at most 10/15; a review that shows only "
                 "whether "
                 "the system recovered approves bad designs (LAWS, section 3: 500 runs of an "
                 "independent event simulator).",
             .judged = kJudged,
             .reality = kStormReality,
             .seeds = static_cast<std::uint32_t>(kRecordedRuns)}) {}

  const FieldList& fields() const override { return StormOptions::fields(); }
  std::string initial(const Field& field) const override {
    const StormOptions base = own_base();
    return field.get(&base);
  }
  void check(const std::vector<Assignment>& assignments) const override {
    if (!assignments.empty()) own_point(info(), own_base(), assignments);
  }

  LawTable run(const LawRequest& request) const override {
    std::vector<OverloadPoint> points = recorded_points();
    if (!request.assignments.empty()) {
      points = {{{"own point", own_point(info(), own_base(), request.assignments), {}}, {}}};
    }
    std::vector<StormPoint> storms;
    for (const OverloadPoint& point : points) storms.push_back(point.storm);
    const std::uint32_t seeds = request.seeds == 0 ? info().seeds : request.seeds;
    const StormEnds ends = run_storms(storms, seeds, request);
    LawTable result = table();
    result.interrupted = ends.interrupted;
    for (std::size_t nth = 0; nth < points.size(); ++nth) {
      if (ends.points[nth].empty()) continue;
      add_rows(result, points[nth], ends.points[nth]);
      add_digests(result, ends.points[nth]);
    }
    return result;
  }

 private:
  static StormOptions own_base() { return overload(150, Rejected::unstated); }
};

}  // namespace

void add_overload_law(std::vector<std::unique_ptr<LoadLaw>>& laws) {
  laws.push_back(std::make_unique<OverloadLaw>());
}

}  // namespace hindcast
