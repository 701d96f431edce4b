// Pump: a run that was, and then the answers of its last part again and again, for ever. So a cycle
// that an exploration suspects comes round in a world of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "hindcast/sim/chooser.hpp"

namespace hindcast {

// An answer that was given; one about schedules by who ran, since the same state may list them in
// another order.
struct GivenAnswer {
  std::uint32_t answer = 0;
  Key actor{};
};

class Pump final : public Chooser {
 public:
  // `like` says which questions were asked; what comes round begins with the answer `first`.
  Pump(const Chooser& like, std::vector<GivenAnswer> answers, std::size_t first)
      : like_(like), answers_(std::move(answers)), first_(first) {}

  bool asks(ChoiceKind kind) const override { return like_.asks(kind); }
  bool follows_steps() const override { return like_.follows_steps(); }
  WaitSplit splits_waits() const override { return like_.splits_waits(); }

  // Prunes the run when an answer does not fit: it did not come round.
  std::uint32_t choose(const ChoicePoint& point) override {
    const GivenAnswer given = next();
    for (std::uint32_t index = 0; index < point.alternatives.size(); ++index) {
      if (point.alternatives[index].actor == given.actor) return index;
    }
    return given.answer < point.arity ? given.answer : kStop;
  }

 private:
  GivenAnswer next() {
    if (given_ == answers_.size()) {
      if (first_ == answers_.size()) return {};  // nothing is asked on the way round
      given_ = first_;
    }
    return answers_[given_++];
  }

  const Chooser& like_;
  std::vector<GivenAnswer> answers_;
  std::size_t first_;
  std::size_t given_ = 0;
};

}  // namespace hindcast
