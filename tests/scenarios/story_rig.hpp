// What tests of stories share: a story bound to a shipped design, run once, and its counts by name.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/replay/campaign.hpp"
#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

namespace hindcast::testing {

inline const char* const kPlain = "activity_platform";
inline const char* const kHardened = "activity_platform_hardened";

inline const Registry& shipped() {
  static const Registry registry = shipped_registry();
  return registry;
}

// Changes of the design and of the story.
struct Changes {
  std::vector<Assignment> design{};
  std::vector<Assignment> story{};
};

inline std::unique_ptr<Scenario> story(const std::string& name, const std::string& system,
                                       const Changes& changes = {}) {
  const ScenarioKind* const kind = shipped().scenarios.find(name);
  REQUIRE(kind != nullptr);
  return kind->bind(SystemSource(system, shipped().kinds).load(changes.design), changes.story);
}

inline Run run_once(const Scenario& scenario, std::uint64_t seed) {
  return run_seed(scenario, Base::random, {.seed = seed});
}

inline std::uint64_t count_of(const std::vector<Harm>& counts, const std::string& name) {
  const auto found = std::find_if(counts.begin(), counts.end(),
                                  [&](const Harm& count) { return count.name == name; });
  if (found == counts.end()) FAIL("nothing is called ", name);
  return found->count;
}

inline std::uint64_t harm(const Run& run, const std::string& name) {
  return count_of(run.observation.harms, name);
}
inline std::uint64_t note(const Run& run, const std::string& name) {
  return count_of(run.observation.notes, name);
}

// No run may lose, corrupt or invent anything, whatever else goes wrong.
inline void check_safe(const Run& run) {
  for (const Harm& one : run.observation.harms) {
    CAPTURE(one.name);
    if (one.unsafe()) CHECK(one.count == 0);
  }
}

}  // namespace hindcast::testing
