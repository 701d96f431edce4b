// Recorder: notes the answers of another chooser, so that an execution can be run again.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/pump.hpp"
#include "hindcast/sim/chooser.hpp"

namespace hindcast {

class Recorder final : public Chooser {
 public:
  explicit Recorder(Chooser& inner) : inner_(inner) {}

  bool asks(ChoiceKind kind) const override { return inner_.asks(kind); }
  bool follows_steps() const override { return inner_.follows_steps(); }
  WaitSplit splits_waits() const override { return inner_.splits_waits(); }
  std::span<const Foreseen> foreseen() override {
    const std::span<const Foreseen> foreseen = inner_.foreseen();
    foreseen_ = foreseen.size();
    return foreseen;
  }
  std::uint32_t choose(const ChoicePoint& point) override;
  void stepped(const Step& step) override { inner_.stepped(step); }

  // An execution begins.
  void begin() {
    foreseen_ = 0;
    asked_.clear();
    answers_.clear();
    given_.clear();
  }
  // Whether to keep the quiet answers, too.
  void keep_all(bool keeps) { keeps_all_ = keeps; }
  const std::vector<GivenAnswer>& given() const { return given_; }
  std::vector<Deviation> deviations() const;
  const std::vector<UnquietAnswer>& answers() const { return answers_; }

 private:
  // Named only when somebody wants to know: hashing each name would take longer than the answer.
  struct Asked {
    ChoiceKind kind = ChoiceKind::schedule;
    Key asker{};
    Label label = "";
    std::uint32_t nth = 0;
    std::uint32_t answer = 0;

    Key key() const { return ChoicePoint{kind, asker, label, nth, 0, Ratio::zero(), {}}.key(); }
  };

  Chooser& inner_;
  std::size_t foreseen_ = 0;  // answers to questions that were not put
  std::vector<Asked> asked_;
  std::vector<UnquietAnswer> answers_;
  bool keeps_all_ = true;
  std::vector<GivenAnswer> given_;
};

}  // namespace hindcast
