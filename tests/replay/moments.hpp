// A scenario for tests of what is between runs: its body runs on a fiber, its properties are given.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/scenario.hpp"
#include "tests/support/script.hpp"

namespace hindcast::testing {

// What the fiber of one run remembers.
struct Remembered {
  std::uint64_t count = 0;
  bool done = false;
};

class Moments final : public Scenario {
 public:
  using Body = std::function<void(World&, Remembered&)>;
  using Watch = std::function<void(World&, const Remembered&)>;

  Moments(Body body, Watch watch) : body_(std::move(body)), watch_(std::move(watch)) {
    info_.name = "moments";
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return system_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override { return {"moments=1"}; }
  std::unique_ptr<Experiment> build(World& world) const override {
    auto kept = std::make_unique<Kept>();
    Remembered& memory = kept->memory;
    world.add<Script>("script", [this, &world, &memory](Memory&) {
      spawn("body", [this, &world, &memory] {
        body_(world, memory);
        memory.done = true;
      });
    });
    watch_(world, memory);
    return kept;
  }

 private:
  struct Kept final : Experiment {
    Remembered memory;
    Observation observe() override { return {}; }
  };

  Body body_;
  Watch watch_;
  ScenarioInfo info_;
  std::string system_ = "moments";
  std::vector<Parameter> parameters_;
};

}  // namespace hindcast::testing
