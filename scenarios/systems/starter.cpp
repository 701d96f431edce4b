#include "hindcast/scenarios/systems/starter.hpp"

namespace hindcast {

namespace {

// JSON has no comments; "source" keys may stand anywhere and are not read.
constexpr std::string_view kServices = R"json({
  "source": "A system file of hindcast. Values that are left out are defaults: `hindcast show FILE` prints all of them, `hindcast schema` lists all keys. Keys named source are notes, anywhere.",
  "hindcast": 1,
  "name": "my_system",
  "summary": "20 requests/s -> api -> orders, prices -> stock",
  "components": {
    "users": {
      "source": "an open loop: they arrive whether or not the system keeps up; a mix of operations by weight",
      "kind": "service_clients",
      "rate": "20/s",
      "operations": ["browse: 9", "buy: 1"]
    },
    "api": {
      "source": "calls are made one after the other, after its own work; \"buy: orders\" is for that operation only, \"prices 50%\" for half of the requests, \"prices x3\" would be three calls each; it can do without prices",
      "kind": "service",
      "replicas": 2,
      "workers": 8,
      "service_time": "exponential(5ms)",
      "queue_max": 200,
      "rejected": "error",
      "holds_worker": false,
      "start_time": "2s",
      "calls": ["stock", "prices 50%", "buy: orders"],
      "tolerates": ["prices"]
    },
    "orders": {
      "source": "a thread for each request: it keeps its worker while it waits for stock",
      "kind": "service",
      "replicas": 2,
      "workers": 16,
      "service_time": "log_normal(20ms, p99=80ms)",
      "queue_max": 100,
      "rejected": "error",
      "start_time": "5s",
      "calls": ["stock"]
    },
    "prices": {
      "kind": "service",
      "replicas": 2,
      "workers": 4,
      "service_time": "exponential(10ms)",
      "queue_max": 50,
      "rejected": "error",
      "start_time": "2s"
    },
    "stock": {
      "kind": "service",
      "replicas": 2,
      "workers": 4,
      "service_time": "exponential(4ms)",
      "queue_max": 100,
      "rejected": "error",
      "start_time": "3s"
    }
  },
  "links": {
    "internet": {"latency": "log_normal(20ms, p99=80ms)"},
    "lan": {"latency": "log_normal(250us, p99=1ms)", "multiplexed": true}
  },
  "connections": [
    {
      "source": "policies sit on connections; a retry goes to the next replica",
      "from": "users.service", "to": "api.in", "link": "internet",
      "timeout": "2s", "attempts_max": 2
    },
    {"from": "api.stock", "to": "stock.in", "link": "lan", "timeout": "250ms", "attempts_max": 2},
    {"from": "api.prices", "to": "prices.in", "link": "lan", "timeout": "100ms"},
    {"from": "api.orders", "to": "orders.in", "link": "lan", "timeout": "800ms", "attempts_max": 2},
    {"from": "orders.stock", "to": "stock.in", "link": "lan", "timeout": "250ms", "attempts_max": 2}
  ],
  "objective": {
    "source": "judged at the users, in windows of 10 s",
    "availability": "99%", "latency_p99": "1s", "recovery_max": "300s"
  }
}
)json";

constexpr std::string_view kPlatform = R"json({
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

}  // namespace

std::string_view starter_system(Starter starter) {
  return starter == Starter::services ? kServices : kPlatform;
}

}  // namespace hindcast
