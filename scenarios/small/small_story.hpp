// SmallStory: the frame of a story that is searched exhaustively. The design has no load to speak
// of; the story sends each call itself, asks about its fault wherever that may strike, and ends the
// run. What it meant is judged by the same oracles as in every other story.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hindcast/scenarios/catalogue/platform.hpp"
#include "hindcast/scenarios/catalogue/scenario_kind.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/sim/scenario.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

class SmallStory : public Experiment {
 public:
  SmallStory(World& world, const Design& design);

  Observation observe() final;

 protected:
  static constexpr std::uint32_t kCustomer = 0;  // whose context all calls are about

  // The story, on an adversary's fiber, once all processes have booted. When it returns the run
  // ends.
  virtual void tell() = 0;
  virtual void add_observations(Observation&) {}

  World& world() const { return world_; }
  const Design& design() const { return design_; }
  Platform& platform() { return platform_; }
  // The context is in the cache, fresh.
  void warm_cache();
  // Sends `count` calls at this instant, and waits until each is answered or given up.
  void call(Tool tool, std::uint32_t count = 1);
  // Ends the run with a violated property.
  void violate(std::string property, std::string detail);

 private:
  void measure(Observation& observation) const;
  void grade(Observation& observation) const;

  World& world_;
  const Design& design_;
  Platform platform_;
  Outcome verdict_{};
};

// Returns why not if the design's clients call so often by themselves that a search would not end.
std::optional<std::string> has_load(const Design& design);

// A few calls on the defaults; orders are tried while the first of them are under way.
SmallConfiguration small_configuration();
// The same, but orders are tried at the story's first instant only: for stories of many moments.
SmallConfiguration moments_configuration();

// Each adds the stories of one file.
void add_small_update_stories(ScenarioRegistry& scenarios);
void add_small_stampede_stories(ScenarioRegistry& scenarios);
void add_small_breaker_stories(ScenarioRegistry& scenarios);
void add_small_partition_stories(ScenarioRegistry& scenarios);
void add_small_transaction_stories(ScenarioRegistry& scenarios);
void add_small_time_stories(ScenarioRegistry& scenarios);

}  // namespace hindcast
