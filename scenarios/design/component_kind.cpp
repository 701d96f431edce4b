#include "hindcast/scenarios/design/component_kind.hpp"

#include <algorithm>

namespace hindcast {

void KindRegistry::add(ComponentKind kind) {
  HINDCAST_CHECK(find(kind.name) == nullptr);
  kinds_.push_back(std::move(kind));
}

const ComponentKind* KindRegistry::find(std::string_view name) const {
  const auto found = std::find_if(kinds_.begin(), kinds_.end(),
                                  [&](const ComponentKind& kind) { return kind.name == name; });
  return found == kinds_.end() ? nullptr : &*found;
}

}  // namespace hindcast
