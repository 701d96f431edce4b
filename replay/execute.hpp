// execute(scenario, chooser): one run, from an empty world to verdict, digest and observation.
// Random campaigns, replay, shrinking, exhaustive search and the determinism check all come through
// here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/names.hpp"
#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/property.hpp"
#include "hindcast/sim/reseed.hpp"
#include "hindcast/sim/scenario.hpp"
#include "hindcast/sim/story.hpp"
#include "hindcast/sim/trace.hpp"
#include "hindcast/sim/verdict.hpp"

namespace hindcast {

struct ExecuteOptions {
  std::uint64_t seed = 0;
  Limits limits{};
  bool keeps_trace = false;
  bool tells_story = false;
  std::uint8_t stack_poison = 0;
  Reseeds reseeds{};
};

class World;

// A `sometimes` property that held in a run.
struct Sighting {
  std::string property{};
  Instant at;  // when it first held
};

// What one run left behind.
struct Run {
  std::uint64_t seed = 0;
  Outcome outcome{};
  std::uint64_t digest = 0;
  std::uint64_t class_hash = 0;
  std::uint64_t steps = 0;
  Instant end;
  Observation observation{};
  std::vector<std::string> sometimes_unseen{};  // `sometimes` properties that never held
  std::vector<Sighting> sightings{};
  std::vector<TraceRecord> trace{};
  std::shared_ptr<const Names> names{};  // what the trace's names point to
  std::vector<StoryLine> story{};
};

Run execute(const Scenario& scenario, Chooser& chooser, const ExecuteOptions& options);

// The same in a world that exists. REQUIRES: it is empty: just made, or rewound.
Run execute_in(World& world, const Scenario& scenario);

}  // namespace hindcast
