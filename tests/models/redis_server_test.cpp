#include "hindcast/models/redis/server.hpp"

#include <doctest/doctest.h>

#include "tests/models/redis_rig.hpp"

namespace hindcast {
namespace {

using redis::Persistence;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""us;

// Sets `count` keys at 1 s, ends the server by `end` at `end_at`, and returns how many it has 10 s
// later.
std::size_t keys_after(Persistence persistence, int count, Duration end_at,
                       const std::function<void(RedisServer&)>& end) {
  RedisServerOptions options;
  options.persistence = persistence;
  std::size_t found = 0;
  with_redis(
      [count](RedisClient& client) {
        wait_for_time(1s);
        for (int nth = 0; nth < count; ++nth) client.set("key" + std::to_string(nth), "value");
      },
      [&](RedisRig& rig) {
        wait_for_time(end_at);
        end(rig.server);
        wait_for_time(10s);
        REQUIRE(rig.server.keys() != nullptr);
        found = rig.server.keys()->size();
      },
      options);
  return found;
}

void kill(RedisServer& server) { server.node().crash(CrashKind::process); }
void cut_power(RedisServer& server) { server.node().crash(CrashKind::host); }
void shut_down(RedisServer& server) { server.shutdown(ShutdownMode::nosave); }
void save_and_exit(RedisServer& server) { server.shutdown(ShutdownMode::save); }

TEST_CASE("a killed server comes back with its last snapshot, or empty if there was none") {
  // 100 changes are saved after more than 300 s, one change after more than 3600 s.
  CHECK(keys_after(Persistence::rdb, 100, 200s, kill) == 0);
  CHECK(keys_after(Persistence::rdb, 100, 310s, kill) == 100);
  CHECK(keys_after(Persistence::rdb, 99, 310s, kill) == 0);
  CHECK(keys_after(Persistence::rdb, 99, 3'610s, kill) == 99);
  CHECK(keys_after(Persistence::none, 100, 310s, kill) == 0);
}

TEST_CASE("SHUTDOWN NOSAVE loses what the last snapshot has not, SHUTDOWN SAVE nothing") {
  CHECK(keys_after(Persistence::rdb, 50, 60s, shut_down) == 0);
  CHECK(keys_after(Persistence::rdb, 50, 60s, save_and_exit) == 50);
}

TEST_CASE("with an append-only file nothing acknowledged is lost to a kill or to NOSAVE") {
  CHECK(keys_after(Persistence::aof_everysec, 50, 60s, shut_down) == 50);
  CHECK(keys_after(Persistence::aof_no, 50, 1'100ms, kill) == 50);
}

TEST_CASE("a power cut takes what the append-only file had not synced") {
  // The 50 writes happen from 1.0 s on and take 210 us each.
  CHECK(keys_after(Persistence::aof_always, 50, 1'500ms, cut_power) == 50);
  CHECK(keys_after(Persistence::aof_everysec, 50, 1'500ms, cut_power) == 0);
  CHECK(keys_after(Persistence::aof_everysec, 50, 2'500ms, cut_power) == 50);
  CHECK(keys_after(Persistence::aof_no, 50, 2'500ms, cut_power) == 0);
}

TEST_CASE("a restart from a snapshot serves values that were overwritten since: a stale cache") {
  RedisServerOptions options;
  with_redis(
      [](RedisClient& client) {
        for (int nth = 0; nth < 100; ++nth) client.set("key", "old");
        wait_for_time(6min);
        client.set("key", "new");
        CHECK(client.get("key").text() == "new");
        wait_for_time(10s);
        CHECK(client.get("key").text() == "old");
      },
      [](RedisRig& rig) {
        wait_for_time(6min + 5s);
        rig.server.shutdown(ShutdownMode::nosave);
      },
      options);
}

TEST_CASE("systemd starts it again after 100 ms, and nobody does if it is not supervised") {
  for (const bool supervised : {true, false}) {
    RedisServerOptions options;
    options.supervised = supervised;
    with_redis([](RedisClient&) {},
               [supervised](RedisRig& rig) {
                 wait_for_time(1s);
                 rig.server.shutdown(ShutdownMode::nosave);
                 wait_for_time(109ms);
                 CHECK_FALSE(rig.server.up());
                 wait_for_time(2ms);
                 CHECK(rig.server.up() == supervised);
               },
               options);
  }
}

TEST_CASE("one thread: a command waits for those before it") {
  RedisServerOptions options;
  options.service = Distribution::constant(Duration(1ms));
  with_redis(
      [](RedisClient& client) {
        wait_for_time(1s);
        for (int nth = 1; nth <= 10; ++nth) {
          spawn("get", [&client, nth] {
            client.get("key");
            CHECK(now() == Instant::at(1s + 200us + 1ms * nth));
          });
        }
      },
      [](RedisRig&) {}, options);
}

TEST_CASE("a slow command stops all others for its time") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(2s);
        client.get("key");
        CHECK(now() == Instant::at(6s + 10us + 100us));
      },
      [](RedisRig& rig) {
        wait_for_time(1s);
        rig.server.stall(5s);
      });
}

TEST_CASE("an operator can poison a value, and Redis calls it OK") {
  with_redis(
      [](RedisClient& client) {
        wait_for_time(2s);
        CHECK(client.get("context:user123").text() == "INVALID{{{JSON");
      },
      [](RedisRig& rig) {
        wait_for_time(1s);
        CHECK(rig.server.operate({"SET", "context:user123", "INVALID{{{JSON"}).text == "OK");
      });
}

TEST_CASE("a transaction of another connection keeps its watch across commands of this one") {
  with_redis(
      [](RedisClient& client) {
        client.execute({"WATCH", "key"});
        wait_for_time(2s);
        client.execute({"MULTI"});
        client.execute({"SET", "key", "mine"});
        CHECK(client.execute({"EXEC"}).is_null());
      },
      [](RedisRig& rig) {
        wait_for_time(1s);
        rig.server.operate({"SET", "key", "theirs"});
      });
}

TEST_CASE("the story of a shutdown says what was lost") {
  RedisRig rig({.client = {}, .script = [](RedisClient& client) {
                  for (int nth = 0; nth < 3; ++nth) client.set("key" + std::to_string(nth), "v");
                }});
  rig.run([&] {
    wait_for_time(1s);
    rig.server.shutdown(ShutdownMode::nosave);
  });
  std::vector<std::string> lines;
  for (const StoryLine& line : rig.world.story().lines()) {
    lines.push_back(std::to_string(line.at.count() / 1'000'000) + " " + line.where + " " +
                    line.what);
  }
  const std::vector<std::string> expected = {
      "1000 redis SHUTDOWN NOSAVE with 3 keys in memory, 0 on disk",
      "1000 redis the process is killed",
      "1100 redis the process starts again",
      "1110 redis starts with an empty cache",
  };
  CHECK(lines == expected);
}

TEST_CASE("every option has a place in the field table") {
  CHECK(RedisServerOptions::fields().rows().size() == 6);
  CHECK(RedisServerOptions::fields().find("persistence")->default_text == "rdb");
  CHECK(RedisClientOptions::fields().rows().size() == 9);
  CHECK(RedisClientOptions::fields().find("max_retries_per_request")->default_text == "20");
}

}  // namespace
}  // namespace hindcast
