// How long failures take in snowflake-sdk 3.3.0.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/models/snowflake_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

struct Ending {
  sql::Reply reply{};
  Duration took = Duration::zero();
  std::uint64_t posts = 0;
};

enum class Trouble { black_hole, unavailable };

// Runs one SELECT that meets the trouble, on a connection that was logged in before.
Ending select_in(Trouble trouble, Duration timeout, std::uint64_t seed) {
  Ending ending;
  SnowflakeRig* rig_of_request = nullptr;
  SnowflakeRig rig({.seed = seed,
                    .pool = {.driver = {.timeout = timeout}},
                    .service = steady_service(),
                    .requests = {[&](sql::SqlPort& port) {
                      sql::Session session(port);
                      expect_ok(session.acquire());
                      SnowflakeRig& in = *rig_of_request;
                      const std::uint64_t posts_before = in.connection->counts.sent;
                      if (trouble == Trouble::black_hole) in.wan.cut = true;
                      if (trouble == Trouble::unavailable) in.service.begin_outage(503);
                      const Instant before = now();
                      ending.reply = session.select("contexts", "customer-1");
                      ending.took = now() - before;
                      ending.posts = in.connection->counts.sent - posts_before;
                    }}});
  rig_of_request = &rig;
  CHECK(rig.world.run().verdict == Verdict::passed);
  return ending;
}

TEST_CASE("in a black hole a statement makes 16 posts and fails after about 25 minutes") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Ending ending = select_in(Trouble::black_hole, 90s, seed);
    CHECK(ending.reply.error_code == "401001");
    CHECK(ending.reply.error_text == "Network error. Could not reach Snowflake.");
    CHECK(ending.posts == 16);
    // 16 posts of 90 s and 14 sleeps of 1 s to 16 s.
    CHECK(ending.took >= Duration(1'454s));
    CHECK(ending.took <= Duration(1'624s));
  }
}

TEST_CASE("the time until a black hole is noticed moves with the request timeout") {
  const Ending slow = select_in(Trouble::black_hole, 90s, 7);
  const Ending fast = select_in(Trouble::black_hole, 9s, 7);
  CHECK(fast.posts == 16);
  // The same sleeps: the same seed, the same request.
  CHECK(slow.took - fast.took == Duration(16 * 81s));
}

TEST_CASE("503 for ever is an error after 14 s to 184 s, usually 33 s to 160 s") {
  int usual = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Ending ending = select_in(Trouble::unavailable, 90s, seed);
    CHECK(ending.reply.error_code == "401002");
    CHECK(ending.reply.error_text == "Request to Snowflake failed.");
    CHECK(ending.posts == 16);
    // The law's bounds: 14 sleeps of at least 1 s; 3 s, 9 s and five times 16 s, twice.
    CHECK(ending.took >= Duration(14s));
    CHECK(ending.took <= Duration(185s));
    if (ending.took >= Duration(33s) && ending.took <= Duration(160s)) ++usual;
  }
  CHECK(usual >= 95);
}

TEST_CASE("a partition that heals in time is no error, and the statement runs once") {
  sql::Reply reply;
  SnowflakeRig* rig_of_request = nullptr;
  SnowflakeRig rig({.service = steady_service(),
                    .requests = {[&](sql::SqlPort& port) {
                      sql::Session session(port);
                      expect_ok(session.acquire());
                      reply = session.insert("events", "event-1", "clicked");
                      CHECK(rig_of_request->service.inserted("events", "event-1") == 1);
                    }}});
  rig_of_request = &rig;
  // The request gets through, its reply does not: the driver repeats the request.
  rig.world.inject("partition", [&] {
    pause(100ms);
    rig.wan.cut = true;
    pause(2min);
    rig.wan.cut = false;
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(reply.ok());
  CHECK(rig.service.inserted("events", "event-1") == 1);
  CHECK(rig.service.counts().deduplicated == 1);
}

TEST_CASE("without de-duplication the same partition makes a duplicate") {
  SnowflakeServiceOptions service = steady_service();
  service.deduplicates = false;
  SnowflakeRig rig({.service = service, .requests = {[&](sql::SqlPort& port) {
                                          sql::Session session(port);
                                          expect_ok(session.acquire());
                                          CHECK(
                                              session.insert("events", "event-1", "clicked").ok());
                                        }}});
  rig.world.inject("partition", [&] {
    pause(100ms);
    rig.wan.cut = true;
    pause(2min);
    rig.wan.cut = false;
  });
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.service.inserted("events", "event-1") == 2);
  CHECK(rig.service.duplicates("events") == 1);
}

TEST_CASE("a login gives up after 8 posts, in a black hole after 12 to 17 minutes") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Duration took;
    SnowflakeRig rig({.seed = seed,
                      .service = steady_service(),
                      .requests = {[&](auto& port) {
                        sql::Session session(port);
                        const sql::Reply reply = session.acquire();
                        took = now() - Instant{};
                        // createPool passes on the message alone.
                        CHECK(reply.error_code == "Network error. Could not reach Snowflake.");
                      }}});
    rig.wan.cut = true;
    CHECK(rig.world.run().verdict == Verdict::passed);
    CHECK(rig.connection->counts.sent == 8);
    // 8 posts of 90 s, and sleeps whose sum retryTimeout bounds.
    CHECK(took >= Duration(12min));
    CHECK(took <= Duration(17min));
  }
}

// The process's own count of what it has open.
class OpenedElsewhere final : public Component, public DescriptorOwner {
 public:
  struct Options {
    std::shared_ptr<Descriptors> open{};
  };
  OpenedElsewhere(const Place& place, Options options)
      : Component(place), options_(std::move(options)) {}
  std::shared_ptr<Descriptors> descriptors() const override { return options_.open; }

 private:
  Options options_;
};

TEST_CASE("without a descriptor nothing is sent, and a login fails as if nobody could be reached") {
  for (const std::uint32_t left : {0U, 1U}) {
    const auto open = std::make_shared<Descriptors>(50, 50 - left);
    sql::Reply reply;
    SnowflakeRig rig({.service = steady_service(), .requests = {[&](auto& port) {
                                                     sql::Session session(port);
                                                     reply = session.acquire();
                                                     CHECK(open->used() == 50);
                                                   }}});
    rig.world.add_to<OpenedElsewhere>(rig.application.node(), "process", {open});
    CHECK(rig.world.run().verdict == Verdict::passed);
    CHECK(reply.error_code == (left == 0 ? "Network error. Could not reach Snowflake." : ""));
    CHECK((rig.connection->counts.sent == 0) == (left == 0));
  }
}

TEST_CASE("a session token that expired is renewed, and the statement runs all the same") {
  SnowflakeRig rig({.service = steady_service(), .requests = {[&](sql::SqlPort& port) {
                                                   sql::Session session(port);
                                                   expect_ok(session.acquire());
                                                   pause(61min);
                                                   expect_ok(
                                                       session.select("contexts", "customer-1"));
                                                 }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
  // Login, refused query, renewal, query, and no logout: the session rests in the pool.
  CHECK(rig.connection->counts.sent == 4);
}

TEST_CASE("a session that rested longer than its master token is terminated, again and again") {
  SnowflakeRig rig({.service = steady_service(),
                    .requests = {[&](sql::SqlPort& port) {
                      {
                        sql::Session session(port);
                        expect_ok(session.acquire());
                      }
                      pause(5h);
                      for (int attempt = 0; attempt < 3; ++attempt) {
                        sql::Session session(port);
                        expect_ok(session.acquire());
                        const sql::Reply reply = session.select("contexts", "customer-1");
                        CHECK(reply.error_code == "407002");
                        CHECK(reply.error_text ==
                              "Unable to perform operation using terminated connection.");
                        // Released, not destroyed, so the pool lends the dead session again.
                        session.release();
                      }
                    }}});
  CHECK(rig.world.run().verdict == Verdict::passed);
}

TEST_CASE("sessions that Snowflake ended are noticed at the next statement") {
  SnowflakeRig* rig_of_request = nullptr;
  SnowflakeRig rig({.service = steady_service(), .requests = {[&](sql::SqlPort& port) {
                                                   sql::Session session(port);
                                                   expect_ok(session.acquire());
                                                   rig_of_request->service.end_sessions();
                                                   const sql::Reply reply =
                                                       session.select("contexts", "customer-1");
                                                   CHECK(reply.error_code == "407002");
                                                 }}});
  rig_of_request = &rig;
  CHECK(rig.world.run().verdict == Verdict::passed);
}

TEST_CASE("a statement longer than 45 s is polled, and its result comes") {
  SnowflakeServiceOptions service = steady_service();
  service.select_time = Distribution::constant(Duration(2min));
  SnowflakeRig rig({.service = service, .requests = {[&](sql::SqlPort& port) {
                                          sql::Session session(port);
                                          expect_ok(session.acquire());
                                          const Instant before = now();
                                          const sql::Reply reply =
                                              session.select("contexts", "customer-1");
                                          CHECK(reply.ok());
                                          CHECK(reply.found);
                                          CHECK(reply.value == "gold");
                                          CHECK(now() - before >= Duration(2min));
                                          CHECK(now() - before < Duration(2min + 1s));
                                        }}});
  rig.service.preload("contexts", "customer-1", "gold");
  CHECK(rig.world.run().verdict == Verdict::passed);
  // Login, query, and polls at 45 s and 90 s.
  CHECK(rig.connection->counts.sent == 4);
}

}  // namespace
}  // namespace hindcast
