// RedisClientOptions: the options of ioredis 6.0.0 that decide how it behaves in failures.
#pragma once

#include <cstdint>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct RedisClientOptions {
  static constexpr std::uint32_t kUnlimited = 0xffff'ffff;

  // retryStrategy: min(base * 2^(n-1), maximum) + U[0, jitter) before reconnect number n.
  Duration reconnect_base = std::chrono::milliseconds(50);
  Duration reconnect_maximum = std::chrono::seconds(5);
  Duration reconnect_jitter = std::chrono::milliseconds(200);
  // At each multiple of one more than this many failed connections in a row all commands that wait
  // fail; despite its name it counts connections, not the retries of a request.
  std::uint32_t max_retries_per_request = 20;
  Duration connect_timeout = std::chrono::seconds(10);
  // From the call to its answer, the wait for a connection included.
  Duration command_timeout = Duration::infinite();
  // Without it a command that finds no connection fails at once.
  bool enable_offline_queue = true;
  // Commands without an answer when the connection ends are sent again: at least once.
  bool auto_resend_unfulfilled_commands = true;
  Duration max_loading_retry_time = std::chrono::seconds(10);

  static const FieldTable<RedisClientOptions>& fields();
};

}  // namespace hindcast
