// What the graph must know about a Redis server.
#include "hindcast/models/redis/server.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {

void RedisServer::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::cache;
  vertex.servers = 1;  // one thread serves the commands
  const std::optional<std::int64_t> mean = options_.service.mean();
  if (mean) vertex.service_time = Duration::nanoseconds(*mean);
  vertex.queues = true;
}

}  // namespace hindcast
