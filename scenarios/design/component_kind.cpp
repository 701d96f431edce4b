#include "hindcast/scenarios/design/component_kind.hpp"

#include <algorithm>

namespace hindcast {

void KindRegistry::add(ComponentKind kind) {
  HINDCAST_CHECK(find(kind.name) == nullptr);
  kinds_.push_back(std::move(kind));
}

void KindRegistry::set_program(std::string name) {
  constexpr std::size_t kNameMax = 20;
  HINDCAST_CHECK(!name.empty() && name.size() <= kNameMax);
  HINDCAST_CHECK(std::all_of(name.begin(), name.end(), [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
  }));
  program_ = std::move(name);
}

const ComponentKind* KindRegistry::find(std::string_view name) const {
  const auto found = std::find_if(kinds_.begin(), kinds_.end(),
                                  [&](const ComponentKind& kind) { return kind.name == name; });
  return found == kinds_.end() ? nullptr : &*found;
}

}  // namespace hindcast
