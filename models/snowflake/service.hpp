// SnowflakeService: the Snowflake account as its HTTP clients meet it: sessions with tokens,
// transactions at READ COMMITTED, table locks, a warehouse with a queue. A statement that has begun
// goes on when its client has gone (ABORT_DETACHED_QUERY false), and a transaction whose process is
// dead keeps its locks until somebody else wants them for five minutes.
//
// Assumed, since it is not documented: what SnowflakeServiceOptions calls so; that a statement
// waits for a lock before it takes a place in the warehouse; that an UPDATE of a row that is not
// there makes it (as MERGE does).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hindcast/models/snowflake/protocol.hpp"
#include "hindcast/models/snowflake/service_options.hpp"
#include "hindcast/models/snowflake/statement_run.hpp"
#include "hindcast/models/snowflake/table_store.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kCommitted{"snowflake.committed"};
inline constexpr EventKind kLockGranted{"snowflake.lock_granted"};

}  // namespace events

class SnowflakeService final : public Component {
 public:
  using Options = SnowflakeServiceOptions;

  struct Counts {
    std::uint64_t requests = 0;
    std::uint64_t logins = 0;
    std::uint64_t statements = 0;    // that were begun
    std::uint64_t deduplicated = 0;  // requests for a statement that was begun already
    std::uint64_t commits = 0;
    std::uint64_t failed = 0;            // statements
    std::uint64_t blockers_aborted = 0;  // of the lives that have ended
    std::uint64_t deadlocks = 0;
    std::uint64_t lies = 0;  // wrong answers to SELECT
  };

  SnowflakeService(const Place& place, Options options);
  ~SnowflakeService() override;

  // Commits a row before the run.
  void preload(std::string_view table, std::string_view key, std::string_view value);

  // Faults, for fibers of the adversary. Until it ends, an outage answers every request with an
  // HTTP status such as 503; refused logins get a Snowflake code such as "390100".
  void begin_outage(std::uint32_t http_status);
  void end_outage();
  void refuse_logins(std::string code, std::string text);
  void accept_logins();
  // All sessions are gone, and their transactions with them: requests get 390111.
  void end_sessions();
  // So often, a SELECT that finds a number answers with another one: well-formed, and wrong.
  void begin_lies(Ratio how_often);
  void end_lies() { begin_lies(Ratio::zero()); }

  // What is committed.
  std::optional<std::string> committed_value(std::string_view table, std::string_view key) const;
  std::uint32_t inserted(std::string_view table, std::string_view key) const;
  std::uint64_t inserts(std::string_view table) const;
  std::uint64_t duplicates(std::string_view table) const;
  std::size_t rows(std::string_view table) const;

  std::size_t sessions() const;
  std::size_t open_transactions() const;
  std::size_t statements_running() const;  // in the warehouse
  std::size_t statements_queued() const;   // for it
  std::size_t lock_waiters() const;
  // In all lives: dead transactions that were ended since others waited for their locks, and
  // deadlocks that Snowflake's own detector ended.
  std::uint64_t blockers_aborted() const;
  std::uint64_t deadlocks() const;
  const Counts& counts() const { return counts_; }
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

 protected:
  std::unique_ptr<Process> boot() override;

 private:
  class Live;
  friend class Live;

  struct Fault {
    std::uint32_t http_status = 200;
    std::string login_code{};
    std::string login_text{};
    Ratio lies = Ratio::zero();
  };

  const CommittedTable* table(std::string_view name) const;
  void touch();

  Options options_;
  TableStore store_;
  Fault fault_;
  Counts counts_;
  ServerPort<snowflake::HttpRequest, snowflake::HttpResponse> sql_api_;
};

}  // namespace hindcast
