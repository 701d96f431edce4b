#include "hindcast/scenarios/systems/starter.hpp"

namespace hindcast {

// JSON has no comments; "source" keys may stand anywhere and are not read.
std::string_view starter_system() {
  return R"json({
  "source": "A system file of hindcast. Values that are left out are the real defaults: see `hindcast show FILE`; `hindcast schema` lists all keys. Keys named source are notes.",
  "hindcast": 1,
  "name": "my_system",
  "summary": "4 calls/s -> mcp -> redis, pool -> snowflake",
  "components": {
    "clients": {
      "source": "open loop: callers arrive whether or not the server keeps up",
      "kind": "clients",
      "rate": "4/s"
    },
    "mcp": {"kind": "mcp_server"},
    "database": {
      "source": "the pool lives in the server's process: the same node fails with it",
      "kind": "snowflake_pool",
      "on": "mcp",
      "pool": {"max": 4, "acquireTimeoutMillis": "2s"},
      "driver": {"timeout": "10s"}
    },
    "disk": {"kind": "disk", "on": "mcp"},
    "queue": {"kind": "queue", "on": "mcp"},
    "redis": {"kind": "redis"},
    "snowflake": {"kind": "snowflake"}
  },
  "links": {
    "stdio": {"latency": "constant(50us)"},
    "lan": {"latency": "log_normal(250us, p99=1ms)", "multiplexed": true},
    "wan": {"latency": "log_normal(15ms, p99=40ms)"}
  },
  "connections": [
    {
      "source": "policies sit on connections: timeout, attempts_max, backoff, jitter",
      "from": "clients.mcp", "to": "mcp.tools", "link": "stdio", "timeout": "60s"
    },
    {"from": "mcp.cache", "to": "redis.resp", "link": "lan"},
    {"from": "mcp.database", "to": "database.sql"},
    {"from": "mcp.queue", "to": "queue.records"},
    {"from": "queue.disk", "to": "disk.files"},
    {"from": "database.snowflake", "to": "snowflake.sql_api", "link": "wan"}
  ],
  "objective": {"availability": "99%", "latency_p99": "2s", "recovery_max": "300s"}
}
)json";
}

}  // namespace hindcast
