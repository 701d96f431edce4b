// RedisServerOptions: the parameters of a Redis server, with their field table.
#pragma once

#include <vector>

#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

namespace redis {

// What survives the process. `appendfsync` is only about power: what was written before a reply is
// in the kernel, which outlives the process.
enum class Persistence : std::uint8_t {
  none,          // save "" and appendonly no
  rdb,           // snapshots by the save points, redis.conf's default
  aof_everysec,  // appendonly yes
  aof_always,    // appendonly yes, appendfsync always
  aof_no,        // appendonly yes, appendfsync no: the kernel writes back after about 30 s
};

// "save 3600 1": a snapshot when more than so many seconds passed and so many changes were made.
struct SavePoint {
  std::int64_t seconds;
  std::uint64_t changes;
};

inline constexpr SavePoint kDefaultSavePoints[] = {{3600, 1}, {300, 100}, {60, 10'000}};

}  // namespace redis

struct RedisServerOptions {
  // CPU time of one command: the single thread serves one after the other.
  Distribution service = Distribution::constant(std::chrono::microseconds(10));
  redis::Persistence persistence = redis::Persistence::rdb;
  // From the start of the process until it listens.
  Duration start_time = std::chrono::milliseconds(10);
  // Reading the data set at start, for each key; commands are answered with LOADING meanwhile.
  Duration load_time_per_key = std::chrono::microseconds(1);
  // systemd's Restart=always.
  bool supervised = true;
  Duration restart_delay = std::chrono::milliseconds(100);

  static const FieldTable<RedisServerOptions>& fields();
};

}  // namespace hindcast
