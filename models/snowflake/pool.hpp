// SnowflakePool: the connection pool of snowflake.createPool (snowflake-sdk 3.3.0 over generic-pool
// 3.9.0) in the process of the application that uses it. It lives on the application's node:
//
//   auto& pool = world.add_to<SnowflakePool>(mcp.node(), "pool", {.pool = {.max = 10}});
//   world.connect(mcp.port("database"), pool.port("sql"));
//   world.connect(pool.port("snowflake"), wan, snowflake.port("sql_api"));
//
// With its defaults one connection, no limit to how many wait for it, or for how long.
#pragma once

#include <cstdint>
#include <memory>

#include "hindcast/models/snowflake/driver.hpp"
#include "hindcast/models/snowflake/pool_options.hpp"
#include "hindcast/models/snowflake/sql.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kSessionLent{"snowflake.session_lent"};
inline constexpr EventKind kAcquireRefused{"snowflake.acquire_refused"};
inline constexpr EventKind kLoginFailed{"snowflake.login_failed"};

}  // namespace events

struct SnowflakePoolOptions {
  PoolOptions pool{};
  DriverOptions driver{};

  static const FieldTable<SnowflakePoolOptions>& fields();
};

class SnowflakePool final : public Component {
 public:
  using Options = SnowflakePoolOptions;

  // What happened in all lives of the process so far.
  struct Counts {
    std::uint64_t acquired = 0;
    std::uint64_t refused = 0;         // acquires that were rejected, timeouts included
    std::uint64_t lent_to_nobody = 0;  // the caller had left when its turn came
    std::uint64_t statements = 0;
    std::uint64_t statements_failed = 0;
    std::uint64_t orphaned = 0;  // statements that ended after their caller had left
    std::uint64_t logins = 0;
    std::uint64_t logins_failed = 0;
  };

  SnowflakePool(const Place& place, Options options);
  ~SnowflakePool() override;

  // How many acquires are pending, those of callers who have left included.
  std::size_t waiting() const;
  std::size_t borrowed() const;
  std::size_t size() const;
  std::size_t available() const;
  // How many statements run for a caller who has left.
  std::size_t orphans() const;
  // How many sessions are on loan to a caller who has left or whose fiber has ended: nobody will
  // give them back.
  std::size_t leaked() const;
  const Counts& counts() const { return counts_; }
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

 protected:
  std::unique_ptr<Process> boot() override;

 private:
  class Live;
  friend class Live;

  void handle(const sql::Request& request, Responder<sql::Reply> responder);

  Options options_;
  Counts counts_;
  ServerPort<sql::Request, sql::Reply> sql_;
  SnowflakePort snowflake_;
};

}  // namespace hindcast
