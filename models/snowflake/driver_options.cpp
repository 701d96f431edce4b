#include "hindcast/models/snowflake/driver_options.hpp"

namespace hindcast {

using namespace std::chrono_literals;

const FieldTable<DriverOptions>& DriverOptions::fields() {
  static constexpr std::string_view kConfig =
      "snowflake-sdk 3.3.0 lib/connection/connection_config.js";
  static const FieldTable<DriverOptions> table{
      field("timeout", &DriverOptions::timeout,
            {.minimum = 1ms, .about = "how long one HTTP request may take", .source = kConfig}),
      field("sfRetryMaxLoginRetries", &DriverOptions::login_retries_max,
            {.maximum = 1'000, .source = kConfig}),
      field(
          "retryTimeout", &DriverOptions::retry_timeout,
          {.about = "bounds the sleeps between logins; values below 300s count as 300s, 0s as none",
           .source = kConfig}),
      field("clientSessionKeepAlive", &DriverOptions::client_session_keep_alive,
            {.about = "whether heartbeats keep an idle session alive", .source = kConfig}),
      field("clientSessionKeepAliveHeartbeatFrequency", &DriverOptions::heartbeat_frequency,
            {.minimum = 1s, .about = "clamped to 900s to 3600s", .source = kConfig}),
      field("LOCK_TIMEOUT", &DriverOptions::lock_timeout,
            {.about = "that each session sets for itself; infinite: the account's",
             .source = "Snowflake documentation, Parameters (session)"}),
  };
  return table;
}

}  // namespace hindcast
