#include "hindcast/models/redis/client_options.hpp"

namespace hindcast {

using namespace std::chrono_literals;

const FieldTable<RedisClientOptions>& RedisClientOptions::fields() {
  using Options = RedisClientOptions;
  static const FieldTable<Options> table{
      field("reconnect_base", &Options::reconnect_base,
            {.minimum = 1ms,
             .maximum = 1h,
             .about = "first wait before a reconnect, doubled each time",
             .source = "ioredis 6.0.0 retryStrategy"}),
      field("reconnect_maximum", &Options::reconnect_maximum,
            {.minimum = 1ms,
             .maximum = 1h,
             .about = "largest wait before a reconnect, without its jitter",
             .source = "ioredis 6.0.0 retryStrategy"}),
      field("reconnect_jitter", &Options::reconnect_jitter,
            {.maximum = 1h,
             .about = "uniform random part of the wait before a reconnect",
             .source = "ioredis 6.0.0 retryStrategy"}),
      field("max_retries_per_request", &Options::max_retries_per_request,
            {.unlimited = true,
             .about = "failed connections in a row after which waiting commands fail",
             .source = "ioredis 6.0.0 maxRetriesPerRequest"}),
      field("connect_timeout", &Options::connect_timeout,
            {.minimum = 1ms,
             .about = "of the TCP connection",
             .source = "ioredis 6.0.0 connectTimeout"}),
      field("command_timeout", &Options::command_timeout,
            {.minimum = 1ms,
             .about = "of one command, the wait for a connection included",
             .source = "ioredis 6.0.0 commandTimeout: undefined"}),
      field("enable_offline_queue", &Options::enable_offline_queue,
            {.about = "commands wait for a connection, without bound",
             .source = "ioredis 6.0.0 enableOfflineQueue"}),
      field("auto_resend_unfulfilled_commands", &Options::auto_resend_unfulfilled_commands,
            {.about = "commands without an answer are sent again after a reconnect",
             .source = "ioredis 6.0.0 autoResendUnfulfilledCommands"}),
      field("max_loading_retry_time", &Options::max_loading_retry_time,
            {.minimum = 1ms,
             .about = "largest wait for a server that is loading before it is asked again",
             .source = "ioredis 6.0.0 maxLoadingRetryTime"}),
  };
  return table;
}

}  // namespace hindcast
