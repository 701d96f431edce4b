// SnowflakeServiceOptions: the parameters of a Snowflake account and warehouse that decide how
// statements wait and end, under their real names, and how long work takes.
#pragma once

#include <cstdint>

#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct SnowflakeServiceOptions {
  std::uint32_t concurrency_max = 8;  // statements that run; more are queued, never refused
  Duration queued_timeout = Duration::zero();  // zero: none
  Duration statement_timeout = std::chrono::seconds(172'800);
  Duration lock_timeout = std::chrono::seconds(43'200);
  std::uint32_t lock_waiters_max = 20;
  Duration idle_blocker_abort = std::chrono::minutes(5);
  bool aborts_live_blockers = false;
  Duration deadlock_detection = std::chrono::seconds(10);
  Duration session_token_validity = std::chrono::hours(1);
  Duration master_token_validity = std::chrono::hours(4);
  Duration result_wait = std::chrono::seconds(45);  // before a request is told "in progress"
  bool deduplicates = true;                         // requests with the same requestId
  Duration auto_suspend = std::chrono::minutes(10);

  Distribution resume_time = Distribution::constant(std::chrono::seconds(1));
  Distribution login_time = Distribution::log_normal(PercentileParameters<Duration>{
      std::chrono::milliseconds(300), std::chrono::milliseconds(1'500)});
  Distribution session_time = Distribution::constant(std::chrono::milliseconds(10));
  Distribution begin_time = Distribution::constant(std::chrono::milliseconds(20));
  Distribution end_time = Distribution::log_normal(PercentileParameters<Duration>{
      std::chrono::milliseconds(40), std::chrono::milliseconds(300)});
  Distribution select_time = Distribution::log_normal(PercentileParameters<Duration>{
      std::chrono::milliseconds(60), std::chrono::milliseconds(600)});
  Distribution insert_time = Distribution::log_normal(PercentileParameters<Duration>{
      std::chrono::milliseconds(120), std::chrono::milliseconds(1'200)});
  Distribution update_time = Distribution::log_normal(PercentileParameters<Duration>{
      std::chrono::milliseconds(150), std::chrono::milliseconds(1'500)});

  static const FieldTable<SnowflakeServiceOptions>& fields();
};

}  // namespace hindcast
