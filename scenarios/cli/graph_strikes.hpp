// Which story strikes which component: where a cascade of the graph begins, a campaign of that
// story may show it.
#pragma once

#include <string>
#include <vector>

#include "hindcast/scenarios/registry.hpp"

namespace hindcast {

struct Strike {
  const ScenarioKind* scenario = nullptr;  // null: none strikes it
  std::vector<Assignment> assignments{};   // of the story's own parameters, that it strikes there
  std::string why_none{};
};

// Returns the story of the registry whose fault makes this component of the design silent, slow or
// gone. REQUIRES: the design has a component of that name.
Strike strike_on(const Registry& registry, const Design& design, const std::string& component);

}  // namespace hindcast
