#include "tests/certificate/brute_force.hpp"

#include <algorithm>

#include "hindcast/sim/observation.hpp"

namespace hindcast::testing {
namespace {

class EveryAnswer final : public Chooser {
 public:
  explicit EveryAnswer(std::uint64_t deviations_max) : deviations_max_(deviations_max) {}

  bool asks(ChoiceKind) const override { return true; }
  bool follows_steps() const override { return true; }
  WaitSplit splits_waits() const override { return WaitSplit::permits; }

  std::uint32_t choose(const ChoicePoint& point) override {
    const bool deviates = point.kind == ChoiceKind::fault || point.kind == ChoiceKind::message;
    if (deviates && deviations_ == deviations_max_) return 0;
    if (depth_ == path_.size()) path_.push_back({0, point.arity});
    const std::uint32_t answer = path_[depth_++].answer;
    if (deviates && answer > 0) ++deviations_;
    return answer;
  }

  std::size_t depth() const { return depth_; }
  std::size_t branching() const {
    return static_cast<std::size_t>(std::count_if(
        path_.begin(), path_.end(), [](const Decision& one) { return one.arity > 1; }));
  }
  // Returns false when there is no other execution.
  bool advance() {
    depth_ = 0;
    deviations_ = 0;
    while (!path_.empty() && path_.back().answer + 1 == path_.back().arity) path_.pop_back();
    if (path_.empty()) return false;
    ++path_.back().answer;
    return true;
  }

 private:
  struct Decision {
    std::uint32_t answer;
    std::uint32_t arity;
  };

  std::uint64_t deviations_max_;
  std::uint64_t deviations_ = 0;
  std::size_t depth_ = 0;
  std::vector<Decision> path_;
};

class GivenAnswers final : public Chooser {
 public:
  explicit GivenAnswers(const ClaimedRun& run) : answers_(run.answers.begin(), run.answers.end()) {}

  bool asks(ChoiceKind) const override { return true; }
  WaitSplit splits_waits() const override { return WaitSplit::permits; }
  std::uint32_t choose(const ChoicePoint& point) override {
    const auto given = answers_.find(point.key().value);
    return given == answers_.end() || given->second >= point.arity ? 0 : given->second;
  }

 private:
  std::map<std::uint64_t, std::uint32_t> answers_;
};

// Runs the program in an empty world. Returns the property that failed.
std::string run(World& world, const SmallProgram& program, const Sizes& sizes) {
  const std::unique_ptr<Setting> setting = program.build(world, sizes);
  const Outcome& outcome = world.run();
  if (outcome.verdict != Verdict::passed) return outcome.property;
  return setting->violated().empty() ? "" : name_of(FailureMode::corruption);
}

}  // namespace

AllExecutions all_executions(const SmallProgram& program, const Sizes& sizes, std::uint64_t seed,
                             std::uint64_t deviations_max, std::uint64_t executions_max) {
  EveryAnswer chooser(deviations_max);
  World world(chooser, {.seed = seed});
  AllExecutions all;
  for (bool more = true; more; more = chooser.advance()) {
    if (all.executions == executions_max) return all;
    const std::string failed = run(world, program, sizes);
    ++all.executions;
    all.deepest = std::max<std::uint64_t>(all.deepest, chooser.depth());
    all.branching = std::max<std::uint64_t>(all.branching, chooser.branching());
    const std::uint64_t depth = chooser.depth();
    std::uint64_t& shortest = all.classes.try_emplace(world.class_hash(), depth).first->second;
    shortest = std::min(shortest, depth);
    if (!failed.empty()) {
      Failing& failing = all.failing[failed];
      ++failing.executions;
      failing.classes.insert(world.class_hash());
      failing.deadlock = world.outcome().verdict == Verdict::deadlocked;
    }
    world.rewind();
  }
  all.complete = true;
  return all;
}

Ending play(const SmallProgram& program, const Sizes& sizes, const ClaimedRun& run_claimed) {
  GivenAnswers chooser(run_claimed);
  World world(chooser, {.seed = run_claimed.seed});
  const std::string failed = run(world, program, sizes);
  return {failed, world.digest()};
}

}  // namespace hindcast::testing
