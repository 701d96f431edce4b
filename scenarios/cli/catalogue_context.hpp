// What the whole catalogue asks of a design, for reports.
#pragma once

#include "hindcast/replay/report/chaos_report.hpp"
#include "hindcast/scenarios/design/design.hpp"
#include "hindcast/scenarios/registry.hpp"

namespace hindcast {

// Returns which rows of the catalogue this program has and which apply to the design.
CatalogueContext catalogue_context(const Registry& registry, const Design& design);

}  // namespace hindcast
