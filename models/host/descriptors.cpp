#include "hindcast/models/host/descriptors.hpp"

#include "hindcast/sim/world.hpp"

namespace hindcast {

std::shared_ptr<Descriptors> descriptors_of(const Node& node) {
  for (const auto& component : node.world().components()) {
    if (&component->node() != &node) continue;
    const auto* const owner = dynamic_cast<const DescriptorOwner*>(component.get());
    if (owner != nullptr) return owner->descriptors();
  }
  return nullptr;
}

}  // namespace hindcast
