#include "hindcast/models/redis/client.hpp"

#include <doctest/doctest.h>

#include "tests/models/redis_rig.hpp"

namespace hindcast {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;

void nothing(RedisRig&) {}

RedisServerOptions unsupervised() {
  RedisServerOptions options;
  options.supervised = false;
  return options;
}

TEST_CASE("a value that was set is read again") {
  with_redis(
      [](RedisClient& client) {
        CHECK(client.get("context:user1").is_null());
        CHECK(client.set("context:user1", "v1").text() == "OK");
        CHECK(client.get("context:user1").text() == "v1");
        CHECK(client.del("context:user1").integer() == 1);
      },
      nothing);
}

TEST_CASE("a command takes the link twice and the server's service time") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(1s);
        const Instant begun = now();
        client.get("key");
        CHECK(now() - begun == Duration(210us));
      },
      nothing);
}

TEST_CASE("an error reply is an error with the server's text") {
  with_redis(
      [](RedisClient& client) {
        client.set("key", "text");
        const redis::Result result = client.execute({"INCR", "key"});
        CHECK_FALSE(result.ok());
        CHECK(result.error() == "ERR value is not an integer or out of range");
      },
      nothing);
}

TEST_CASE("an outage of 1.9 s is latency, not an error") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(10s);
        const redis::Result result = client.get("key");
        CHECK(result.ok());
        CHECK(result.is_null());
        CHECK(now() >= Instant::at(11'900ms));
        // The next reconnect comes at most 3.2 s + 0.2 s after the last that failed.
        CHECK(now() <= Instant::at(11'900ms + 3'400ms));
      },
      [](RedisRig& rig) {
        wait_for_time(9'990ms);
        rig.server.node().crash();
        wait_for_time(1'910ms);
        rig.server.node().restart();
      },
      unsupervised());
}

TEST_CASE("an idle client notices that the server's process died") {
  with_redis([](RedisClient&) {},
             [](RedisRig& rig) {
               wait_for_time(10s);
               CHECK(rig.user.client().ready());
               rig.server.node().crash();
               wait_for_time(10ms);
               CHECK_FALSE(rig.user.client().ready());
               wait_for_time(10s);
               CHECK(rig.user.client().ready());
             });
}

TEST_CASE("a command without an answer is sent again after a reconnect: at least once") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(10s);
        spawn("get", [&client] {
          wait_for_time(100ms);
          // Meets the reset, which ends all commands of the socket.
          CHECK(client.get("key").text() == "2");
        });
        CHECK(client.execute({"INCR", "key"}).integer() == 2);
        CHECK(client.resent() == 2);
      },
      [](RedisRig& rig) {
        wait_for_time(9s);
        rig.link.partition(PartitionKind::drop, Directions::reply);
        wait_for_time(1'050ms);
        CHECK(rig.server.keys()->size() == 1);
        rig.link.partition(PartitionKind::tcp_reset, Directions::request);
        wait_for_time(100ms);
        rig.link.heal();
      });
}

TEST_CASE("after 21 connections that failed in a row all waiting commands fail, after about 73 s") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(10s);
        const redis::Result result = client.get("key");
        CHECK(result.error() ==
              "Reached the max retries per request limit (which is 20). Refer to "
              "\"maxRetriesPerRequest\" option for details.");
        const Duration taken = now() - Instant::at(10s);
        CHECK(taken > Duration(71'350ms));
        CHECK(taken < Duration(75'350ms));
        CHECK(client.reconnects() == 21);
      },
      [](RedisRig& rig) {
        wait_for_time(10s - 1ms);
        rig.server.node().crash();
      },
      unsupervised());
}

TEST_CASE("a command timeout counts the wait for a connection") {
  RedisClientOptions options;
  options.command_timeout = Duration(500ms);
  with_redis(
      [](RedisClient& client) {
        wait_for_time(10s);
        CHECK(client.get("key").error() == "Command timed out");
        CHECK(now() == Instant::at(10'500ms));
      },
      [](RedisRig& rig) {
        wait_for_time(9s);
        rig.server.node().crash();
      },
      unsupervised(), options);
}

TEST_CASE("without an offline queue a command without a connection fails at once") {
  RedisClientOptions options;
  options.enable_offline_queue = false;
  with_redis(
      [](RedisClient& client) {
        wait_for_time(10s);
        CHECK(client.get("key").error() ==
              "Stream isn't writeable and enableOfflineQueue options is false");
        CHECK(now() == Instant::at(10s));
      },
      [](RedisRig& rig) {
        wait_for_time(9s);
        rig.server.node().crash();
      },
      unsupervised(), options);
}

TEST_CASE("a silent partition leaves commands pending until TCP gives up") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(10s);
        const redis::Result result = client.get("key");
        CHECK(result.ok());
        // Given up 924.6 s after it was sent; the first connect after the heal succeeds.
        CHECK(now() > Instant::at(934'600ms));
        CHECK(now() < Instant::at(936s));
      },
      [](RedisRig& rig) {
        wait_for_time(9s);
        const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
        // Healed between the last retransmission, 804.6 s after the first, and the end.
        wait_for_time(900s);
        rig.link.heal(cut);
      });
}

TEST_CASE("commands of a short partition arrive together with the retransmission") {
  std::vector<Instant> ends;
  with_redis(
      [&ends](RedisClient& client) {
        wait_for_time(10s);
        for (int nth = 0; nth < 20; ++nth) {
          spawn("get", [&ends, &client] {
            client.get("key");
            ends.push_back(now());
          });
          wait_for_time(50ms);
        }
      },
      [](RedisRig& rig) {
        wait_for_time(10s - 1ms);
        const LinkFaultHandle cut = rig.link.partition(PartitionKind::drop);
        wait_for_time(1s);
        rig.link.heal(cut);
      });
  REQUIRE(ends.size() == 20);
  // Sent from 10.0 s on, transmitted again at 10.2, 10.6 and 11.4 s.
  CHECK(ends.front() == Instant::at(11'400ms + 210us));
  CHECK(ends.back() == Instant::at(11'400ms + 200us + 20 * 10us));
}

TEST_CASE("while the server loads its data the client waits for it") {
  RedisServerOptions options;
  options.persistence = redis::Persistence::aof_always;
  options.load_time_per_key = Duration(2s);
  with_redis(
      [](RedisClient& client) {
        client.set("key", "value");
        wait_for_time(10s - now().since_start());
        CHECK(client.get("key").text() == "value");
        CHECK(now() > Instant::at(12s));
      },
      [](RedisRig& rig) {
        wait_for_time(9'900ms);
        rig.server.node().crash();
        wait_for_time(200ms);
        CHECK(rig.server.loading());
      },
      options);
}

std::uint64_t digest_of_outage(std::uint64_t seed) {
  RedisServerOptions options;
  options.service = Distribution::exponential(Duration(100us));
  RedisRig rig({.client = {},
                .script =
                    [](RedisClient& client) {
                      for (int nth = 0; nth < 200; ++nth) {
                        client.set("key" + std::to_string(nth % 7), "value");
                        wait_for_time(10ms);
                      }
                    }},
               options, seed);
  rig.run([&] {
    wait_for_time(500ms);
    rig.server.shutdown(ShutdownMode::nosave);
  });
  return rig.world.digest();
}

TEST_CASE("an outage gives the same digest for the same seed and another for another") {
  CHECK(digest_of_outage(1) == digest_of_outage(1));
  CHECK(digest_of_outage(1) != digest_of_outage(2));
}

}  // namespace
}  // namespace hindcast
