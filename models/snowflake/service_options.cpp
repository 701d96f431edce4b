#include "hindcast/models/snowflake/service_options.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

using Rows = FieldRows<SnowflakeServiceOptions>;
using Options = SnowflakeServiceOptions;

constexpr std::string_view kParameters = "Snowflake documentation, Parameters";
constexpr std::string_view kTransactions = "Snowflake documentation, Transactions";
constexpr std::string_view kAssumed = "assumed: not documented";
constexpr std::string_view kAssumedTime = "assumed: measure your own account";

Rows time(std::string_view name, Distribution Options::*member, std::string_view about) {
  return field(name, member, {.about = about, .source = kAssumedTime});
}

}  // namespace

const FieldTable<SnowflakeServiceOptions>& SnowflakeServiceOptions::fields() {
  static const FieldTable<SnowflakeServiceOptions> table{
      field("MAX_CONCURRENCY_LEVEL", &Options::concurrency_max,
            {.minimum = 1, .maximum = 10'000, .source = kParameters}),
      field("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", &Options::queued_timeout,
            {.about = "0s is none", .source = kParameters}),
      field("STATEMENT_TIMEOUT_IN_SECONDS", &Options::statement_timeout,
            {.minimum = 1s, .source = kParameters}),
      field("LOCK_TIMEOUT", &Options::lock_timeout, {.source = kParameters}),
      field("lock_waiters_max", &Options::lock_waiters_max,
            {.maximum = 100'000, .source = "error 000625, as users report it"}),
      field("idle_blocker_abort", &Options::idle_blocker_abort,
            {.about = "idle time after which a detached transaction that blocks another is aborted",
             .source = kTransactions}),
      field("aborts_live_blockers", &Options::aborts_live_blockers,
            {.about = "whether that also hits idle transactions of sessions that are alive",
             .source = kAssumed}),
      field("deadlock_detection", &Options::deadlock_detection,
            {.about = "how long Snowflake takes to see a deadlock", .source = kAssumed}),
      field("session_token_validity", &Options::session_token_validity,
            {.minimum = 1s, .source = "snowflake-sdk 3.3.0 (validityInSeconds 3600)"}),
      field("master_token_validity", &Options::master_token_validity,
            {.minimum = 1s, .source = "snowflake-sdk 3.3.0 lib/constants/connection_constants.js"}),
      field("result_wait", &Options::result_wait,
            {.minimum = 1ms,
             .about = "how long a request waits for its result before code 333333",
             .source = "gosnowflake pull request 824"}),
      field("deduplicates", &Options::deduplicates,
            {.about = "whether a repeated requestId gets the first one's result",
             .source = kAssumed}),
      field("AUTO_SUSPEND", &Options::auto_suspend,
            {.about = "rest after which the warehouse is suspended",
             .source = "Snowflake documentation, CREATE WAREHOUSE"}),
      time("resume_time", &Options::resume_time, "to resume a suspended warehouse"),
      time("login_time", &Options::login_time, "to log in"),
      time("session_time", &Options::session_time, "of a renewal, heartbeat or logout"),
      time("begin_time", &Options::begin_time, "of BEGIN"),
      time("end_time", &Options::end_time, "of COMMIT and ROLLBACK"),
      time("select_time", &Options::select_time, "of SELECT, once it runs"),
      time("insert_time", &Options::insert_time, "of INSERT, once it runs"),
      time("update_time", &Options::update_time, "of UPDATE, once it runs"),
  };
  return table;
}

}  // namespace hindcast
