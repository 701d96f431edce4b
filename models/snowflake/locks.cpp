#include "hindcast/models/snowflake/locks.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {
namespace {

// How often idle blockers are looked at. Snowflake does not say; its limit is in minutes.
constexpr Duration kWatchInterval = std::chrono::seconds(10);

}  // namespace

LockTicket::LockTicket(Locks& locks, TransactionRef transaction, std::size_t table,
                       const StatementRun& run)
    : Waitable(Key{run.query_id()}, "the lock of a table"),
      locks_(locks),
      transaction_(std::move(transaction)),
      table_(table),
      began_(run.began()) {
  locks_.table(table_).queue.push_back(this);
  transaction_->ticket = this;
  ++locks_.waiting_;
}

LockTicket::~LockTicket() {
  std::erase(locks_.table(table_).queue, this);
  transaction_->ticket = nullptr;
  --locks_.waiting_;
}

void LockTicket::add_blockers(Blockers& blockers) const {
  const Transaction* const owner = locks_.owner(table_);
  // What Snowflake can see, it ends by itself; so it does with what a dead process left behind.
  if (owner == nullptr || locks_.in_cycle(*transaction_)) return;
  if (!owner->spans_statements && owner->statement != nullptr) {
    blockers.fibers.push_back(owner->statement->fiber());
    blockers.complete = true;
    return;
  }
  const std::shared_ptr<const snowflake::ClientEnd> client = owner->client.lock();
  if (client == nullptr || client->fiber.empty()) return;
  blockers.fibers.push_back(client->fiber);
  blockers.complete = !Scheduler::current().ended(client->fiber);
}

Locks::Table& Locks::table(std::size_t number) {
  while (tables_.size() <= number) tables_.emplace_back();
  return tables_[number];
}

const Transaction* Locks::owner(std::size_t number) const {
  return number < tables_.size() ? tables_[number].owner.get() : nullptr;
}

void Locks::give(Table& given, std::size_t number, const TransactionRef& transaction) {
  given.owner = transaction;
  transaction->locks.push_back(number);
}

LockOutcome Locks::acquire(const TransactionRef& transaction, std::size_t number,
                           StatementRun& run) {
  Table& wanted = table(number);
  if (wanted.owner == transaction) return LockOutcome::granted;
  if (wanted.owner == nullptr) {
    give(wanted, number, transaction);
    transaction->locked_by = run.id_text();
    return LockOutcome::granted;
  }
  if (wanted.queue.size() >= options_.lock_waiters_max) return LockOutcome::too_many_waiters;
  LockTicket ticket(*this, transaction, number, run);
  const LockOutcome outcome = await(ticket, run);
  if (outcome == LockOutcome::granted) transaction->locked_by = run.id_text();
  return outcome;
}

LockOutcome Locks::await(LockTicket& ticket, StatementRun& run) {
  detect_deadlock(ticket.transaction_);
  if (!std::exchange(watching_, true)) {
    spawn("blocker watch", [this] { watch_blockers(); }, {.serves = true});
  }
  if (ticket.outcome_ == LockOutcome::timed_out) {
    run.wait(ticket, ticket.queue_, ticket.transaction_->lock_timeout);
  }
  return ticket.outcome_;
}

void Locks::end(Transaction& transaction) {
  if (std::exchange(transaction.ended, true)) return;
  for (const std::size_t number : transaction.locks) {
    Table& freed = table(number);
    freed.owner = nullptr;
    if (freed.queue.empty()) continue;
    LockTicket& next = *freed.queue.front();
    freed.queue.pop_front();
    give(freed, number, next.transaction_);
    next.outcome_ = LockOutcome::granted;
    if (!next.queue_.empty()) Scheduler::current().grant(next.queue_.oldest());
  }
  transaction.locks.clear();
  if (transaction.ticket != nullptr) abort(*transaction.ticket, LockOutcome::cancelled);
}

void Locks::abort(LockTicket& ticket, LockOutcome reason) {
  if (ticket.outcome_ != LockOutcome::timed_out) return;
  std::erase(table(ticket.table_).queue, &ticket);
  ticket.outcome_ = reason;
  if (!ticket.queue_.empty()) Scheduler::current().grant(ticket.queue_.oldest());
}

bool Locks::in_cycle(const Transaction& transaction) const {
  const Transaction* next = &transaction;
  for (std::size_t hops = 0; hops <= waiting_; ++hops) {
    if (!next->spans_statements || next->ticket == nullptr) return false;
    next = owner(next->ticket->table_);
    if (next == nullptr) return false;
    if (next == &transaction) return true;
  }
  return false;
}

void Locks::detect_deadlock(const TransactionRef& transaction) {
  if (!in_cycle(*transaction)) return;
  spawn("deadlock detector",
        [this, transaction] {
          sleep(options_.deadlock_detection);
          if (in_cycle(*transaction)) abort_latest(*transaction);
        },
        {.serves = true});
}

// Snowflake's rule: the most recent statement of the cycle is rolled back, its transaction stays
// open.
void Locks::abort_latest(const Transaction& transaction) {
  LockTicket* latest = transaction.ticket;
  const Transaction* next = owner(transaction.ticket->table_);
  while (next != &transaction) {
    if (next->ticket->began_ > latest->began_) latest = next->ticket;
    next = owner(next->ticket->table_);
  }
  ++deadlocks_;
  abort(*latest, LockOutcome::deadlock);
}

void Locks::watch_blockers() {
  while (waiting_ > 0) sleep(abort_blockers());
  watching_ = false;
}

// Ends the transactions that block others, are idle for long enough and belong to nobody. Returns
// when to look again.
Duration Locks::abort_blockers() {
  Duration next = kWatchInterval;
  for (std::size_t number = 0; number < tables_.size(); ++number) {
    const TransactionRef owner = tables_[number].owner;
    if (owner == nullptr || tables_[number].queue.empty() || owner->statement != nullptr) continue;
    const Instant due = owner->idle_since + options_.idle_blocker_abort;
    if (due > now()) {
      next = std::min(next, due - now());
    } else if (owner->detached() || options_.aborts_live_blockers) {
      ++blockers_aborted_;
      end(*owner);
    }
  }
  return next;
}

}  // namespace hindcast
