// One life of the Snowflake service: its sessions, and the statements that run in them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/models/snowflake/locks.hpp"
#include "hindcast/models/snowflake/service.hpp"
#include "hindcast/models/snowflake/warehouse.hpp"

namespace hindcast {

using StatementRef = std::shared_ptr<StatementRun>;

// A session on the server's side.
struct ServerSession {
  static constexpr std::size_t kRemembered = 8;  // statements

  std::uint64_t id = 0;
  std::uint64_t token = 1;   // counts the renewals
  WallTime token_expires{};  // by the wall clock of the service
  WallTime master_expires{};
  std::weak_ptr<const snowflake::ClientEnd> client{};
  Duration lock_timeout =
      Duration::infinite();  // the smaller of its own LOCK_TIMEOUT and the account's
  TransactionRef transaction{};
  std::array<StatementRef, kRemembered> statements{};
  std::size_t next_statement = 0;

  bool in_transaction() const { return transaction != nullptr && !transaction->ended; }
};

using SessionRef = std::shared_ptr<ServerSession>;

class SnowflakeService::Live final : public Process {
 public:
  explicit Live(SnowflakeService& component)
      : component_(component), locks_(component.options_), warehouse_(component.options_) {}
  ~Live() override {
    component_.counts_.blockers_aborted += locks_.blockers_aborted();
    component_.counts_.deadlocks += locks_.deadlocks();
  }

  void handle(const snowflake::HttpRequest& request, SnowflakeResponder responder);
  void end_sessions();

  std::size_t sessions() const { return sessions_.size(); }
  std::size_t open_transactions() const;
  const Locks& locks() const { return locks_; }
  const Warehouse& warehouse() const { return warehouse_; }

 private:
  using Response = snowflake::HttpResponse;

  // The session that a request speaks for, or why there is none.
  struct Authenticated {
    SessionRef session{};
    Response refusal{};
  };

  Response log_in(const snowflake::HttpRequest& request);
  Response renew(const snowflake::HttpRequest& request);
  Response log_out(const snowflake::HttpRequest& request);
  Response result(const snowflake::HttpRequest& request);
  void query(const snowflake::HttpRequest& request, SnowflakeResponder responder);
  Authenticated authenticate(const snowflake::HttpRequest& request);
  void spend_session_time();
  WallTime wall() const { return wall_now(component_.node()); }
  void forget_dead_sessions();
  void close(ServerSession& session);

  Response run(ServerSession& session, const sql::Statement& statement, StatementRun& run);
  Response begin(ServerSession& session, StatementRun& run);
  Response end_transaction(ServerSession& session, sql::Verb verb, StatementRun& run);
  bool lies_now();
  Response select(const ServerSession& session, const sql::Statement& statement, StatementRun& run);
  Response write(ServerSession& session, const sql::Statement& statement, StatementRun& run);
  Response write_in(const TransactionRef& transaction, const sql::Statement& statement,
                    StatementRun& run);
  void add_write(Transaction& transaction, std::size_t table, const sql::Statement& statement,
                 const sql::Statement::Row& row);
  Response lock_error(LockOutcome outcome, const Transaction& transaction, std::size_t table,
                      const StatementRun& run) const;
  Response timeout_error(Duration limit) const;
  TransactionRef new_transaction(const ServerSession& session, bool spans_statements) const;
  void commit(Transaction& transaction);

  SnowflakeService& component_;
  Locks locks_;
  Warehouse warehouse_;
  std::map<std::uint64_t, SessionRef> sessions_;
};

}  // namespace hindcast
