// The choosers that need no search: the calm day, a random run, and a run with some answers given.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "hindcast/sim/chooser.hpp"

namespace hindcast {

// Answers 0 to everything: no fault, no loss, first in, first out.
class QuietChooser final : public Chooser {
 public:
  bool asks(ChoiceKind) const override { return false; }
  std::uint32_t choose(const ChoicePoint&) override { return 0; }
};

// Answers each question from its own keyed stream of the seed, so that a question that appears or
// vanishes changes no other answer. Schedules are not asked: order varies through delays. After a
// reseed (sim/reseed.hpp) it answers from the world's new seed.
class RandomChooser final : public Chooser {
 public:
  explicit RandomChooser(std::uint64_t seed) : seed_(seed) {}

  bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint& point) override;

 private:
  std::uint64_t seed_;
};

// One answer other than what the base chooser would give.
struct Deviation {
  Key question;
  std::uint32_t answer = 0;

  friend auto operator<=>(const Deviation&, const Deviation&) = default;
};

// Answers as another chooser does, but for the given questions. Where schedules are asked, waits
// are split as the explorer splits them, so that its questions come again.
class DeviatingChooser final : public Chooser {
 public:
  DeviatingChooser(Chooser& base, const std::vector<Deviation>& deviations, bool asks_schedule,
                   WaitSplit split = WaitSplit::permits);

  bool asks(ChoiceKind kind) const override;
  WaitSplit splits_waits() const override { return split_; }
  std::uint32_t choose(const ChoicePoint& point) override;

  // How many of the given deviations were met: one that was not names no question of this run.
  std::size_t met() const { return met_; }

 private:
  Chooser& base_;
  std::map<Key, std::uint32_t> answers_;
  bool asks_schedule_;
  WaitSplit split_;
  std::size_t met_ = 0;
};

}  // namespace hindcast
