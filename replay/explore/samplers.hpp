// Samplers: choosers that pick schedules at random, each with odds of its own. None replaces the
// search; a portfolio of them could find what is too large to explore (no command runs one yet).
// Fibers that start do so before
// all else: starting touches nothing, and is no scheduling point here.
//
// - RandomWalk: each alternative is as likely as the others.
// - PriorityChanges: PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): random
//   priorities, lowered at depth - 1 random steps; a bug of that depth is found with probability of
//   at least 1 / (n k^(depth - 1)).
// - PartialOrder: POS (Yuan, Yang, Gu, CAV 2018): each pending event has a random priority, drawn
//   anew when an event that it races with ran.
// - UniformWalk: URW (Zhao et al., ASPLOS 2025): an actor is picked with the share of the steps
//   that it has still to take, which it learns from runs before; uniform over interleavings where
//   nobody blocks.
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

 private:
  std::map<Key, std::uint64_t> taken_;
  std::map<Key, std::uint64_t> usual_;  // steps of each actor in the longest run so far
};

}  // namespace hindcast
