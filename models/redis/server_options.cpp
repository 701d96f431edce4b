#include "hindcast/models/redis/server_options.hpp"

namespace hindcast {

using namespace std::chrono_literals;

const FieldTable<RedisServerOptions>& RedisServerOptions::fields() {
  using Options = RedisServerOptions;
  using redis::Persistence;
  static const FieldTable<Options> table{
      field("service", &Options::service,
            {.about = "time of the single thread for one command",
             .source = "assumption: redis-benchmark without pipelining, about 100,000 per second"}),
      field("persistence", &Options::persistence,
            {.names = {{Persistence::none, "none"},
                       {Persistence::rdb, "rdb"},
                       {Persistence::aof_everysec, "aof_everysec"},
                       {Persistence::aof_always, "aof_always"},
                       {Persistence::aof_no, "aof_no"}},
             .about = "what survives the process; rdb saves by 3600 1 300 100 60 10000",
             .source = "redis-server 7.0.15 redis.conf"}),
      field("start_time", &Options::start_time,
            {.maximum = 1h,
             .about = "from the start of the process until it listens",
             .source = "assumption: measured starts of redis-server 7.0 take 5 to 20 ms"}),
      field("load_time_per_key", &Options::load_time_per_key,
            {.maximum = 1s,
             .about = "of the data set at start, answered with LOADING meanwhile",
             .source = "assumption: redis-server loads about a million small keys a second"}),
      field("supervised", &Options::supervised,
            {.about = "systemd starts it again, however it ended",
             .source = "Debian 12 redis-server.service: Restart=always"}),
      field("restart_delay", &Options::restart_delay,
            {.maximum = 1h,
             .about = "between the end of the process and its next start",
             .source = "systemd 252 systemd.service(5): RestartSec=100ms"}),
  };
  return table;
}

}  // namespace hindcast
