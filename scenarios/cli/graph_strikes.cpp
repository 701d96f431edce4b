#include "hindcast/scenarios/cli/graph_strikes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "hindcast/scenarios/design/replicas.hpp"

namespace hindcast {
namespace {

// A story and the kind of component that its fault strikes: the one that its option names, or, if
// it has none, the first of several.
struct Struck {
  std::string_view scenario;
  std::string_view kind;
  std::string_view option;
};

// In order of preference: what is silent longest comes first.
constexpr std::array kStruck = {
    Struck{"snowflake_partition", "snowflake", ""},
    Struck{"redis_shutdown", "redis", ""},
    Struck{"mcp_kill", "mcp_server", ""},
    Struck{"pool_exhaustion", "snowflake_pool", ""},
    Struck{"queue_full", "queue", ""},
    Struck{"service_slow", "service", "service"},
    Struck{"service_crash", "service", "service"},
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
  const ComponentDesign* const designed = designed_as(design, component);
  if (designed == nullptr) return strike;
  if (replicas_of(design, *designed) > 1) {
    strike.why_none =
        fmt::format("no scenario of this program strikes all replicas of {}, or {} alone",
                    designed->name, component);
    return strike;
  }
  for (const Struck& struck : kStruck) {
    const ScenarioKind* const kind = registry.scenarios.find(struck.scenario);
    if (struck.kind != designed->kind->name || kind == nullptr) continue;
    if (struck.option.empty() && first_of(design, struck.kind) != component) continue;
    if (const std::optional<std::string> why = kind->inapplicable(design)) {
      strike.why_none = fmt::format("{} would strike {}, but {}", struck.scenario, component, *why);
      continue;
    }
    strike.scenario = kind;
    if (!struck.option.empty()) {
      strike.assignments = {{fmt::format("{}.{}", struck.scenario, struck.option), component}};
    }
    return strike;
  }
  return strike;
}

void name_as_in_file(const Design& design, GraphReport& report) {
  for (CascadePath& path : report.cascades) {
    for (CascadeHop& hop : path.hops) {
      std::vector<Assignment> named;
      for (Assignment& each : hop.neutralised_by) {
        const std::size_t dot = each.path.find('.');
        const ComponentDesign* const designed = designed_as(design, each.path.substr(0, dot));
        if (designed != nullptr) each.path.replace(0, dot, designed->name);
        const auto is_it = [&each](const Assignment& other) { return other.path == each.path; };
        if (std::none_of(named.begin(), named.end(), is_it)) named.push_back(std::move(each));
      }
      hop.neutralised_by = std::move(named);
    }
  }
}

}  // namespace hindcast
