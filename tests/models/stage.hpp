// What the tests of disk, queue and MCP server share: a chooser that follows a list, and a
// component whose life is a script.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/sim/component.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"
#include "tests/support/choosers.hpp"

namespace hindcast {

// Answers 0, except to questions with this label, which get the answers in turn. With a seed other
// than 0 it answers all others at random.
class ScriptedChooser final : public Chooser {
 public:
  explicit ScriptedChooser(std::uint64_t seed = 0) : others_(seed), is_random_(seed != 0) {}
  ScriptedChooser(std::string_view label, std::vector<std::uint32_t> answers)
      : label_(label), answers_(std::move(answers)) {}

  bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint& point) override {
    if (point.label.text() != label_) return is_random_ ? others_.choose(point) : 0;
    arities_.push_back(point.arity);
    return next_ < answers_.size() ? std::min(answers_[next_++], point.arity - 1) : 0;
  }
  const std::vector<std::uint32_t>& arities() const { return arities_; }

 private:
  testing::Seeded others_{0};
  bool is_random_ = false;
  std::string_view label_;
  std::vector<std::uint32_t> answers_;
  std::vector<std::uint32_t> arities_;
  std::size_t next_ = 0;
};

struct ScriptOptions {
  std::function<void()> body = {};
};

// Runs its body on a fiber of its node, in each life.
class Script final : public Component {
 public:
  using Options = ScriptOptions;
  Script(const Place& place, Options options) : Component(place), options_(std::move(options)) {}

 private:
  std::unique_ptr<Process> boot() override {
    spawn("script", [this] { options_.body(); }, {.serves = true});
    return std::make_unique<Process>();
  }

  Options options_;
};

}  // namespace hindcast
