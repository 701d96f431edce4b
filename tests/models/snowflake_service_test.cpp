// Transactions, locks and the warehouse of the Snowflake service.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/models/snowflake_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

using Request = std::function<void(sql::SqlPort&)>;

void expect_value(const std::string& value, const sql::Reply& reply) {
  CHECK(reply.value == value);
}

SnowflakePoolOptions pool_of(std::uint32_t max) { return {.pool = {.max = max}}; }

TEST_CASE("READ COMMITTED: others see a write after the commit, its own transaction at once") {
  std::vector<Request> requests;
  requests.emplace_back([&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    expect_ok(session.begin());
    expect_ok(session.update("contexts", "customer-1", "gold"));
    expect_value("gold", session.select("contexts", "customer-1"));
    pause(10s);
    expect_ok(session.commit());
  });
  requests.emplace_back([&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    expect_ok(session.begin());
    pause(5s);
    expect_value("silver", session.select("contexts", "customer-1"));
    pause(10s);
    expect_value("gold", session.select("contexts", "customer-1"));
    expect_ok(session.commit());
  });
  SnowflakeRig rig({.pool = pool_of(2), .service = steady_service(), .requests = requests});
  rig.service.preload("contexts", "customer-1", "silver");
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.service.open_transactions() == 0);
}

TEST_CASE("a rollback, a closed session and a second BEGIN do what Snowflake says") {
  SnowflakeRig rig(
      {.service = steady_service(), .requests = {[&](sql::SqlPort& port) {
                                      {
                                        sql::Session session(port);
                                        expect_ok(session.acquire());
                                        expect_ok(session.begin());
                                        expect_ok(session.insert("events", "rolled-back", "1"));
                                        expect_ok(session.rollback());
                                        expect_ok(session.begin());
                                        expect_ok(session.insert("events", "nested", "1"));
                                        expect_ok(session.begin());  // ignored
                                        expect_ok(session.rollback());
                                        expect_ok(session.insert("events", "autocommitted", "1"));
                                        expect_ok(session.begin());
                                        expect_ok(session.insert("events", "closed", "1"));
                                        session.destroy();
                                      }
                                      pause(1s);
                                      sql::Session session(port);
                                      expect_ok(session.acquire());
                                    }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.service.inserted("events", "rolled-back") == 0);
  CHECK(rig.service.inserted("events", "nested") == 0);
  CHECK(rig.service.inserted("events", "closed") == 0);
  CHECK(rig.service.inserted("events", "autocommitted") == 1);
  CHECK(rig.service.inserts("events") == 1);
}

TEST_CASE("an open transaction rides back to the pool and on to the next borrower") {
  SnowflakeRig rig({.service = steady_service(), .requests = {[&](sql::SqlPort& port) {
                                                   {
                                                     sql::Session session(port);
                                                     expect_ok(session.acquire());
                                                     expect_ok(session.begin());
                                                     expect_ok(
                                                         session.insert("events", "event-1", "1"));
                                                   }
                                                   sql::Session session(port);
                                                   expect_ok(session.acquire());
                                                   expect_ok(session.rollback());
                                                 }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.service.inserts("events") == 0);
}

TEST_CASE("an UPDATE waits for the table's lock, an INSERT does not") {
  Instant updated;
  Instant inserted;
  std::vector<Request> requests;
  requests.emplace_back([&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    expect_ok(session.begin());
    expect_ok(session.update("contexts", "customer-1", "gold"));
    pause(20s);
    expect_ok(session.commit());
  });
  requests.emplace_back([&](sql::SqlPort& port) {
    pause(1s);
    sql::Session session(port);
    expect_ok(session.acquire());
    expect_ok(session.update("contexts", "customer-2", "gold"));
    updated = now();
  });
  requests.emplace_back([&](sql::SqlPort& port) {
    pause(1s);
    sql::Session session(port);
    expect_ok(session.acquire());
    expect_ok(session.insert("contexts", "customer-3", "gold"));
    inserted = now();
  });
  SnowflakeRig rig({.pool = pool_of(3), .service = steady_service(), .requests = requests});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(inserted < Instant::at(2s));
  CHECK(updated > Instant::at(20s));
  CHECK(updated < Instant::at(21s));
}

TEST_CASE("the 21st waiter for a lock is refused with error 000625") {
  int refused = 0;
  int updated = 0;
  std::vector<Request> requests;
  requests.emplace_back([&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    expect_ok(session.begin());
    expect_ok(session.update("contexts", "customer-1", "gold"));
    pause(30s);
    expect_ok(session.commit());
  });
  for (int caller = 0; caller < 25; ++caller) {
    requests.emplace_back([&](sql::SqlPort& port) {
      pause(1s);
      sql::Session session(port);
      expect_ok(session.acquire());
      const sql::Reply reply = session.update("contexts", "customer-2", "gold");
      if (reply.ok()) return static_cast<void>(++updated);
      ++refused;
      CHECK(reply.error_code == "000625");
      CHECK(reply.error_text.find("has locked table 'contexts' in transaction") !=
            std::string::npos);
      CHECK(reply.error_text.find(
                "was aborted because the number of waiters for this lock exceeds the 20 "
                "statements limit.") != std::string::npos);
    });
  }
  SnowflakeRig rig({.pool = pool_of(30), .service = steady_service(), .requests = requests});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(updated == 20);
  CHECK(refused == 5);
}

// The application's process dies in a transaction that holds a lock; another one wants the table.
struct SecondApplication {
  Instant updated{};
  sql::Reply reply{};
};

SecondApplication update_after_death(CrashKind kind, Duration wants_at) {
  SecondApplication second;
  SnowflakeRig rig(
      {.service = steady_service(), .requests = {[](sql::SqlPort& port) {
                                      sql::Session session(port);
                                      expect_ok(session.acquire());
                                      expect_ok(session.begin());
                                      expect_ok(session.update("contexts", "customer-1", "lost"));
                                      pause(24h);
                                    }}});
  auto& other = rig.world.add<Application>("other", {{[&](sql::SqlPort& port) {
                                             pause(wants_at);
                                             sql::Session session(port);
                                             expect_ok(session.acquire());
                                             second.reply =
                                                 session.update("contexts", "customer-1", "gold");
                                             second.updated = now();
                                           }}});
  auto& pool = rig.world.add_to<SnowflakePool>(other.node(), "other pool");
  rig.world.connect(other.port("database"), pool.port("sql"));
  rig.world.connect(pool.port("snowflake"), rig.wan, rig.service.port("sql_api"));
  rig.world.inject("kill", [&] {
    pause(1s);
    rig.application.node().crash(kind);
  });
  rig.world.end_at(Instant::at(24h));
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.service.blockers_aborted() == 1);
  CHECK(rig.service.committed_value("contexts", "customer-1") == "gold");
  return second;
}

TEST_CASE("the lock of a dead process is freed after 5 minutes when somebody waits for it") {
  for (const CrashKind kind : {CrashKind::process, CrashKind::host}) {
    const SecondApplication second = update_after_death(kind, 2s);
    CHECK(second.reply.ok());
    CHECK(second.updated >= Instant::at(5min));
    CHECK(second.updated <= Instant::at(5min + 15s));
  }
}

TEST_CASE("nobody misses the lock of a dead process until somebody comes, and then it is freed") {
  const SecondApplication second = update_after_death(CrashKind::process, 2h);
  CHECK(second.reply.ok());
  CHECK(second.updated >= Instant::at(2h));
  CHECK(second.updated <= Instant::at(2h + 15s));
}

// Two sessions, two tables, opposite orders.
std::vector<Request> opposite_orders(std::vector<sql::Reply>& second_updates) {
  const auto updates = [&](const char* first, const char* second) {
    return [&second_updates, first, second](sql::SqlPort& port) {
      sql::Session session(port);
      expect_ok(session.acquire());
      expect_ok(session.begin());
      expect_ok(session.update(first, "row", "value"));
      pause(1s);
      second_updates.push_back(session.update(second, "row", "value"));
      if (second_updates.back().ok()) expect_ok(session.commit());
    };
  };
  return {updates("contexts", "events"), updates("events", "contexts")};
}

TEST_CASE("Snowflake's detector ends a deadlock between transactions: one statement is aborted") {
  std::vector<sql::Reply> replies;
  SnowflakeRig rig(
      {.pool = pool_of(2), .service = steady_service(), .requests = opposite_orders(replies)});
  std::uint64_t deadlocks = 0;
  rig.world.inject("observer", [&] {
    pause(20s);
    deadlocks = rig.service.deadlocks();
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(deadlocks == 1);
  REQUIRE(replies.size() == 2);
  CHECK(replies[0].error_code == "000625");
  CHECK(replies[1].ok());
}

TEST_CASE("a deadlock that Snowflake takes longer to see than the driver to poll is none of ours") {
  std::vector<sql::Reply> replies;
  SnowflakeServiceOptions service = steady_service();
  service.deadlock_detection = 3min;
  SnowflakeRig rig({.pool = pool_of(2), .service = service, .requests = opposite_orders(replies)});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(replies.size() == 2);
}

// One fiber, two sessions: the second waits for the first's lock while the code that would commit
// the first awaits the second.
void update_in_a_transaction_within_a_transaction(sql::SqlPort& port) {
  sql::Session outer(port);
  expect_ok(outer.acquire());
  expect_ok(outer.begin());
  expect_ok(outer.update("contexts", "customer-1", "outer"));
  sql::Session inner(port);
  expect_ok(inner.acquire());
  expect_ok(inner.begin());
  inner.update("contexts", "customer-1", "inner");
  inner.commit();
  outer.commit();
}

TEST_CASE("a self-deadlock through the client is invisible to Snowflake and found as a cycle") {
  SnowflakeRig rig({.pool = pool_of(2),
                    .service = steady_service(),
                    .requests = {update_in_a_transaction_within_a_transaction}});
  const Outcome& outcome = rig.world.run();
  REQUIRE(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.at < Instant::at(1min));
  CHECK(outcome.detail.find("waits for the lock of a table") != std::string::npos);
  CHECK(outcome.detail.find("waits for result of a statement in progress") != std::string::npos);
  CHECK(outcome.detail.find("app/request#0 waits for sql") != std::string::npos);
}

TEST_CASE("the self-deadlock is none if LOCK_TIMEOUT is short: the statement fails") {
  SnowflakeServiceOptions service = steady_service();
  service.lock_timeout = 10min;
  sql::Reply reply;
  SnowflakeRig rig({.pool = pool_of(2),
                    .service = service,
                    .requests = {[&](auto& port) {
                      sql::Session outer(port);
                      expect_ok(outer.acquire());
                      expect_ok(outer.begin());
                      expect_ok(outer.update("contexts", "customer-1", "outer"));
                      sql::Session inner(port);
                      expect_ok(inner.acquire());
                      reply = inner.update("contexts", "customer-1", "inner");
                    }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(reply.error_code == "000625");
}

TEST_CASE("the 9th statement waits for a place in the warehouse and is not refused") {
  std::multiset<std::int64_t> ends;
  std::vector<Request> requests(20, [&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    pause(1s - (now() - Instant{}));
    expect_ok(session.select("contexts", "customer-1"));
    ends.insert(now().count() / 1'000'000);
  });
  SnowflakeRig rig({.pool = pool_of(20), .service = steady_service(), .requests = requests});
  rig.world.always("8 at a time", [&] { return rig.service.statements_running() <= 8; });
  rig.world.sometimes("12 are queued", [&] { return rig.service.statements_queued() == 12; });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(ends.count(1'120) == 8);
  CHECK(ends.count(1'220) == 8);
  CHECK(ends.count(1'320) == 4);
}

TEST_CASE("a statement that outlasts its timeout is cancelled with error 000630") {
  SnowflakeServiceOptions service = steady_service();
  service.select_time = Distribution::constant(Duration(100s));
  service.statement_timeout = 60s;
  SnowflakeRig rig(
      {.service = service, .requests = {[&](sql::SqlPort& port) {
                             sql::Session session(port);
                             expect_ok(session.acquire());
                             const sql::Reply reply = session.select("contexts", "customer-1");
                             CHECK(reply.error_code == "000630");
                             CHECK(reply.error_text ==
                                   "Statement reached its statement or warehouse timeout of 60 "
                                   "second(s) and was canceled.");
                           }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
}

TEST_CASE("a suspended warehouse is resumed by the first statement, and others wait with it") {
  SnowflakeServiceOptions service = steady_service();
  service.auto_suspend = 10min;
  service.resume_time = Distribution::constant(Duration(2s));
  std::vector<Duration> first;
  std::vector<Duration> second;
  std::vector<Request> requests(3, [&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    pause(Duration(50min) - (now() - Instant{}));
    const Instant asked = now();
    expect_ok(session.select("contexts", "customer-1"));
    const Instant answered = now();
    expect_ok(session.select("contexts", "customer-1"));
    first.push_back(answered - asked);
    second.push_back(now() - answered);
  });
  SnowflakeRig rig({.pool = pool_of(3), .service = service, .requests = requests});
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(first == std::vector<Duration>(3, 2'120ms));
  CHECK(second == std::vector<Duration>(3, 120ms));
}

TEST_CASE("commits outlive a restart of the service, sessions and open transactions do not") {
  std::vector<sql::Reply> replies;
  SnowflakeRig rig({.service = steady_service(), .requests = {[&](sql::SqlPort& port) {
                                                   sql::Session session(port);
                                                   expect_ok(session.acquire());
                                                   expect_ok(
                                                       session.insert("events", "before", "1"));
                                                   expect_ok(session.begin());
                                                   expect_ok(session.insert("events", "open", "1"));
                                                   pause(10s);
                                                   replies.push_back(session.commit());
                                                 }}});
  rig.world.inject("restart", [&] {
    pause(5s);
    rig.service.node().crash();
    rig.service.node().restart();
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].error_code == "407002");
  CHECK(rig.service.inserted("events", "before") == 1);
  CHECK(rig.service.inserted("events", "open") == 0);
}

}  // namespace
}  // namespace hindcast
