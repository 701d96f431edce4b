#include "hindcast/scenarios/catalogue/platform.hpp"

namespace hindcast {
namespace {

template <class Kind>
Kind* find_kind(const World& world) {
  for (const auto& component : world.components()) {
    if (auto* const found = dynamic_cast<Kind*>(component.get())) return found;
  }
  return nullptr;
}

}  // namespace

Platform::Platform(World& world) : clients(find_kind<Clients>(world)), world_(world) {}

NetworkLink* Platform::link_of(std::string_view port) const {
  for (const auto& connection : world_.connections()) {
    if (connection->client.full_name() == port) return dynamic_cast<NetworkLink*>(connection->link);
  }
  return nullptr;
}

void Platform::add_harms(Observation& observation) const {
  const ValueOracle& contexts = clients->contexts();
  observation.harms.push_back({"stale reads", contexts.stale()});
  observation.harms.push_back(
      {"invalid values served", contexts.invalid(), FailureMode::corruption});
}

}  // namespace hindcast
