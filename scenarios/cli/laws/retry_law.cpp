// What retries buy and what they cost.
#include <fmt/format.h>

#include "hindcast/replay/graph/call_graph.hpp"
#include "hindcast/replay/laws/retries.hpp"
#include "hindcast/scenarios/cli/laws/load_law.hpp"
#include "hindcast/scenarios/laws/retry_fleet.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast {
namespace {

constexpr std::uint32_t kAttempts = 3;
constexpr std::uint32_t kLayers = 5;

// The source recorded one run of about 10,000 calls, to three places.
constexpr std::uint64_t kRecordedRuns = 1;
constexpr double kRounding = .0005;

struct FleetPoint {
  std::string name{};
  FleetOptions options{};
  std::optional<double> success{};  // recorded, of the token bucket
  std::optional<double> load{};
};

using BudgetKind = RetryBudgetOptions::Kind;

std::vector<FleetPoint> recorded_points() {
  struct Bucket {
    std::uint64_t percent;
    double success, load;
  };
  std::vector<FleetPoint> points;
  for (const Bucket row : {Bucket{5, .9998, 1.057}, {20, .906, 1.134}, {50, .572, 1.142}}) {
    const std::string name = fmt::format("f={:.2f}", static_cast<double>(row.percent) / 100);
    FleetOptions options;
    options.failure = Ratio::percent(row.percent);
    options.retries = 0;
    points.push_back({name + " no retries", options});
    options.retries = 3;
    points.push_back({name + " 3 retries", options});
    options.budget.kind = BudgetKind::ratio;
    points.push_back({name + " token bucket", options, row.success, row.load});
  }
  return points;
}

using Figure = double (FleetEnd::*)() const;

RunMean mean_of(const std::vector<FleetEnd>& ends, Figure figure) {
  std::vector<double> values;
  for (const FleetEnd& end : ends) {
    if (end.calls > 0) values.push_back((end.*figure)());
  }
  return run_mean(values);
}

Share good_share(const std::vector<FleetEnd>& ends) {
  Share share;
  for (const FleetEnd& end : ends) {
    share.hits += end.good;
    share.trials += end.calls;
  }
  return share;
}

void add_rows(LawTable& table, const FleetPoint& point, const std::vector<FleetEnd>& ends) {
  const RunMean success = mean_of(ends, &FleetEnd::success);
  const RunMean load = mean_of(ends, &FleetEnd::load);
  const LawRow success_place{.point = point.name, .quantity = "success", .n = success.runs};
  const LawRow load_place{.point = point.name, .quantity = "load per call", .n = load.runs};
  if (point.options.budget.kind == BudgetKind::none) {
    const double failure = as_number(point.options.failure);
    table.rows.push_back(exact_share_row(
        success_place, success_of_calls(failure, point.options.retries), good_share(ends)));
    table.rows.push_back(
        exact_mean_row(load_place, attempts_per_call(failure, point.options.retries), load));
    return;
  }
  const auto recorded = [](const std::optional<double>& mean) {
    if (!mean) return std::optional<RecordedMean>();
    return std::optional(RecordedMean{*mean, kRecordedRuns, kRounding});
  };
  table.rows.push_back(mean_row(success_place, success, recorded(point.success)));
  table.rows.push_back(mean_row(load_place, load, recorded(point.load)));
}

class RetryLaw final : public LoadLaw {
 public:
  RetryLaw()
      : LoadLaw(
            {.name = "laws/retries",
             .title = "what retries buy and what they cost",
             .statement =
                 "100 clients of 10/s each, whose attempts fail independently with probability "
                 "f. N retries: load per call is the sum of f^k for k <= N, success is "
                 "1 - f^(N+1), exactly. A token bucket of 10 % (size 5, full at first) was "
                 "recorded in an independent simulator. Layers multiply: 3 attempts at 5 "
                 "layers are 243 calls (LAWS, section 5).",
             .judged =
                 "Successes of independent calls are held against their exact probability by the "
                 "binomial test, other exact values by the 99.9 % interval [ ] of the mean of n "
                 "runs. A recorded value (n=1) is one run of its own, with the spread of the "
                 "simulated runs and its rounding.",
             .reality =
                 "The models `service` and `service_clients`: one service with an error ratio, "
                 "and clients each with a connection, a retry policy and a budget of their "
                 "own. The source does not say how long its runs are; here they last 10 s, "
                 "about 10,000 calls, which matters for the token bucket: the tokens that it "
                 "holds at first are half of what it ever has.",
             .seeds = 200}) {}

  const FieldList& fields() const override { return FleetOptions::fields(); }
  std::string initial(const Field& field) const override {
    const FleetOptions base;
    return field.get(&base);
  }
  void check(const std::vector<Assignment>& assignments) const override {
    if (!assignments.empty()) own_point(info(), FleetOptions{}, assignments);
  }

  LawTable run(const LawRequest& request) const override {
    const bool own = !request.assignments.empty();
    std::vector<FleetPoint> points = recorded_points();
    if (own) points = {{"own point", own_point(info(), FleetOptions{}, request.assignments)}};
    const std::uint32_t seeds = request.seeds == 0 ? info().seeds : request.seeds;
    std::vector<std::optional<FleetEnd>> ends(points.size() * seeds);
    LawTable result = table();
    result.interrupted = !work_through(ends.size(), request, [&](std::size_t index) {
      ends[index] = run_fleet(points[index / seeds].options, request.first_seed + index % seeds);
    });
    for (std::size_t nth = 0; nth < points.size(); ++nth) {
      std::vector<FleetEnd> complete;
      for (std::size_t seed = 0; seed < seeds; ++seed) {
        if (ends[nth * seeds + seed]) complete.push_back(*ends[nth * seeds + seed]);
      }
      if (complete.size() < seeds) continue;
      for (const FleetEnd& end : complete) result.digest = mix(result.digest, end.digest);
      add_rows(result, points[nth], complete);
    }
    if (!own) add_layers(result, request.first_seed);
    return result;
  }

 private:
  static void add_layers(LawTable& table, std::uint64_t seed) {
    const LayersEnd end = run_layers(kAttempts, kLayers, seed);
    table.digest = mix(table.digest, end.digest);
    table.rows.push_back(
        exact_row({.point = fmt::format("{} attempts, {} layers", kAttempts, kLayers),
                   .quantity = "calls at the last"},
                  calls_through_layers(kAttempts, kLayers), static_cast<double>(end.calls)));
  }
};

}  // namespace

void add_retry_law(std::vector<std::unique_ptr<LoadLaw>>& laws) {
  laws.push_back(std::make_unique<RetryLaw>());
}

}  // namespace hindcast
