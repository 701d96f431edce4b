#include "hindcast/models/snowflake/pool_options.hpp"

namespace hindcast {

using namespace std::chrono_literals;

const FieldTable<PoolOptions>& PoolOptions::fields() {
  static constexpr std::string_view kDefaults = "generic-pool 3.9.0 PoolDefaults";
  static constexpr std::string_view kUnset = "generic-pool 3.9.0 PoolOptions (unset)";
  static const FieldTable<PoolOptions> table{
      field("max", &PoolOptions::max,
            {.minimum = 1,
             .maximum = 100'000,
             .about = "connections, those being created included",
             .source = "generic-pool 3.9.0 PoolOptions"}),
      field("min", &PoolOptions::min,
            {.maximum = 100'000,
             .about = "connections kept at all times",
             .source = "generic-pool 3.9.0 PoolOptions"}),
      field("fifo", &PoolOptions::fifo,
            {.about = "whether the connection that has rested longest goes first",
             .source = kDefaults}),
      field("priorityRange", &PoolOptions::priority_range,
            {.minimum = 1, .maximum = 100, .source = kDefaults}),
      field("testOnBorrow", &PoolOptions::test_on_borrow,
            {.about = "whether a connection sends a heartbeat before it is lent",
             .source = kDefaults}),
      field("testOnReturn", &PoolOptions::test_on_return,
            {.about = "has no effect in generic-pool 3.9.0", .source = kDefaults}),
      field("autostart", &PoolOptions::autostart,
            {.about = "whether min connections are opened at once, not at the first acquire",
             .source = kDefaults}),
      field("maxWaitingClients", &PoolOptions::waiting_clients_max,
            {.unlimited = true, .about = "how many may wait for a connection", .source = kUnset}),
      field("acquireTimeoutMillis", &PoolOptions::acquire_timeout,
            {.minimum = 1ms, .about = "how long one may wait for a connection", .source = kUnset}),
      field("evictionRunIntervalMillis", &PoolOptions::eviction_run_interval,
            {.about = "how often resting connections are looked at; 0s is never",
             .source = kDefaults}),
      field("numTestsPerEvictionRun", &PoolOptions::tests_per_eviction_run,
            {.minimum = 1, .maximum = 100'000, .source = kDefaults}),
      field("softIdleTimeoutMillis", &PoolOptions::soft_idle_timeout,
            {.minimum = 1ms,
             .about = "rest after which the evictor closes one above min; infinite is off",
             .source = kDefaults}),
      field("idleTimeoutMillis", &PoolOptions::idle_timeout,
            {.minimum = 1ms,
             .about = "rest after which the evictor closes one",
             .source = kDefaults}),
      rule<PoolOptions>("min", {"is above max", "write at most max"},
                        [](const PoolOptions& options) { return options.min <= options.max; }),
  };
  return table;
}

}  // namespace hindcast
