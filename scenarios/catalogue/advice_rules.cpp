#include "hindcast/scenarios/catalogue/advice_rules.hpp"

#include <algorithm>

namespace hindcast {
namespace {

// Returns the parameter set that holds a field of a component: what its replicas are is in a set of
// its own.
const ParameterSet* parameters_of(const Design& design, const std::string& component,
                                  std::string_view field) {
  for (const ParameterSet& set : design.parameter_sets) {
    if (set.path() == component && set.fields().find(field) != nullptr) return &set;
  }
  return nullptr;
}

// Whether callers wait for this component: it is in the process of the server that they call. A
// worker that waits alone harms nobody by waiting.
bool serves_callers(const Design& design, const ComponentDesign& component) {
  if (component.kind->name != "snowflake_pool") return true;
  return std::any_of(design.components.begin(), design.components.end(),
                     [&](const ComponentDesign& other) {
                       return other.kind->name == "mcp_server" && other.node == component.node;
                     });
}

}  // namespace

std::span<const AdviceRule> advice_rules() {
  static constexpr AdviceRule kRules[] = {
      {"snowflake_pool", "pool.acquireTimeoutMillis", "infinite", "2s", "NO TIMEOUT",
       "hangs indefinitely on acquire: its callers wait for a session without a bound",
       "Add a timeout to acquire of", "snowflake_partition"},
      {"snowflake_pool", "pool.maxWaitingClients", "unlimited", "50", "NO BACKPRESSURE",
       "lets any number of callers wait for a session, those who have left included",
       "Bound how many callers may wait for", "snowflake_partition"},
      {"snowflake_pool", "driver.timeout", "90s", "5s", "", "",
       "Let posts give up after 5 s instead of 90 s in", "snowflake_partition"},
      {"snowflake_pool", "pool.acquireTimeoutMillis", "infinite", "2s", "NO TIMEOUT",
       "waits without a bound for a session that its own caller holds (a transaction within a "
       "transaction)",
       "Add a timeout to acquire of", "nested_deadlock"},
      {"snowflake_pool", "pool.max", "1", "8", "", "", "Give 8 sessions to", "pool_exhaustion"},
      {"snowflake_pool", "pool.acquireTimeoutMillis", "infinite", "2s", "", "",
       "Add a timeout to acquire of", "pool_exhaustion"},
      {"snowflake_pool", "pool.maxWaitingClients", "unlimited", "50", "", "",
       "Bound how many callers may wait for", "pool_exhaustion"},
      {"snowflake_pool", "driver.LOCK_TIMEOUT", "infinite", "5s", "", "",
       "Let statements give up a lock after 5 s (LOCK_TIMEOUT) in", "nested_deadlock"},
      {"mcp_server", "supervision.restarts", "false", "true", "NO RECOVERY",
       "requires a manual restart after a kill: nobody else starts it again",
       "Let the client start again what was killed:", "mcp_kill"},
      {"mcp_server", "poison", "fail", "reload", "NO VALIDATION",
       "serves from the cache whatever JSON.parse takes, and its errors instead of reading anew",
       "Validate what comes from the cache, and load it anew if it is no context, in",
       "cache_poisoning"},
      {"queue_worker", "corrupt", "crash", "quarantine", "NO RECOVERY",
       "ends at a corrupt line and meets it again after each restart",
       "Set corrupt lines aside instead of ending at them in", "queue_corrupt"},
      {"queue", "lag_max", "unlimited", "64KiB", "NO BACKPRESSURE",
       "takes and acknowledges records however far its worker is behind",
       "Refuse records while the worker is far behind in", "queue_full"},
      {"queue_worker", "batch", "1", "100", "", "", "Insert up to 100 records at once in",
       "queue_full"},
      {"mcp_server", "supervision.restarts", "false", "true", "", "",
       "Let the client start again what was killed:", "everything_at_once"},
      {"queue_worker", "supervision.restarts", "false", "true", "", "", "Supervise",
       "everything_at_once"},
      {"mcp_server", "single_flight", "false", "true", "", "",
       "Share one load among all who miss a key in", "cache_stampede"},
      {"mcp_server", "supervision.restarts", "false", "true", "", "",
       "Let the client start again what ran out of heap:", "mcp_heap"},
      {"mcp_server", "supervision.restarts", "false", "true", "", "",
       "Let the client start again what the OOM killer ended:", "fork_bomb"},
      {"mcp_server", "append.method", "keep_open", "append_file", "", "",
       "Open the queue's file for each record, so that a removed one is made anew, in",
       "queue_deleted"},
      {"redis", "persistence", "rdb", "aof_everysec", "", "",
       "Keep an append-only file, so that a restart serves no old values, in", "redis_shutdown"},
  };
  return kRules;
}

std::vector<MissingGuard> missing_guards(const Design& design) {
  std::vector<MissingGuard> found;
  for (const AdviceRule& rule : advice_rules()) {
    for (const ComponentDesign& component : design.components) {
      if (component.kind->name != rule.kind || !serves_callers(design, component)) continue;
      const ParameterSet* const parameters = parameters_of(design, component.name, rule.field);
      if (parameters == nullptr || parameters->text(rule.field) != rule.weak) continue;
      found.push_back(
          {&rule,
           component.name,
           {{component.name + "." + std::string(rule.field), std::string(rule.suggestion)}}});
    }
  }
  return found;
}

}  // namespace hindcast
