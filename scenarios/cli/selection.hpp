// Selection: which stories of the registry a command line names, bound to its design.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/scenarios/registry.hpp"
#include "hindcast/scenarios/systems/system_source.hpp"

namespace hindcast {

// Returns the kind of that name, or throws InputError with the nearest name.
const ScenarioKind& scenario_named(const Registry& registry, const std::string& name);

// A design as the command line asks for it, and stories about it.
struct Selection {
  std::shared_ptr<const Design> design;
  std::vector<std::unique_ptr<Scenario>> scenarios;
  bool filtered = false;  // names were given

  bool reads_civil_time() const {
    return std::any_of(scenarios.begin(), scenarios.end(),
                       [](const auto& scenario) { return !scenario->tz_version().empty(); });
  }
};

// Splits assignments by whom they are for: the design, or the story that their path begins with.
// Throws InputError for a path that is neither's.
struct Assignments {
  std::vector<Assignment> design;
  std::vector<Assignment> stories;
};
Assignments split_assignments(const Registry& registry, const std::vector<std::string>& arguments);
Assignments split_assignments(const Registry& registry, std::vector<Assignment> assignments);
// Splits these and, after them, those of the command line, which count where both name a path.
Assignments split_with(const Registry& registry, std::vector<Assignment> assignments,
                       const std::vector<std::string>& arguments);
// Returns both, the design's first.
std::vector<Assignment> joined(const Assignments& assignments);

// Binds the named stories, or, if none is named, all of level 1 and above that are not
// told on request only.
Selection select(const Registry& registry, const SystemSource& system,
                 const std::vector<std::string>& names, const Assignments& assignments);

// Binds one story whatever its level. Throws InputError if it says nothing about the design.
std::unique_ptr<Scenario> bind_one(const ScenarioKind& kind, std::shared_ptr<const Design> design,
                                   const Assignments& assignments);

}  // namespace hindcast
