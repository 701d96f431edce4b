#include "hindcast/scenarios/catalogue/catalogue_rows.hpp"

namespace hindcast {

std::span<const CatalogueRow> catalogue_rows() {
  static constexpr CatalogueRow kRows[] = {
      {"mcp_kill", 1, "MCP server", "MCP server killed mid-transaction"},
      {"mcp_shutdown", 1, "MCP server", "MCP server shut down gracefully"},
      {"redis_shutdown", 1, "Cache", "Redis shut down without saving"},
      {"malformed_shape", 1, "Malformed input", "null, undefined and empty arguments"},
      {"malformed_incomplete", 1, "Malformed input", "incomplete JSON"},
      {"malformed_prototype", 1, "Malformed input", "prototype pollution"},
      {"malformed_large", 1, "Malformed input", "a string of 10,000,000 characters"},
      {"malformed_binary", 1, "Malformed input", "binary data"},
      {"malformed_injection", 1, "Malformed input", "SQL injection and path traversal"},
      {"malformed_object", 1, "Malformed input", "an object whose toString throws"},
      {"mcp_heap", 2, "MCP server", "MCP server out of heap"},
      {"mcp_starved", 2, "MCP server", "MCP server starved of CPU"},
      {"queue_full", 2, "Queue", "queue filled to capacity"},
      {"queue_writers", 2, "Queue", "ten writers at once"},
      {"snowflake_partition", 2, "Snowflake connection", "Snowflake partition"},
      {"snowflake_slow", 2, "Snowflake connection", "500 ms of added latency"},
      {"pool_exhaustion", 2, "Snowflake connection", "pool exhausted by 1,000 callers"},
      {"cache_stampede", 2, "Cache", "cache stampede of 1,000 callers"},
      {"disk_full", 2, "Resources", "disk full"},
      {"descriptors", 2, "Resources", "too many open files"},
      {"clock_skew", 2, "Time", "clock set to 2020-01-01"},
      {"daylight_saving", 2, "Time", "daylight-saving transition"},
      {"leap_second", 2, "Time", "leap second"},
      {"context_race", 2, "Concurrency", "1,000 updates of one context at once"},
      {"queue_corrupt", 3, "Queue", "corrupt queue line"},
      {"queue_deleted", 3, "Queue", "queue deleted mid-write"},
      {"cache_poisoning", 3, "Cache", "cache poisoning"},
      {"nested_deadlock", 3, "Concurrency", "nested-transaction deadlock"},
      {"schema_add_column", 3, "Schema drift", "unexpected column added"},
      {"schema_change_type", 3, "Schema drift", "column type changed"},
      {"schema_drop_column", 3, "Schema drift", "required column dropped"},
      {"byzantine_answers", 3, "Cascade", "a dependency that lies"},
      {"two_faults", 3, "Cascade", "two faults at once"},
      {"everything_at_once", 4, "Cascade", "everything fails at once"},
      {"fork_bomb", 4, "Resources", "fork bomb"},
      {"adversary", 4, "Cascade", "an adversary that chooses the worst moment"},
  };
  return kRows;
}

}  // namespace hindcast
