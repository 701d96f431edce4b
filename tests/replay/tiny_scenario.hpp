// A scenario small enough for tests of campaigns: a client calls a server through loss.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/scenario.hpp"
#include "tests/support/script.hpp"

namespace hindcast::testing {

class TinyScenario final : public Scenario {
 public:
  static constexpr std::uint64_t kCalls = 20;

  explicit TinyScenario(std::string name) {
    info_.name = std::move(name);
    info_.level = 1;
  }

  const ScenarioInfo& info() const override { return info_; }
  const std::string& system() const override { return system_; }
  const std::vector<Parameter>& parameters() const override { return parameters_; }
  std::vector<std::string> revisions() const override { return {"tiny=3"}; }

  std::unique_ptr<Experiment> build(World& world) const override {
    auto tally = std::make_unique<Tally>();
    std::uint64_t& answered = tally->answered;
    world.add<Script>(info_.name, [&world, &answered](Memory&) {
      spawn("caller", [&world, &answered] {
        for (std::uint64_t call = 0; call < kCalls; ++call) {
          sleep(std::chrono::milliseconds(1 + draw("think") % 10));
          if (choose(ChoiceKind::message, "loss", 2, Ratio::percent(30)) == 0) ++answered;
          if (world.story().listening()) {
            world.story().tell(now(), "caller", Weight::detail, "calls");
          }
        }
      });
    });
    return tally;
  }

 private:
  struct Tally final : Experiment {
    std::uint64_t answered = 0;

    Observation observe() override {
      Observation seen;
      seen.offered = kCalls;
      seen.good = answered;
      return seen;
    }
  };

  ScenarioInfo info_{};
  std::string system_ = "tiny";
  std::vector<Parameter> parameters_{};
};

}  // namespace hindcast::testing
