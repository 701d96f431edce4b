// The kinds of components that hindcast ships. A revision moves when a model answers differently
// for the same options, and with it every token in which the model takes part.
#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/host.hpp"
#include "hindcast/models/host/host_clock.hpp"
#include "hindcast/models/load/clients.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/models/snowflake/pool.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/scenarios/design/component_kind.hpp"

namespace hindcast {
namespace {

template <class Options, auto Member>
void plug_into(void* options, const PluggedIn& plugged) {
  auto& place = static_cast<Options*>(options)->*Member;
  place = plugged.factory<std::decay_t<decltype(place)>>();
}

ComponentKind mcp_server() {
  ComponentKind kind = component_kind<McpServer>(
      "mcp_server", 1, "an MCP server in Node.js with the platform's three tools",
      Replication::free);
  kind.sockets = {
      {PlugPoint::cache_loader, &plug_into<McpServerOptions, &McpServerOptions::loader>},
      {PlugPoint::tool_handler, &plug_into<McpServerOptions, &McpServerOptions::tools>},
  };
  return kind;
}

ComponentKind queue_worker() {
  ComponentKind kind = component_kind<QueueWorker>(
      "queue_worker", 2, "a process that drains the queue into the database");
  kind.sockets = {
      {PlugPoint::queue_worker, &plug_into<QueueWorkerOptions, &QueueWorkerOptions::handler>}};
  return kind;
}

}  // namespace

KindRegistry shipped_kinds() {
  KindRegistry kinds;
  kinds.add(component_kind<Clients>("clients", 1, "callers of an MCP server, in an open loop"));
  kinds.add(mcp_server());
  kinds.add(component_kind<RedisServer>("redis", 1, "redis-server 7.0.15"));
  kinds.add(component_kind<SnowflakePool>(
      "snowflake_pool", 1, "the connection pool of snowflake-sdk 3.3.0, in its user's process",
      Replication::with_host));
  kinds.add(component_kind<SnowflakeService>(
      "snowflake", 1, "a Snowflake account: sessions, transactions, locks, a warehouse"));
  kinds.add(component_kind<Queue>("queue", 1, "an append-only NDJSON file used as a queue",
                                  Replication::with_host));
  kinds.add(queue_worker());
  kinds.add(component_kind<Disk>("disk", 1, "a Linux file system with space of its own",
                                 Replication::with_host));
  kinds.add(component_kind<Host>(
      "host", 1, "a machine whose cores, memory and tasks several processes share"));
  kinds.add(component_kind<HostClock>("clock", 1,
                                      "the clocks of a host: drift, offset, and who corrects them",
                                      Replication::with_host));
  kinds.add(component_kind<GenericService>(
      "service", 1, "any service: workers, a queue, a service time, calls to others",
      Replication::free));
  kinds.add(component_kind<ServiceClients>("service_clients", 1,
                                           "callers of a service, in an open loop"));
  return kinds;
}

}  // namespace hindcast
