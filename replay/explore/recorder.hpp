// Recorder: notes every answer that is not 0, so that an execution can be run again.
#pragma once

#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/sim/chooser.hpp"

namespace hindcast {

class Recorder final : public Chooser {
 public:
  explicit Recorder(Chooser& inner) : inner_(inner) {}

  bool asks(ChoiceKind kind) const override { return inner_.asks(kind); }
  bool follows_steps() const override { return inner_.follows_steps(); }
  WaitSplit splits_waits() const override { return inner_.splits_waits(); }
  std::uint32_t choose(const ChoicePoint& point) override {
    const std::uint32_t answer = inner_.choose(point);
    if (answer == 0 || answer == kStop) return answer;
    deviations_.push_back({point.key(), answer});
    if (point.kind != ChoiceKind::schedule) {
      answers_.push_back({point.kind, point.label.text(), point.nth, point.arity, answer});
    }
    return answer;
  }
  void stepped(const Step& step) override { inner_.stepped(step); }

  // An execution begins.
  void begin() {
    deviations_.clear();
    answers_.clear();
  }
  const std::vector<Deviation>& deviations() const { return deviations_; }
  const std::vector<UnquietAnswer>& answers() const { return answers_; }

 private:
  Chooser& inner_;
  std::vector<Deviation> deviations_;
  std::vector<UnquietAnswer> answers_;
};

}  // namespace hindcast
