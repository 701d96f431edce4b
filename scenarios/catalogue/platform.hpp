// Platform: the parts of a design that a story needs, by role. A part that is absent is null; a
// story that cannot be told without it says so before it is bound.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/load/clients.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/network/link.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/models/snowflake/pool.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/scenarios/catalogue/callers.hpp"
#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

struct Platform {
  // Finds the parts of a world that was built from a design. Of several of one kind, the first.
  explicit Platform(World& in);

  World& world;
  Callers callers;             // of all kinds
  Clients* clients = nullptr;  // of an MCP server
  McpServer* mcp = nullptr;
  RedisServer* redis = nullptr;
  SnowflakePool* pool = nullptr;  // of the MCP server's node, if there is one
  SnowflakeService* snowflake = nullptr;
  Queue* queue = nullptr;
  QueueWorker* worker = nullptr;
  Disk* disk = nullptr;
  std::vector<GenericService*> services;  // replicas included, in the design's order
  std::vector<ServiceClients*> service_clients;

  // The links of all connections to this component.
  std::vector<NetworkLink*> links_to(const Component& component) const;
  // The nodes of the design's own processes, which an operator can restart: not the callers, and
  // not a service that somebody else runs.
  std::vector<Node*> restartable() const;
};

}  // namespace hindcast
