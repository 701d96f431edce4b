// Locks: Snowflake's table locks and the transactions that hold them. An UPDATE locks its table
// until the transaction ends; who finds it locked waits, first in, first out, at most 20 per table
// and 12 hours each.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/snowflake/protocol.hpp"
#include "hindcast/models/snowflake/service_options.hpp"
#include "hindcast/models/snowflake/statement_run.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class LockTicket;

// A transaction's writes are its own until it commits.
struct Transaction {
  struct Write {
    std::size_t table = 0;
    std::uint64_t key = 0;
    std::string value{};
    bool inserts = false;
  };

  Duration lock_timeout = Duration::infinite();
  bool spans_statements = false;  // begun by BEGIN; else it is one statement's own
  Instant began{};
  Instant idle_since{};
  std::weak_ptr<const snowflake::ClientEnd> client{};
  std::vector<Write> writes{};
  std::vector<std::size_t> locks{};   // tables
  StatementRun* statement = nullptr;  // the one that runs in it now
  LockTicket* ticket = nullptr;       // what that one waits for
  std::string locked_by{};            // the last statement that took a lock, for error texts
  bool ended = false;

  // Whether the process that began it is gone.
  bool detached() const { return client.expired(); }
};

using TransactionRef = std::shared_ptr<Transaction>;

enum class LockOutcome : std::uint8_t {
  granted,
  too_many_waiters,
  timed_out,
  deadlock,   // Snowflake's own detector chose this statement
  cancelled,  // the transaction was ended meanwhile
};

class Locks {
 public:
  explicit Locks(const SnowflakeServiceOptions& options) : options_(options) {}

  // Takes the table's lock for a transaction, or suspends until it gets it or there is a reason why
  // not.
  LockOutcome acquire(const TransactionRef& transaction, std::size_t table, StatementRun& run);
  // Ends a transaction: its locks pass on, and what it waits for is cancelled. Nothing if it has
  // ended.
  void end(Transaction& transaction);

  // Returns the transaction that has the table, or null.
  const Transaction* owner(std::size_t table) const;
  std::size_t waiting() const { return waiting_; }
  std::uint64_t blockers_aborted() const { return blockers_aborted_; }
  std::uint64_t deadlocks() const { return deadlocks_; }

  // Whether the transaction is in a cycle that Snowflake can see: each waits for the next one's
  // lock, and each spans statements.
  bool in_cycle(const Transaction& transaction) const;

 private:
  friend class LockTicket;

  struct Table {
    TransactionRef owner{};
    std::deque<LockTicket*> queue{};
  };

  Table& table(std::size_t number);
  LockOutcome await(LockTicket& ticket, StatementRun& run);
  void give(Table& table, std::size_t number, const TransactionRef& transaction);
  void abort(LockTicket& ticket, LockOutcome reason);
  void detect_deadlock(const TransactionRef& transaction);
  void abort_latest(const Transaction& transaction);
  void watch_blockers();
  Duration abort_blockers();

  const SnowflakeServiceOptions& options_;
  std::deque<Table> tables_;
  std::size_t waiting_ = 0;
  std::uint64_t blockers_aborted_ = 0;
  std::uint64_t deadlocks_ = 0;
  bool watching_ = false;
};

// A statement's wait for a table's lock. The transaction that has it is ended by whoever issues its
// session's next statement: that is the fiber of the application that has the session.
class LockTicket final : public Waitable {
 public:
  LockTicket(Locks& locks, TransactionRef transaction, std::size_t table, const StatementRun& run);
  LockTicket(const LockTicket&) = delete;
  LockTicket& operator=(const LockTicket&) = delete;
  ~LockTicket() override;

  void add_blockers(Blockers& blockers) const override;

 private:
  friend class Locks;

  Locks& locks_;
  TransactionRef transaction_;
  std::size_t table_;
  Instant began_;
  WaitQueue queue_;
  LockOutcome outcome_ = LockOutcome::timed_out;
};

}  // namespace hindcast
