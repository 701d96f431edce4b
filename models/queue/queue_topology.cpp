// What the graph must know about the queue and its worker.
#include <algorithm>

#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/models/snowflake/loan.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {
namespace {

// Returns the waits between that many attempts, which double up to `longest`; infinite if they have
// no end.
Duration waits_between(std::uint32_t attempts, Duration base, Duration longest) {
  constexpr std::uint32_t kDoublingsMax = 64;
  Duration sum = Duration::zero();
  Duration wait = base;
  for (std::uint32_t nth = 1; nth < attempts; ++nth) {
    if (nth > kDoublingsMax || wait.is_infinite()) return Duration::infinite();
    sum = saturating_add(Instant::at(sum), wait).since_start();
    wait = wait > longest / 2 ? longest : wait * 2;
  }
  return sum;
}

}  // namespace

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
  database.backoff_total =
      waits_between(options_.attempts_max, options_.backoff_base, options_.backoff_max);
  vertex.uses = {queue, database};
}

}  // namespace hindcast
