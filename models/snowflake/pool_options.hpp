// PoolOptions: the second argument of snowflake.createPool, which snowflake-sdk 3.3.0 hands to
// generic-pool 3.9.0 as it is. Names in files are the real ones; durations replace milliseconds.
#pragma once

#include <cstdint>
#include <limits>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct PoolOptions {
  static constexpr std::uint32_t kUnlimited = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t max = 1;  // connections, those being created included
  std::uint32_t min = 0;  // kept at all times; no more than max
  bool fifo = true;       // hand out the connection that has rested longest
  std::uint32_t priority_range = 1;
  bool test_on_borrow = false;
  bool test_on_return = false;  // read by nobody in generic-pool 3.9.0
  bool autostart = true;
  std::uint32_t waiting_clients_max = kUnlimited;
  Duration acquire_timeout = Duration::infinite();
  Duration eviction_run_interval = Duration::zero();  // zero: never
  std::uint32_t tests_per_eviction_run = 3;
  Duration soft_idle_timeout = Duration::infinite();  // infinite: off
  Duration idle_timeout = std::chrono::seconds(30);

  static const FieldTable<PoolOptions>& fields();
};

}  // namespace hindcast
