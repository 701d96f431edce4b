#include "hindcast/scenarios/catalogue/scenario_kind.hpp"

namespace hindcast {

void ScenarioRegistry::add(std::unique_ptr<ScenarioKind> kind) {
  HINDCAST_CHECK(find(kind->info().name) == nullptr);
  kinds_.push_back(std::move(kind));
}

const ScenarioKind* ScenarioRegistry::find(std::string_view name) const {
  for (const auto& kind : kinds_) {
    if (kind->info().name == name) return kind.get();
  }
  return nullptr;
}

}  // namespace hindcast
