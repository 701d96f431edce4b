#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/classics.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/samplers.hpp"

using namespace hindcast;
using namespace hindcast::classics;

namespace {

constexpr std::uint64_t kRuns = 20'000;

bool fails(const Program& program, Chooser& chooser) {
  World world(chooser);
  ProgramBuilder builder(world);
  program(builder);
  return world.run().verdict != Verdict::passed || builder.violated_at_end() != nullptr;
}

// Runs the sampler and checks that the rate of failures lies in the 99.9 % interval of `odds`.
void check_odds(const Program& program, Sampler& sampler, double odds) {
  std::uint64_t failures = 0;
  for (std::uint64_t run = 0; run < kRuns; ++run) {
    sampler.begin(run + 1);
    if (fails(program, sampler)) ++failures;
  }
  const double rate = static_cast<double>(failures) / static_cast<double>(kRuns);
  const double half_width = 3.2905 * std::sqrt(odds * (1 - odds) / static_cast<double>(kRuns));
  CAPTURE(rate);
  CAPTURE(odds);
  CHECK(std::abs(rate - odds) <= half_width);
}

// Walks over all schedules and adds up the odds of those that fail.
class Odds final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return true; }
  std::uint32_t choose(const ChoicePoint& point) override {
    for (std::uint32_t index = 0; index < point.arity; ++index) {
      if (point.alternatives[index].next == Operation::start) return index;
    }
    if (depth_ == path_.size()) path_.push_back({0, point.arity});
    chance_ /= point.arity;
    return path_[depth_++].answer;
  }
  // Returns the exact odds that a random walk fails.
  double walk(const Program& program) {
    double failing = 0;
    do {
      depth_ = 0;
      chance_ = 1;
      if (fails(program, *this)) failing += chance_;
    } while (advance());
    return failing;
  }

 private:
  struct Place {
    std::uint32_t answer;
    std::uint32_t arity;
  };
  bool advance() {
    while (!path_.empty()) {
      if (++path_.back().answer < path_.back().arity) return true;
      path_.pop_back();
    }
    return false;
  }

  std::vector<Place> path_;
  std::size_t depth_ = 0;
  double chance_ = 1;
};

// Runs all interleavings in which nobody requests a mutex that is held, as where a lock is one step
// that must wait for the mutex to be free.
class Classical final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return true; }
  bool follows_steps() const override { return true; }
  std::uint32_t choose(const ChoicePoint& point) override {
    std::vector<std::uint32_t> open;
    for (std::uint32_t index = 0; index < point.arity; ++index) {
      const Alternative& alternative = point.alternatives[index];
      if (alternative.next == Operation::start) return index;
      const bool blocks =
          alternative.next == Operation::lock_request && held_.contains(alternative.object);
      if (!blocks) open.push_back(index);
    }
    if (open.empty()) return kStop;
    if (open.size() == 1) return open.front();
    if (depth_ == path_.size()) path_.emplace_back(0, open.size());
    return open[path_[depth_++].first];
  }
  void stepped(const Step& step) override {
    for (const Access& access : step.accesses) {
      if (access.operation == Operation::lock_wait) held_.insert(access.object);
      if (access.operation == Operation::lock_release) held_.erase(access.object);
    }
  }
  // Returns the failing ones and all.
  std::pair<std::uint64_t, std::uint64_t> count(const Program& program) {
    std::uint64_t failing = 0;
    std::uint64_t all = 0;
    do {
      depth_ = 0;
      held_.clear();
      ++all;
      if (fails(program, *this)) ++failing;
    } while (advance());
    return {failing, all};
  }

 private:
  bool advance() {
    while (!path_.empty()) {
      if (++path_.back().first < path_.back().second) return true;
      path_.pop_back();
    }
    return false;
  }

  std::vector<std::pair<std::size_t, std::size_t>> path_;
  std::size_t depth_ = 0;
  std::set<Key> held_;
};

// Returns failing and all interleavings.
std::pair<std::uint64_t, std::uint64_t> interleavings(const Program& program) {
  return Classical().count(program);
}

// The share of failing ones among all interleavings, in which a request of a held mutex is a step.
double share_of_own_interleavings(const Program& program) {
  const ExploreResult all = explore(
      program, {.reduction = Reduction::none, .starts_first = true, .counts_classes = false});
  return static_cast<double>(all.violations + all.deadlocks) / static_cast<double>(all.executions);
}

}  // namespace

TEST_CASE("the sampled programs have the traces of the literature") {
  CHECK(explore(late(5)).executions == 6);
  CHECK(explore(late(5)).violations == 1);
  CHECK(explore(reorder(3)).executions == 56);
  CHECK(explore(reorder(3)).violations == 12);
  CHECK(explore(reorder(4)).executions == 1248);
  CHECK(explore(reorder(4)).violations == 216);
  CHECK(explore(twostage()).executions == 3);
  CHECK(explore(twostage()).violations == 1);
  CHECK(explore(two_locks()).executions == 3);
  CHECK(explore(two_locks()).deadlocks == 1);
  for (std::uint32_t n = 3; n <= 7; ++n) {
    CHECK(explore(philosophers(n, false)).executions == (1U << n) - 1);
    CHECK(explore(philosophers(n, false)).deadlocks == 1);
  }
}

TEST_CASE("the odds of a random walk, added up over all schedules, are the known ones") {
  CHECK(Odds().walk(late(5)) == doctest::Approx(1.0 / 32));
  for (const std::uint32_t length : {1U, 3U, 8U}) {
    CHECK(Odds().walk(late(length)) == doctest::Approx(1.0 / (1U << length)));
  }
  CHECK(Odds().walk(philosophers(3, false)) == doctest::Approx(.3333).epsilon(.001));
  CHECK(Odds().walk(reorder(3)) == doctest::Approx(.0494).epsilon(.002));
  CHECK(Odds().walk(twostage()) == doctest::Approx(.03125));
  CHECK(Odds().walk(two_locks()) == doctest::Approx(.5));
}

TEST_CASE("the share of failing interleavings is the known one") {
  for (const std::uint32_t length : {1U, 3U, 8U}) {
    const auto [failing, every] = interleavings(late(length));
    CHECK(failing * (length + 1) == every);
  }
  const auto [setters_failing, setters_all] = interleavings(reorder(3));
  CHECK(static_cast<double>(setters_failing) / static_cast<double>(setters_all) ==
        doctest::Approx(.1047).epsilon(.001));
  const auto [deadlocks, all] = interleavings(philosophers(3, false));
  CHECK(deadlocks * 28 == all);
  const auto [late_failing, late_all] = interleavings(late(5));
  CHECK(late_failing * 6 == late_all);
  const auto [stages_failing, stages_all] = interleavings(twostage());
  CHECK(stages_failing * 37 == stages_all);
  const auto [locks_failing, locks_all] = interleavings(two_locks());
  CHECK(locks_failing * 3 == locks_all);
}

TEST_CASE("a random walk fails as often as its odds say") {
  RandomWalk walk;
  for (const std::uint32_t length : {1U, 3U, 5U, 8U}) {
    check_odds(late(length), walk, 1.0 / (1U << length));
  }
  // EXPLORATION's table, to four digits: their rounding is a hundredth of the interval.
  constexpr double kPhilosophers[] = {1.0 / 3, 11.0 / 48, .1583, .1095, .0757};
  for (std::uint32_t n = 3; n <= 7; ++n) {
    check_odds(philosophers(n, false), walk, kPhilosophers[n - 3]);
  }
  check_odds(reorder(3), walk, Odds().walk(reorder(3)));
  check_odds(reorder(4), walk, .0381);
  check_odds(twostage(), walk, 1.0 / 32);
  check_odds(two_locks(), walk, .5);
}

TEST_CASE("priorities without a change put one fiber's step last half of the time") {
  for (const std::uint32_t length : {2U, 5U, 12U}) {
    PriorityChanges priorities(1, length + 1);
    check_odds(late(length), priorities, .5);
  }
}

TEST_CASE("partial order sampling of independent steps is uniform over their orders") {
  // B's step and A's L steps touch different cells: B comes last if its one priority is the lowest
  // of L + 1.
  const Program apart = [](ProgramBuilder& program) {
    auto& a = program.cell<std::uint32_t>("a");
    auto& b = program.cell<std::uint32_t>("b");
    auto& last = program.make<bool>(false);
    program.fiber("A", [&] {
      for (std::uint32_t step = 1; step <= 5; ++step) a.write(step);
    });
    program.fiber("B", [&] {
      b.write(1);
      last = a.peek() == 5;
    });
    program.holds_at_end("B is not last", [&last] { return !last; });
  };
  PartialOrder sampler;
  check_odds(apart, sampler, 1.0 / 6);
}

TEST_CASE("a uniform walk makes each interleaving equally likely where nobody blocks") {
  UniformWalk walk;
  walk.begin(0);
  fails(late(5), walk);  // learns how many steps each fiber takes
  check_odds(late(5), walk, 1.0 / 6);
  for (const std::uint32_t length : {2U, 9U}) {
    UniformWalk learner;
    learner.begin(0);
    fails(late(length), learner);
    check_odds(late(length), learner, 1.0 / (length + 1));
  }
  const Program increments = [](ProgramBuilder& program) {
    auto& x = program.cell<std::uint32_t>("x");
    for (int nth = 0; nth < 3; ++nth) {
      program.fiber("increment", [&x] { x.write(x.read() + 1); });
    }
    program.holds_at_end("no update is lost", [&x] { return x.peek() == 3; });
  };
  // All but the 3! serial ones of the 6! / 2!^3 interleavings lose an update.
  CHECK(interleavings(increments) == std::pair<std::uint64_t, std::uint64_t>(84, 90));
  UniformWalk other;
  other.begin(0);
  fails(increments, other);
  check_odds(increments, other, 84.0 / 90);
}

TEST_CASE("a uniform walk is uniform where steps depend on what is read") {
  UniformWalk three;
  check_odds(reorder(3), three, .1047);
  UniformWalk four;
  check_odds(reorder(4), four, .0742);
}

TEST_CASE("a uniform walk is uniform where fibers block, over the interleavings as they are here") {
  for (const Program& program : {two_locks(), twostage(), philosophers(3, false)}) {
    UniformWalk walk;
    check_odds(program, walk, share_of_own_interleavings(program));
  }
}
