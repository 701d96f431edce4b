#include "hindcast/scenarios/catalogue/platform.hpp"

#include <algorithm>

#include "hindcast/models/host/host.hpp"

namespace hindcast {
namespace {

template <class Kind>
Kind* find_kind(const World& world, const Node* on = nullptr) {
  Kind* first = nullptr;
  for (const auto& component : world.components()) {
    auto* const found = dynamic_cast<Kind*>(component.get());
    if (found == nullptr) continue;
    if (on == nullptr || &found->node() == on) return found;
    if (first == nullptr) first = found;
  }
  return first;
}

template <class Kind>
std::vector<Kind*> find_kinds(const World& world) {
  std::vector<Kind*> all;
  for (const auto& component : world.components()) {
    if (auto* const found = dynamic_cast<Kind*>(component.get())) all.push_back(found);
  }
  return all;
}

}  // namespace

Platform::Platform(World& in)
    : world(in),
      callers(in),
      clients(find_kind<Clients>(in)),
      mcp(find_kind<McpServer>(in)),
      redis(find_kind<RedisServer>(in)),
      pool(find_kind<SnowflakePool>(in, mcp == nullptr ? nullptr : &mcp->node())),
      snowflake(find_kind<SnowflakeService>(in)),
      queue(find_kind<Queue>(in)),
      worker(find_kind<QueueWorker>(in)),
      disk(find_kind<Disk>(in)),
      services(find_kinds<GenericService>(in)),
      service_clients(find_kinds<ServiceClients>(in)) {}

std::vector<NetworkLink*> Platform::links_to(const Component& component) const {
  std::vector<NetworkLink*> links;
  for (const auto& connection : world.connections()) {
    auto* const link = dynamic_cast<NetworkLink*>(connection->link);
    const bool leads_there = &connection->server.owner() == &component;
    if (link == nullptr || !leads_there) continue;
    if (std::find(links.begin(), links.end(), link) == links.end()) links.push_back(link);
  }
  return links;
}

std::vector<Node*> Platform::restartable() const {
  const std::vector<Host*> hosts = find_kinds<Host>(world);
  std::vector<Node*> nodes;
  for (const auto& node : world.nodes()) {
    const bool is_host = std::any_of(hosts.begin(), hosts.end(), [&node](const Host* host) {
      return &host->node() == node.get();
    });
    const bool foreign = node.get() == &world.adversary() || callers.includes(*node) || is_host ||
                         (snowflake != nullptr && node.get() == &snowflake->node());
    if (!foreign) nodes.push_back(node.get());
  }
  return nodes;
}

}  // namespace hindcast
