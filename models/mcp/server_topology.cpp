// What the graph must know about an MCP server: how often each tool leads to which call.
#include <algorithm>

#include "hindcast/models/mcp/cache_misses.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/snowflake/loan.hpp"
#include "hindcast/sim/connection.hpp"
#include "hindcast/sim/topology.hpp"

namespace hindcast {
namespace {

constexpr const char* kGet = "get_context";
constexpr const char* kUpdate = "update_context";
constexpr const char* kTrack = "track_activity";
constexpr std::uint32_t kTransactionStatements = 4;  // BEGIN, UPDATE, INSERT, COMMIT

// What one caller asks of a port.
Rate rate_of(const TopologyVertex& caller, const PortUse& use, const char* operation) {
  std::uint64_t share = 0;
  for (const OperationCalls& entry : use.by_operation) {
    if (entry.as == operation) share += entry.calls.parts_per_billion();
  }
  __extension__ using Wide = unsigned __int128;
  const Wide exact = Wide{caller.offered.millionths_per_day()} * share / Ratio::kOne;
  return Rate::millionths_per_day(static_cast<std::uint64_t>(std::min<Wide>(exact, UINT64_MAX)));
}

// Returns the share of misses for all who call this port directly and say which keys they ask for;
// the worst if there are several, and 1 if nobody says.
Ratio misses_at(const Port& port, const McpServerOptions& options) {
  std::optional<Ratio> worst;
  for (const Connection* const connection : port.connections()) {
    TopologyVertex caller;
    connection->client.owner().describe(caller);
    if (!caller.popularity) continue;
    for (const PortUse& use : caller.uses) {
      if (use.port != connection->client.name().text()) continue;
      const Rate updates = options.invalidates ? rate_of(caller, use, kUpdate) : Rate::zero();
      const CachedLoad load{rate_of(caller, use, kGet), updates, options.cache_ttl};
      worst = std::max(worst.value_or(Ratio::zero()), cache_misses(load, *caller.popularity));
    }
  }
  return worst.value_or(Ratio::one());
}

}  // namespace

void McpServer::describe(TopologyVertex& vertex) const {
  vertex.kind = VertexKind::service;
  vertex.servers = 1;  // the event loop
  vertex.service_time = options_.request_time;
  vertex.queues = true;
  const Ratio misses = has_cache() ? misses_at(tools_, options_) : Ratio::one();
  PortUse cache;
  cache.port = cache_.name().text();
  cache.timeout = options_.cache.command_timeout;
  cache.timeout_parameter = "cache.command_timeout";
  cache.has_fallback = options_.tolerates_cache_errors;
  // A GET, and a SET after a miss.
  cache.by_operation = {
      {.operation = kGet,
       .calls = Ratio::parts_per_billion(Ratio::kOne + misses.parts_per_billion())},
      {.operation = kUpdate, .calls = options_.invalidates ? Ratio::one() : Ratio::zero()}};
  PortUse database;
  database.port = database_.name().text();
  database.steps = 1 + kTransactionStatements;
  database.shield_port = cache.port;
  database.by_operation = {
      {.operation = kGet, .calls = misses, .as = loan_of(1), .unshielded = Ratio::one()},
      {.operation = kUpdate, .as = loan_of(kTransactionStatements)}};
  PortUse queue;
  queue.port = queue_.name().text();
  queue.mounted = true;
  queue.waits = options_.acknowledge == Acknowledge::after_append;
  queue.by_operation = {{.operation = kTrack, .as = "append"}};
  vertex.uses = {cache, database, queue};
}

}  // namespace hindcast
