// The laws of retry storms: which load, queue, budget and trigger a server recovers from.
#include <fmt/format.h>

#include "hindcast/replay/laws/retries.hpp"
#include "hindcast/scenarios/cli/laws/storm_runs.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kRecordedRuns = 1'000;  // LAWS, section 2

constexpr const char* kJudged =
    "Both columns are samples: a row agrees unless Fisher's exact two-sided test finds that two "
    "samples of one law would differ so much less often than once in 1,000. [ ] are Wilson's 95 % "
    "intervals.";

// LAWS, section 2.
StormOptions recorded_storm() {
  StormOptions options;
  options.queue = 200;
  options.rejected = Rejected::at_timeout;
  return options;
}

std::optional<Share> recorded(double share) {
  return Share{static_cast<std::uint64_t>(share * kRecordedRuns + 0.5), kRecordedRuns};
}

// What the laws say of the point beside the recorded sample.
std::string limit_words(const StormOptions& options) {
  const double load = per_second(options.load);
  const double capacity = per_second(options.capacity);
  std::string text = fmt::format("C/(R+1) = {:.3g}/s", stable_load(capacity, options.retries));
  if (options.budget.kind == RetryBudgetOptions::Kind::ratio) {
    text += fmt::format("; load (1+b) = {:.3g}/s of C = {:.3g}/s",
                        load * (1 + as_number(options.budget.ratio)), capacity);
  }
  if (options.queue != StormOptions::kUnlimited) {
    const double places = capacity * static_cast<double>(options.timeout.count()) / 1e9;
    text += fmt::format("; mu * timeout = {:.4g} places of {}", places, options.queue);
    text += fmt::format("; rejected = {}", name_of(options.rejected));
  }
  return text;
}

// What the mean field says of a load: where it settles, and beyond which load it runs away.
std::string field_words(const StormOptions& options) {
  const double load = per_second(options.load);
  const FixedPoints points =
      fixed_points({.load = load,
                    .capacity = per_second(options.capacity),
                    .timeout = static_cast<double>(options.timeout.count()) / 1e9,
                    .retries = options.retries});
  if (!points.stable) {
    return fmt::format("mean field at {:.3g}/s: no fixed point, so collapse is certain", load);
  }
  std::string text = fmt::format("mean field at {:.3g}/s: stable at {:.3g}/s (p = {:.3g})", load,
                                 points.stable->effective, points.stable->timed_out);
  if (points.unstable) {
    text += fmt::format(", runs away beyond {:.3g}/s (p = {:.3g})", points.unstable->effective,
                        points.unstable->timed_out);
  }
  return text + "; p is the share of attempts that time out";
}

// A law about storms: one field of StormOptions varies.
class StormLaw final : public LoadLaw {
 public:
  StormLaw(LawInfo info, StormOptions base, std::vector<StormPoint> points)
      : LoadLaw(std::move(info)), base_(base), points_(std::move(points)) {
    base_.rejected = Rejected::unstated;
  }

  const FieldList& fields() const override { return StormOptions::fields(); }
  std::string initial(const Field& field) const override { return field.get(&base_); }

  void check(const std::vector<Assignment>& assignments) const override {
    if (!assignments.empty()) own_point(info(), base_, assignments);
  }

  LawTable run(const LawRequest& request) const override {
    std::vector<StormPoint> points = points_;
    LawTable result = table();
    if (!request.assignments.empty()) {
      const StormOptions own = own_point(info(), base_, request.assignments);
      points = {{"own point", own, std::nullopt}};
      result.notes.push_back(limit_words(own));
      result.notes.push_back(field_words(own));
    } else {
      result.notes.push_back("Rejected calls are retried at the timeout (rejected = at_timeout).");
      if (base_.load != StormOptions{}.load) result.notes.push_back(field_words(base_));
    }
    const std::uint32_t seeds = request.seeds == 0 ? info().seeds : request.seeds;
    const StormEnds ends = run_storms(points, seeds, request);
    result.interrupted = ends.interrupted;
    for (std::size_t nth = 0; nth < points.size(); ++nth) {
      if (ends.points[nth].empty()) continue;
      result.rows.push_back(share_row({.point = points[nth].name, .quantity = "down at the end"},
                                      down_share(ends.points[nth]), points[nth].down));
      add_digests(result, ends.points[nth]);
    }
    return result;
  }

 private:
  StormOptions base_;
  std::vector<StormPoint> points_;
};

LawInfo storm_info(std::string name, std::string title, std::string statement) {
  return {.name = std::move(name),
          .title = std::move(title),
          .statement = std::move(statement),
          .judged = kJudged,
          .reality = kStormReality,
          .seeds = static_cast<std::uint32_t>(kRecordedRuns)};
}

struct Recorded {
  double at;
  double down;
};

std::vector<StormPoint> load_points() {
  std::vector<StormPoint> points;
  const auto add = [&points](std::uint32_t retries, const std::vector<Recorded>& rows) {
    for (const Recorded& row : rows) {
      StormOptions options = recorded_storm();
      options.retries = retries;
      options.load = rate_of(row.at);
      points.push_back(
          {fmt::format("R={} load {}/s", retries, row.at), options, recorded(row.down)});
    }
  };
  add(3, {{2.2, .001}, {2.3, .023}, {2.4, .187}, {2.5, .582}, {2.6, .877}, {2.7, .979}, {3.0, 1}});
  add(1, {{4.5, .003}, {4.8, .226}, {5.0, .749}, {5.1, .910}, {5.5, 1}});
  return points;
}

StormOptions at_eight() {
  StormOptions options = recorded_storm();
  options.load = Rate::per_second(8);
  return options;
}

std::vector<StormPoint> queue_points() {
  std::vector<StormPoint> points;
  for (const Recorded row : {Recorded{28, 0}, {30, .003}, {40, .988}, {60, 1}}) {
    StormOptions options = at_eight();
    options.queue = static_cast<std::uint64_t>(row.at);
    points.push_back({fmt::format("K={} load 8/s", row.at), options, recorded(row.down)});
  }
  return points;
}

std::vector<StormPoint> budget_points() {
  std::vector<StormPoint> points;
  for (const Recorded row : {Recorded{.05, 0}, {.15, .010}, {.20, .271}, {.30, .993}}) {
    StormOptions options = at_eight();
    options.budget.kind = RetryBudgetOptions::Kind::ratio;
    options.budget.ratio = Ratio::parts_per_billion(static_cast<std::uint64_t>(row.at * 1e9 + 0.5));
    points.push_back({fmt::format("b={:.2f} load 8/s", row.at), options, recorded(row.down)});
  }
  return points;
}

std::vector<StormPoint> trigger_points() {
  std::vector<StormPoint> points;
  const auto add = [&points](double load, const std::vector<Recorded>& rows) {
    for (const Recorded& row : rows) {
      StormOptions options = recorded_storm();
      options.load = rate_of(load);
      options.trigger_length = Duration(1s) * static_cast<std::int64_t>(row.at);
      points.push_back(
          {fmt::format("load {}/s trigger {} s", load, row.at), options, recorded(row.down)});
    }
  };
  add(5, {{0, 0}, {1, .024}, {2, .557}, {5, 1}});
  add(8, {{0, .194}, {1, .410}, {2, .874}, {3, .994}});
  return points;
}

}  // namespace

void add_storm_laws(std::vector<std::unique_ptr<LoadLaw>>& laws) {
  const auto add = [&laws](LawInfo info, const StormOptions& base, std::vector<StormPoint> points) {
    laws.push_back(std::make_unique<StormLaw>(std::move(info), base, std::move(points)));
  };
  add(storm_info("laws/retry_storm", "a retry storm outlives its trigger",
                 "One server of mu = 10/s with a queue of 200, clients with a timeout of 3 s and R "
                 "immediate retries; 30/s for 20 s. It recovers below C/(R+1): 2.5/s for R = 3, "
                 "5/s for R = 1. The law is the fraction of 1,000 runs of an independent event "
                 "simulator that were still down after 600 s (LAWS, section 2)."),
      recorded_storm(), load_points());
  add(storm_info("laws/queue_bound", "a short queue ends a retry storm",
                 "The same at 8/s with R = 3 and a queue of K: safe up to about mu * timeout = 30 "
                 "places, where nobody who is served has left (LAWS, section 2)."),
      at_eight(), queue_points());
  add(storm_info("laws/retry_budget", "a retry budget ends a retry storm",
                 "The same at 8/s with R = 3 and a budget of b retries per call, from a bucket of "
                 "5: safe while load (1 + b) < C, b < .25 (LAWS, section 2)."),
      at_eight(), budget_points());
  add(storm_info("laws/trigger_length", "how long a trigger must be",
                 "The same with R = 3 at 5/s and 8/s; the trigger is 30/s for 0 to 5 s. At 8/s "
                 "noise alone can push the system over (LAWS, section 2)."),
      at_eight(), trigger_points());
}

}  // namespace hindcast
