// Samplers: choosers that pick schedules at random, each with odds of its own. None replaces the
// search; a portfolio of them (hunt.hpp) finds what is too large to explore. Fibers that start do
// so before all else: starting touches nothing, and is no scheduling point here.
//
// - RandomWalk: each alternative is as likely as the others.
// - PriorityChanges: PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): random
//   priorities, lowered at depth - 1 random steps; a bug of that depth is found with probability of
//   at least 1 / (n k^(depth - 1)).
// - PartialOrder: POS (Yuan, Yang, Gu, CAV 2018): each pending event has a random priority, drawn
//   anew when an event that it races with ran.
// - UniformWalk: URW (Zhao et al., ASPLOS 2025): an actor is picked with the share of the steps
//   that it has still to take, which it learns from runs before. Where steps depend on what is read
//   and who blocks, it learns the tree of small programs, too: each answer has the share of the
//   interleavings that follow it, counted as far as they were seen.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "hindcast/replay/explore/dependence.hpp"
#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {

class Sampler : public Chooser {
 public:
  bool asks(ChoiceKind) const final { return true; }
  std::uint32_t choose(const ChoicePoint& point) final;

  // The next run draws from a stream of this seed.
  void begin(std::uint64_t seed);

 protected:
  virtual std::uint32_t pick(const ChoicePoint& point) = 0;
  virtual void began() {}
  // A question about something else than a schedule was answered.
  virtual void answered(std::uint32_t, std::uint32_t) {}

  std::uint64_t draw() { return stream_.next(); }
  std::uint32_t draw_below(std::uint64_t limit) {
    return static_cast<std::uint32_t>(bounded(draw(), limit));
  }

 private:
  KeyedStream stream_{0};
};

class RandomWalk final : public Sampler {
 protected:
  std::uint32_t pick(const ChoicePoint& point) override { return draw_below(point.arity); }
};

class PriorityChanges final : public Sampler {
 public:
  // `depth` - 1 priorities are lowered, at steps below `steps`. REQUIRES: both > 0.
  PriorityChanges(std::uint32_t depth, std::uint32_t steps) : depth_(depth), steps_(steps) {}

 protected:
  std::uint32_t pick(const ChoicePoint& point) override;
  void began() override;

 private:
  std::uint32_t depth_;
  std::uint32_t steps_;
  std::uint32_t taken_ = 0;
  std::vector<std::uint32_t> changes_;
  std::map<Key, std::uint64_t> priorities_;
};

class PartialOrder final : public Sampler {
 public:
  void stepped(const Step& step) override;

 protected:
  std::uint32_t pick(const ChoicePoint& point) override;
  void began() override { priorities_.clear(); }

 private:
  bool races(const Alternative& one, const Alternative& other) const;

  DependenceTable table_;
  std::map<Key, std::uint64_t> priorities_;  // of each actor's pending event
};

class UniformWalk final : public Sampler {
 public:
  void stepped(const Step& step) override;

 protected:
  std::uint32_t pick(const ChoicePoint& point) override;
  void began() override;
  void answered(std::uint32_t answer, std::uint32_t arity) override;

 private:
  static constexpr std::int32_t kNone = -1;

  // A question that was met, and how many interleavings follow each of its answers: as far as they
  // were seen, else estimated.
  struct Place {
    std::vector<std::uint64_t> orders;
    std::vector<std::int32_t> next;
    std::vector<std::uint8_t> seen;
  };
  struct Passed {
    std::int32_t place;
    std::uint32_t answer;
  };

  Place& enter(std::uint32_t arity);
  void pass(std::uint32_t answer);
  void learn();
  std::uint64_t left_of(Key actor);
  std::uint64_t estimate(const ChoicePoint& point, std::uint32_t first);
  std::uint32_t pick_by(const std::vector<std::uint64_t>& weights);

  std::map<Key, std::uint64_t> taken_;
  std::map<Key, std::uint64_t> usual_;  // steps of each actor in the longest run so far
  std::vector<Place> places_;
  std::vector<Passed> passed_;  // in this run
  std::int32_t here_ = kNone;   // where the next question is, if it is known
  std::size_t answers_ = 0;     // of all places
  bool lost_ = false;           // no more is remembered of this run
};

}  // namespace hindcast
