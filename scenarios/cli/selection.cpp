#include "hindcast/scenarios/cli/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/suggestion.hpp"

namespace hindcast {

const ScenarioKind& scenario_named(const Registry& registry, const std::string& name) {
  if (const ScenarioKind* const kind = registry.scenarios.find(name)) return *kind;
  std::vector<std::string_view> names;
  for (const auto& kind : registry.scenarios.all()) names.push_back(kind->info().name);
  throw InputError({"command line", 0, 0}, fmt::format("{} is no scenario", in_quotes(name)),
                   suggestion(name, names));
}

Assignments split_assignments(const Registry& registry, const std::vector<std::string>& arguments) {
  std::vector<Assignment> parsed;
  for (const std::string& argument : arguments) {
    parsed.push_back(parse_assignment(argument).value_or_throw({"--set", 0, 0}));
  }
  return split_assignments(registry, std::move(parsed));
}

Assignments split_assignments(const Registry& registry, std::vector<Assignment> assignments) {
  Assignments split;
  for (Assignment& assignment : assignments) {
    const std::string head = assignment.path.substr(0, assignment.path.find('.'));
    const bool for_story = registry.scenarios.find(head) != nullptr;
    (for_story ? split.stories : split.design).push_back(std::move(assignment));
  }
  return split;
}

Assignments split_with(const Registry& registry, std::vector<Assignment> assignments,
                       const std::vector<std::string>& arguments) {
  const std::vector<Assignment> given = joined(split_assignments(registry, arguments));
  assignments.insert(assignments.end(), given.begin(), given.end());
  return split_assignments(registry, std::move(assignments));
}

std::unique_ptr<Scenario> bind_one(const ScenarioKind& kind, std::shared_ptr<const Design> design,
                                   const Assignments& assignments) {
  if (const std::optional<std::string> why = kind.inapplicable(*design)) {
    throw InputError(
        {"command line", 0, 0},
        fmt::format("{} says nothing about {}: {}", kind.info().name, design->name, *why),
        "choose another scenario, or a design that has what it needs");
  }
  return kind.bind(std::move(design), assignments.stories);
}

Selection select(const Registry& registry, const SystemSource& system,
                 const std::vector<std::string>& names, const Assignments& assignments) {
  Selection selection;
  selection.design = system.load(assignments.design);
  selection.filtered = !names.empty();
  if (selection.filtered) {
    for (const std::string& name : names) {
      selection.scenarios.push_back(
          bind_one(scenario_named(registry, name), selection.design, assignments));
    }
    return selection;
  }
  for (const auto& kind : registry.scenarios.all()) {
    if (kind->info().level == 0 || kind->on_request()) continue;
    if (kind->inapplicable(*selection.design)) continue;
    selection.scenarios.push_back(kind->bind(selection.design, assignments.stories));
  }
  return selection;
}

std::vector<Assignment> joined(const Assignments& assignments) {
  std::vector<Assignment> all = assignments.design;
  all.insert(all.end(), assignments.stories.begin(), assignments.stories.end());
  return all;
}

}  // namespace hindcast
