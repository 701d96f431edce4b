#include "hindcast/replay/blame.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/replay/shrink.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {
namespace {

constexpr Duration kFinest = Duration(std::chrono::milliseconds(1));
constexpr std::uint64_t kFutureLabels = 0x66757475ULL;

// Answers as the run did up to an instant, and as a random run from it on.
class FutureChooser final : public Chooser {
 public:
  FutureChooser(const Token& token, Instant at)
      : past_(token), future_(token.seed), at_(at), schedule_(token.asks_schedule) {}

  bool asks(ChoiceKind kind) const override {
    return kind == ChoiceKind::schedule ? schedule_ : true;
  }
  WaitSplit splits_waits() const override { return past_.splits_waits(); }
  std::uint32_t choose(const ChoicePoint& point) override {
    if (Scheduler::current().now() >= at_) return future_.choose(point);
    return past_.asks(point.kind) ? past_.choose(point) : 0;
  }

 private:
  TokenChooser past_;
  RandomChooser future_;
  Instant at_;
  bool schedule_;
};

bool apart(const BlamePoint& before, const BlamePoint& after) {
  const Interval left = before.fails.interval();
  const Interval right = after.fails.interval();
  return left.high < right.low || right.high < left.low;
}

// By how much the share of one moment differs from that of the other.
double difference(const BlamePoint& before, const BlamePoint& after) {
  const auto share = [](const BlamePoint& point) {
    return static_cast<double>(point.fails.hits) / static_cast<double>(point.fails.trials);
  };
  return std::abs(share(after) - share(before));
}

class Blamer {
 public:
  Blamer(const Scenario& scenario, const Token& token, const BlameOptions& options)
      : scenario_(scenario), token_(token), options_(options) {}

  Blame blame() {
    result_.run =
        execute_token(scenario_, token_, {.limits = options_.limits, .tells_story = true});
    const std::int64_t end = result_.run.end.count();
    const std::int64_t evenly = std::max<std::int64_t>(2, options_.moments / 2);
    for (std::int64_t part = 0; part < evenly; ++part) add_point(end / evenly * part);
    while (result_.points.size() < options_.moments && !options_.is_interrupted() && refine()) {
    }
    find_jumps();
    return std::move(result_);
  }

 private:
  void add_point(std::int64_t nanoseconds) {
    BlamePoint point{Instant::at(Duration::nanoseconds(nanoseconds)), {0, options_.futures}};
    std::vector<char> failed(options_.futures, 0);
    const WorkOptions work{.jobs = options_.jobs, .stop = options_.interrupted};
    work_in_parallel(options_.futures, work, [&](std::size_t index) {
      failed[index] = future_fails(point.at, index) ? 1 : 0;
    });
    if (options_.is_interrupted()) return;
    point.fails.hits = static_cast<std::uint64_t>(std::count(failed.begin(), failed.end(), 1));
    result_.futures += options_.futures;
    const auto place = std::lower_bound(
        result_.points.begin(), result_.points.end(), point,
        [](const BlamePoint& left, const BlamePoint& right) { return left.at < right.at; });
    result_.points.insert(place, point);
  }

  bool future_fails(Instant at, std::size_t nth) const {
    ExecuteOptions execution{.seed = token_.seed, .limits = options_.limits};
    execution.reseeds = token_.reseeds;
    std::erase_if(execution.reseeds, [&](const Reseed& reseed) { return reseed.at >= at; });
    execution.reseeds.push_back({at, mix(mix(token_.seed, kFutureLabels), nth)});
    FutureChooser chooser(token_, at);
    return fails_alike(execute(scenario_, chooser, execution), result_.run);
  }

  // Looks into the middle of the pair that differs most. Returns false when no pair is worth it.
  bool refine() {
    double most = 0;
    std::size_t place = 0;
    for (std::size_t index = 1; index < result_.points.size(); ++index) {
      const BlamePoint& before = result_.points[index - 1];
      const BlamePoint& after = result_.points[index];
      if (after.at - before.at < 2 * kFinest || difference(before, after) <= most) continue;
      most = difference(before, after);
      place = index;
    }
    if (place == 0) return false;
    const std::int64_t from = result_.points[place - 1].at.count();
    add_point(from + (result_.points[place].at.count() - from) / 2);
    return true;
  }

  void find_jumps() {
    const std::vector<BlamePoint>& points = result_.points;
    for (std::size_t index = 1; index < points.size(); ++index) {
      if (apart(points[index - 1], points[index])) {
        result_.jumps.push_back(jump(points[index - 1], points[index]));
      }
    }
    std::stable_sort(result_.jumps.begin(), result_.jumps.end(),
                     [](const BlameJump& left, const BlameJump& right) {
                       return difference(left.before, left.after) >
                              difference(right.before, right.after);
                     });
    const auto certain = [](const BlamePoint& point) {
      return point.fails.hits == point.fails.trials;
    };
    std::size_t last = points.size();
    while (last > 0 && certain(points[last - 1])) --last;
    if (last > 0 && last < points.size()) result_.critical = jump(points[last - 1], points[last]);
  }

  // The turning points that the story tells of the time between, or, if there are none, the rest.
  BlameJump jump(const BlamePoint& before, const BlamePoint& after) const {
    BlameJump found{before, after, {}};
    for (const Weight least : {Weight::turning_point, Weight::notable, Weight::detail}) {
      for (const StoryLine& line : result_.run.story) {
        const bool between = line.at >= before.at && line.at < after.at;
        if (between && line.weight >= least) found.told.push_back(line);
      }
      if (!found.told.empty()) break;
    }
    return found;
  }

  const Scenario& scenario_;
  const Token& token_;
  const BlameOptions& options_;
  Blame result_;
};

}  // namespace

Blame blame(const Scenario& scenario, const Token& token, const BlameOptions& options) {
  return Blamer(scenario, token, options).blame();
}

}  // namespace hindcast
