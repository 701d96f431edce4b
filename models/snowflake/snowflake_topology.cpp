// What the graph must know about Snowflake and the pool of connections to it.
#include <algorithm>

#include "hindcast/models/snowflake/loan.hpp"
#include "hindcast/models/snowflake/pool.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {
namespace {

// Returns all waits of one statement's retries at their longest: each is at most three times the
// one before, or the cap (snowflake-sdk 3.3.0 lib/util.js nextSleepTime).
Duration statement_waits() {
  Duration sum = Duration::zero();
  Duration wait = StatementRetry::kSleepBase;
  for (std::uint32_t retry = 1; retry <= StatementRetry::kRetriesMax; ++retry) {
    wait = std::min(StatementRetry::kSleepCap, wait * 3);
    sum += wait;
  }
  return sum * StatementRetry::kRounds;
}

}  // namespace

void SnowflakePool::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::pool;
  vertex.slots = options_.pool.max;
  vertex.slots_parameter = "pool.max";
  vertex.slots_parameter_max = 100'000;
  vertex.queues = true;
  if (options_.pool.waiting_clients_max != PoolOptions::kUnlimited) {
    vertex.queue_max = options_.pool.waiting_clients_max;
  }
  vertex.queue_timeout = options_.pool.acquire_timeout;
  vertex.queue_timeout_parameter = "pool.acquireTimeoutMillis";
  PortUse snowflake;
  snowflake.port = snowflake_.name().text();
  snowflake.timeout = options_.driver.timeout;
  snowflake.timeout_parameter = "driver.timeout";
  // The retries of statements are out of reach of any option.
  snowflake.attempts_max = StatementRetry::kRounds * (1 + StatementRetry::kRetriesMax);
  snowflake.backoff_total = statement_waits();
  for (std::uint32_t statements = 1; statements <= kLoanStatementsMax; ++statements) {
    snowflake.by_operation.push_back({.operation = loan_of(statements),
                                      .calls = Ratio::parts_per_billion(statements * Ratio::kOne),
                                      .as = "statement"});
  }
  vertex.uses = {snowflake};
}

void SnowflakeService::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::store;
  vertex.servers = options_.concurrency_max;
  // A statement's, as if all were of the slowest kind.
  for (const Distribution& time :
       {options_.select_time, options_.insert_time, options_.update_time}) {
    const std::optional<std::int64_t> mean = time.mean();
    if (mean) vertex.service_time = std::max(vertex.service_time, Duration::nanoseconds(*mean));
  }
  vertex.queues = true;
  if (options_.queued_timeout > Duration::zero()) vertex.queue_timeout = options_.queued_timeout;
  vertex.queue_timeout_parameter = "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS";
}

}  // namespace hindcast
