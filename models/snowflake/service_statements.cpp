// Statements of the Snowflake service: transactions at READ COMMITTED, where each statement sees
// what was committed when it began to run, and its own transaction's writes.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/snowflake/service_process.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

using snowflake::HttpResponse;
using sql::Statement;
using sql::Verb;

namespace {

// Notes for its scope that a statement of the transaction runs.
class Running {
 public:
  Running(Transaction& transaction, StatementRun& run) : transaction_(transaction) {
    transaction_.statement = &run;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    transaction_.statement = nullptr;
    transaction_.idle_since = now();
  }

 private:
  Transaction& transaction_;
};

// Returns the text with its last digit replaced by the next one; unchanged if it has none.
std::string with_another_number(std::string text) {
  const std::size_t place = text.find_last_of("0123456789");
  if (place == std::string::npos) return text;
  text[place] = text[place] == '9' ? '0' : static_cast<char>(text[place] + 1);
  return text;
}

HttpResponse cancelled() {
  return {.code = "000604", .text = "SQL execution canceled", .sql_state = "57014"};
}

}  // namespace

HttpResponse SnowflakeService::Live::run(ServerSession& session, const Statement& statement,
                                         StatementRun& run) {
  switch (statement.verb) {
    case Verb::begin:
      return begin(session, run);
    case Verb::commit:
    case Verb::rollback:
      return end_transaction(session, statement.verb, run);
    case Verb::select:
      return select(session, statement, run);
    case Verb::update:
    case Verb::insert:
      return write(session, statement, run);
  }
  return cancelled();
}

TransactionRef SnowflakeService::Live::new_transaction(const ServerSession& session,
                                                       bool spans_statements) const {
  auto transaction = std::make_shared<Transaction>();
  transaction->spans_statements = spans_statements;
  transaction->began = now();
  transaction->idle_since = now();
  transaction->client = session.client;
  transaction->lock_timeout = session.lock_timeout;
  return transaction;
}

// Transactions never nest: a second BEGIN is ignored.
HttpResponse SnowflakeService::Live::begin(ServerSession& session, StatementRun& run) {
  run.spend(draw_duration("begin time", component_.options_.begin_time));
  if (!session.in_transaction()) session.transaction = new_transaction(session, true);
  return {};
}

// Without a transaction, nothing.
HttpResponse SnowflakeService::Live::end_transaction(ServerSession& session, Verb verb,
                                                     StatementRun& run) {
  const TransactionRef transaction = session.transaction;
  if (transaction == nullptr || transaction->ended) {
    run.spend(draw_duration("end time", component_.options_.end_time));
    session.transaction.reset();
    return {};
  }
  const Running running(*transaction, run);
  run.spend(draw_duration("end time", component_.options_.end_time));
  if (transaction->ended) return cancelled();
  if (verb == Verb::commit) commit(*transaction);
  locks_.end(*transaction);
  session.transaction.reset();
  return {};
}

void SnowflakeService::Live::commit(Transaction& transaction) {
  ++component_.counts_.commits;
  std::uint64_t content = transaction.writes.size();
  for (const Transaction::Write& write : transaction.writes) {
    CommittedTable& table = component_.store_[write.table];
    write.inserts ? table.insert(write.key, write.value) : table.update(write.key, write.value);
    content = mix(content, mix(table.name_hash(), write.key));
  }
  trace(events::kCommitted, content);
}

bool SnowflakeService::Live::lies_now() {
  const Ratio lies = component_.fault_.lies;
  if (lies == Ratio::zero() || choose(ChoiceKind::fault, "lies", 2, lies) == 0) return false;
  ++component_.counts_.lies;
  return true;
}

HttpResponse SnowflakeService::Live::select(const ServerSession& session,
                                            const Statement& statement, StatementRun& run) {
  const Warehouse::Place place(warehouse_, run);
  if (!place.granted()) return timeout_error(component_.options_.queued_timeout);
  HttpResponse response;
  const std::size_t table = component_.store_.table(statement.table);
  const std::uint64_t key = hash_text(statement.key);
  const std::string* value = component_.store_[table].find(key);
  if (session.in_transaction()) {
    for (const Transaction::Write& write : session.transaction->writes) {
      if (write.table == table && write.key == key) value = &write.value;
    }
  }
  response.found = value != nullptr;
  if (value != nullptr) response.value = lies_now() ? with_another_number(*value) : *value;
  if (!run.spend(draw_duration("select time", component_.options_.select_time))) {
    return timeout_error(component_.options_.statement_timeout);
  }
  return response;
}

// Outside of a transaction the statement is one of its own (AUTOCOMMIT).
HttpResponse SnowflakeService::Live::write(ServerSession& session, const Statement& statement,
                                           StatementRun& run) {
  const bool alone = !session.in_transaction();
  const TransactionRef transaction = alone ? new_transaction(session, false) : session.transaction;
  const Running running(*transaction, run);
  HttpResponse response = write_in(transaction, statement, run);
  if (alone) {
    if (response.code.empty()) commit(*transaction);
    locks_.end(*transaction);
  }
  return response;
}

HttpResponse SnowflakeService::Live::write_in(const TransactionRef& transaction,
                                              const Statement& statement, StatementRun& run) {
  const SnowflakeServiceOptions& options = component_.options_;
  const bool inserts = statement.verb == Verb::insert;
  const std::size_t table = component_.store_.table(statement.table);
  if (!inserts) {
    const LockOutcome outcome = locks_.acquire(transaction, table, run);
    if (outcome != LockOutcome::granted) return lock_error(outcome, *transaction, table, run);
    trace(events::kLockGranted, component_.store_[table].name_hash());
  }
  const Warehouse::Place place(warehouse_, run);
  if (!place.granted()) return timeout_error(options.queued_timeout);
  const Duration time = inserts ? draw_duration("insert time", options.insert_time)
                                : draw_duration("update time", options.update_time);
  if (!run.spend(time)) return timeout_error(options.statement_timeout);
  if (transaction->ended) return cancelled();
  add_write(*transaction, table, statement, {statement.key, statement.value});
  for (const Statement::Row& row : statement.more) add_write(*transaction, table, statement, row);
  return {};
}

// WHERE NOT EXISTS sees what is committed and what the transaction itself has written.
void SnowflakeService::Live::add_write(Transaction& transaction, std::size_t table,
                                       const Statement& statement, const Statement::Row& row) {
  const std::uint64_t key = hash_text(row.key);
  if (statement.unless_there) {
    const bool written = std::any_of(
        transaction.writes.begin(), transaction.writes.end(),
        [&](const Transaction::Write& write) { return write.table == table && write.key == key; });
    if (written || component_.store_[table].find(key) != nullptr) return;
  }
  transaction.writes.push_back({table, key, row.value, statement.verb == Verb::insert});
}

HttpResponse SnowflakeService::Live::timeout_error(Duration limit) const {
  return {.code = "000630",
          .text = fmt::format("Statement reached its statement or warehouse timeout of {} "
                              "second(s) and was canceled.",
                              limit / Duration(std::chrono::seconds(1))),
          .sql_state = "57014"};
}

// The text of the waiter limit is the real one; the two other reasons are worded after it.
HttpResponse SnowflakeService::Live::lock_error(LockOutcome outcome, const Transaction& transaction,
                                                std::size_t table, const StatementRun& run) const {
  if (outcome == LockOutcome::cancelled) return cancelled();
  const Transaction* const owner = locks_.owner(table);
  std::string reason;
  switch (outcome) {
    case LockOutcome::too_many_waiters:
      reason = fmt::format("the number of waiters for this lock exceeds the {} statements limit.",
                           component_.options_.lock_waiters_max);
      break;
    case LockOutcome::deadlock:
      reason = "it is part of a deadlock.";
      break;
    default:
      reason = fmt::format("it waited for this lock longer than the lock timeout of {} seconds.",
                           transaction.lock_timeout / Duration(std::chrono::seconds(1)));
  }
  return {.code = "000625",
          .text = fmt::format(
              "Statement '{}' has locked table '{}' in transaction {} and this lock "
              "has not yet been released. Your statement '{}' was aborted because {}",
              owner == nullptr ? "" : owner->locked_by, component_.store_[table].name(),
              owner == nullptr ? 0 : owner->began.count() / 1'000'000, run.id_text(), reason),
          .sql_state = "57014"};
}

}  // namespace hindcast
