// What the graph must know about the queue and its worker.
#include <algorithm>

#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/models/snowflake/loan.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {
void Queue::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::queue;
  vertex.queues = true;
  // A record has at least one byte.
  if (options_.is_bounded()) {
    vertex.queue_max = std::min(options_.bytes_max, options_.lag_max).bytes();
  }
  PortUse disk;
  disk.port = disk_.name().text();
  disk.mounted = true;
  vertex.uses = {disk};
}

void QueueWorker::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::service;
  vertex.servers = 1;  // one record after the other
  PortUse queue;
  queue.port = queue_.name().text();
  queue.pulls = true;
  queue.mounted = true;
  const std::uint32_t statements = options_.looks_before_insert ? 2 : 1;
  PortUse database;
  database.port = database_.name().text();
  database.steps = 1 + statements;
  database.by_operation = {{.as = loan_of(statements)}};
  database.attempts_max = options_.attempts_max;
  database.attempts_parameter = "attempts_max";
  const bool ends = options_.attempts_max != ~std::uint32_t{0};
  database.backoff_total =
      ends ? longest_waits({options_.backoff_base, options_.backoff_max}, options_.attempts_max)
           : Duration::infinite();
  vertex.uses = {queue, database};
}

}  // namespace hindcast
