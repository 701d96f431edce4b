#include "hindcast/scenarios/cli/catalogue_context.hpp"

#include <fmt/format.h>

#include "hindcast/scenarios/catalogue/catalogue_rows.hpp"

namespace hindcast {

CatalogueContext catalogue_context(const Registry& registry, const Design& design) {
  CatalogueContext context;
  for (const CatalogueRow& row : catalogue_rows()) {
    ++context.rows;
    const ScenarioKind* const kind = registry.scenarios.find(row.scenario);
    if (kind == nullptr || kind->on_request()) {
      context.missing.emplace_back(row.title);
      ++context.applicable[row.level - 1];
      continue;
    }
    if (const std::optional<std::string> why = kind->inapplicable(design)) {
      context.not_applicable.push_back(fmt::format("{}: {}", row.title, *why));
    } else {
      ++context.applicable[row.level - 1];
    }
  }
  return context;
}

}  // namespace hindcast
