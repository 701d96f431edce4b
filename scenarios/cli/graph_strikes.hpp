// Which story strikes which component: where a cascade of the graph begins, a campaign of that
// story may show it.
#pragma once

#include <string>
#include <vector>

#include "hindcast/replay/graph/graph_report.hpp"
#include "hindcast/scenarios/registry.hpp"

namespace hindcast {

struct Strike {
  const ScenarioKind* scenario = nullptr;  // null: none strikes it
  std::vector<Assignment> assignments{};   // of the story's own parameters, that it strikes there
  std::string why_none{};
};

// Returns the story of the registry whose fault makes this component of the design silent, slow or
// gone. The component may be a replica.
Strike strike_on(const Registry& registry, const Design& design, const std::string& component);

// Writes the parameters that neutralise hops as the design's file has them: a replica's are those
// of the component that it is one of.
void name_as_in_file(const Design& design, GraphReport& report);

}  // namespace hindcast
