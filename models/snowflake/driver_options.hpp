// DriverOptions: what snowflake.createConnection of snowflake-sdk 3.3.0 takes, as far as it decides
// how long failures take. Names in files are the real ones; durations replace milliseconds and
// seconds.
#pragma once

#include <cstdint>

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct DriverOptions {
  Duration timeout = std::chrono::seconds(90);  // of one HTTP request
  std::uint32_t login_retries_max = 7;
  // Bounds the sleeps between logins, not the logins. Below 300 s the driver uses 300 s; 0 is none.
  Duration retry_timeout = std::chrono::seconds(300);
  bool client_session_keep_alive = false;
  // Clamped to 900 s to 3,600 s, as the driver does.
  Duration heartbeat_frequency = std::chrono::seconds(3'600);
  // ALTER SESSION SET LOCK_TIMEOUT after the login: the smaller of this and the account's counts.
  Duration lock_timeout = Duration::infinite();

  static const FieldTable<DriverOptions>& fields();
};

// The statement retry is out of reach of any option: connection_config.js has parameters for it
// (sfRetryMaxNumRetries 1000), but sf.js does not forward them to the HTTP layer, whose own
// defaults hold (lib/http/axios_instance.js).
struct StatementRetry {
  static constexpr std::uint32_t kRetriesMax = 7;
  static constexpr Duration kSleepBase = std::chrono::seconds(1);
  static constexpr Duration kSleepCap = std::chrono::seconds(16);
  // A failure that is no SQL error makes the row stream ask once more, with retries of its own.
  static constexpr std::uint32_t kRounds = 2;
};

}  // namespace hindcast
