// The pool of snowflake.createPool inside a world.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/models/snowflake_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

using Request = std::function<void(sql::SqlPort&)>;

TEST_CASE("with 2 sessions on loan 998 of 1000 callers wait for ever: there is no limit") {
  int served = 0;
  std::vector<Request> requests(1'000, [&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    ++served;
    pause(365 * 24h);
  });
  SnowflakeRig rig(
      {.pool = {.pool = {.max = 2}}, .service = steady_service(), .requests = std::move(requests)});
  rig.world.end_at(Instant::at(30 * 24h));
  rig.world.always("at most 2 sessions", [&] { return rig.service.sessions() <= 2; });
  std::size_t waiting = 0;
  rig.world.inject("observer", [&] {
    pause(29 * 24h);
    waiting = rig.pool.waiting();
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(served == 2);
  CHECK(waiting == 998);
}

TEST_CASE("acquireTimeoutMillis and maxWaitingClients bound the wait, with the real texts") {
  std::vector<std::string> errors;
  std::vector<Request> requests(4, [&](sql::SqlPort& port) {
    sql::Session session(port);
    const sql::Reply reply = session.acquire();
    if (reply.ok()) return pause(1h);
    errors.push_back(reply.error_text);
  });
  SnowflakeRig rig({.pool = {.pool = {.max = 1, .waiting_clients_max = 2, .acquire_timeout = 5s}},
                    .service = steady_service(),
                    .requests = std::move(requests)});
  CHECK(rig.world.run().verdict == Verdict::passed);
  // The first waits too, while its session is created; so the third is one too many.
  CHECK(errors == std::vector<std::string>{"max waitingClients count exceeded",
                                           "max waitingClients count exceeded",
                                           "ResourceRequest timed out"});
}

TEST_CASE("one failed login rejects all who wait, even while a healthy session is merely busy") {
  int rejected = 0;
  std::vector<Request> requests;
  requests.emplace_back([&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    pause(10min);
    expect_ok(session.select("contexts", "customer-1"));
  });
  for (int caller = 0; caller < 20; ++caller) {
    requests.emplace_back([&](sql::SqlPort& port) {
      pause(1s);
      sql::Session session(port);
      const sql::Reply reply = session.acquire();
      CHECK(reply.error_text == "Incorrect username or password was specified.");
      CHECK(now() < Instant::at(2s));
      ++rejected;
    });
  }
  SnowflakeRig rig(
      {.pool = {.pool = {.max = 2}}, .service = steady_service(), .requests = std::move(requests)});
  rig.world.inject("rotation", [&] {
    pause(500ms);
    rig.service.refuse_logins("390100", "Incorrect username or password was specified.");
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rejected == 20);
  CHECK(rig.pool.counts().logins_failed == 1);
}

TEST_CASE("a caller who leaves while it waits leaves a leak: its turn comes and nobody is there") {
  bool second_gave_up = false;
  std::vector<Request> requests;
  requests.emplace_back([&](sql::SqlPort& port) {
    sql::Session session(port);
    expect_ok(session.acquire());
    pause(10s);
  });
  requests.emplace_back([&](sql::SqlPort& port) {
    pause(1s);
    sql::Session session(port);
    const sql::Reply reply = session.acquire();
    CHECK(reply.error_code == sql::kAbandoned);
    CHECK(reply.error_text == "timed out");
    second_gave_up = true;
  });
  SnowflakeRig rig(
      {.service = steady_service(), .policy = {.timeout = 3s}, .requests = std::move(requests)});
  rig.world.end_at(Instant::at(1h));
  rig.world.sometimes("it waits for nobody", [&] { return rig.pool.waiting() == 1; });
  rig.world.sometimes("it is lent to nobody", [&] { return rig.pool.leaked() == 1; });
  std::size_t leaked = 0;
  std::size_t borrowed = 0;
  rig.world.inject("observer", [&] {
    pause(50min);
    leaked = rig.pool.leaked();
    borrowed = rig.pool.borrowed();
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(second_gave_up);
  CHECK(rig.pool.counts().lent_to_nobody == 1);
  CHECK(leaked == 1);
  CHECK(borrowed == 1);
}

TEST_CASE("a statement whose caller has left goes on, as an orphan") {
  SnowflakeServiceOptions service = steady_service();
  service.update_time = Distribution::constant(Duration(20s));
  SnowflakeRig rig(
      {.service = service, .policy = {.timeout = 3s}, .requests = {[&](auto& port) {
                                                        sql::Session session(port);
                                                        expect_ok(session.acquire());
                                                        const sql::Reply reply = session.update(
                                                            "contexts", "customer-1", "gold");
                                                        CHECK(reply.error_code == sql::kAbandoned);
                                                        // Not destroyed, which would end the
                                                        // session and the statement's meaning.
                                                        session.mark_broken(false);
                                                      }}});
  rig.world.sometimes("an orphan runs", [&] { return rig.pool.orphans() == 1; });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.pool.counts().orphaned == 1);
  CHECK(rig.service.committed_value("contexts", "customer-1") == "gold");
}

TEST_CASE("a session on which something failed is destroyed and not lent again") {
  SnowflakeRig* rig_of_request = nullptr;
  SnowflakeRig rig(
      {.service = steady_service(), .requests = {[&](sql::SqlPort& port) {
                                      SnowflakeService& snowflake = rig_of_request->service;
                                      {
                                        sql::Session session(port);
                                        expect_ok(session.acquire());
                                        snowflake.end_sessions();
                                        session.select("contexts", "customer-1");
                                        CHECK(session.broken());
                                      }
                                      sql::Session session(port);
                                      expect_ok(session.acquire());
                                      expect_ok(session.select("contexts", "customer-1"));
                                    }}});
  rig_of_request = &rig;
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.pool.counts().logins == 2);
}

TEST_CASE("testOnBorrow finds a dead session before it is lent, for one more round trip") {
  SnowflakeRig* rig_of_request = nullptr;
  SnowflakeRig rig({.pool = {.pool = {.test_on_borrow = true}},
                    .service = steady_service(),
                    .requests = {[&](sql::SqlPort& port) {
                      {
                        sql::Session session(port);
                        expect_ok(session.acquire());
                      }
                      rig_of_request->service.end_sessions();
                      sql::Session session(port);
                      expect_ok(session.acquire());
                      expect_ok(session.select("contexts", "customer-1"));
                    }}});
  rig_of_request = &rig;
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.pool.counts().logins == 2);
}

TEST_CASE("min sessions are opened at boot, and the evictor keeps to its interval") {
  SnowflakeRig rig(
      {.pool = {.pool = {.max = 5, .min = 2, .eviction_run_interval = 1min, .idle_timeout = 90s}},
       .service = steady_service()});
  rig.world.end_at(Instant::at(10min));
  std::size_t before = 0;
  rig.world.inject("observer", [&] {
    pause(50s);
    before = rig.service.sessions();
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(before == 2);
  // At 2, 4, 6 and 8 minutes both are older than 90 s and replaced.
  CHECK(rig.pool.counts().logins == 10);
}

TEST_CASE("callers who each hold a session and want another are a deadlock, with its cycle") {
  std::vector<Request> requests(2, [&](sql::SqlPort& port) {
    sql::Session first(port);
    expect_ok(first.acquire());
    pause(1s);
    sql::Session second(port);
    second.acquire();
  });
  SnowflakeRig rig(
      {.pool = {.pool = {.max = 2}}, .service = steady_service(), .requests = std::move(requests)});
  const Outcome& outcome = rig.world.run();
  CHECK(outcome.verdict == Verdict::deadlocked);
  CHECK(outcome.at < Instant::at(2s));
  CHECK(outcome.detail.find("waits for a session of the pool") != std::string::npos);
}

TEST_CASE("a lease that is given back twice is refused with the real text") {
  SnowflakeRig rig({.service = steady_service(),
                    .requests = {[&](sql::SqlPort& port) {
                      const auto lent = port.call({.step = sql::Step::acquire});
                      const std::uint64_t lease = lent.reply().lease;
                      CHECK(port.call({.step = sql::Step::release, .lease = lease}).reply().ok());
                      const auto again = port.call({.step = sql::Step::release, .lease = lease});
                      CHECK(again.reply().error_text == "Resource not currently part of this pool");
                    }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
}

}  // namespace
}  // namespace hindcast
