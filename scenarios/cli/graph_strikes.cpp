#include "hindcast/scenarios/cli/graph_strikes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace hindcast {
namespace {

// A story of the platform and the kind of component that its fault strikes: of several components
// of one kind, the first.
struct Struck {
  std::string_view scenario;
  std::string_view kind;
};

// In order of preference: what is silent longest comes first.
constexpr std::array kStruck = {
    Struck{"snowflake_partition", "snowflake"},
    Struck{"redis_shutdown", "redis"},
    Struck{"mcp_kill", "mcp_server"},
    Struck{"pool_exhaustion", "snowflake_pool"},
    Struck{"queue_full", "queue"},
};

// The name of the first component of the kind; of pools, on the server's node.
std::string first_of(const Design& design, std::string_view kind) {
  std::string node;
  for (const ComponentDesign& component : design.components) {
    if (kind == "snowflake_pool" && component.kind->name == "mcp_server") {
      node = component.node;
      break;
    }
  }
  for (const ComponentDesign& component : design.components) {
    if (component.kind->name == kind && (node.empty() || component.node == node))
      return component.name;
  }
  return "";
}

}  // namespace

Strike strike_on(const Registry& registry, const Design& design, const std::string& component) {
  Strike strike;
  strike.why_none = fmt::format("no scenario of this program strikes {}", component);
  const ComponentDesign* const designed = design.find(component);
  HINDCAST_CHECK(designed != nullptr);
  for (const Struck& struck : kStruck) {
    const ScenarioKind* const kind = registry.scenarios.find(struck.scenario);
    if (struck.kind != designed->kind->name || kind == nullptr) continue;
    if (first_of(design, struck.kind) != component) continue;
    if (const std::optional<std::string> why = kind->inapplicable(design)) {
      strike.why_none = fmt::format("{} would strike {}, but {}", struck.scenario, component, *why);
      continue;
    }
    return {kind, {}, ""};
  }
  return strike;
}

}  // namespace hindcast
