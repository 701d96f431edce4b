// Promise P1 for disk, queue and MCP server: same story, same seed, same digest, in every build.
#include <doctest/doctest.h>

#include <string>

#include "tests/models/mcp_rig.hpp"
#include "tests/models/queue_rig.hpp"
#include "tests/support/digest_table.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeeds = 5;

// A disk whose calls vary, so that seeds differ.
DiskOptions varying_disk() {
  DiskOptions options;
  options.call_time = Distribution::exponential(Duration(13us));
  options.sync_time = Distribution::exponential(Duration(2ms));
  return options;
}

// Records with and without syncs, a failed write-back, and a power loss.
std::uint64_t disk_story(std::uint64_t seed) {
  QueueRig rig({.disk = varying_disk(), .seed = seed});
  rig.write("writer", {.sync = SyncPolicy::interval, .sync_interval = 50ms},
            [](QueueWriter& writer, DiskFiles&) {
              for (int i = 0; i < 2'000; ++i) (void)writer.append(QueueRig::record(i), now());
            });
  rig.world.inject("faults", [&] {
    sleep(40ms);
    rig.disk.fail_writeback();
    sleep(40ms);
    rig.disk.lose_power();
  });
  rig.world.run();
  return mix(rig.world.digest(), hash_text(rig.content()));
}

// A plain worker, restarts, a corrupt line and a refusal.
std::uint64_t queue_story(std::uint64_t seed) {
  QueueRig rig({.disk = varying_disk(), .seed = seed});
  auto& worker = rig.drain({.corrupt = CorruptPolicy::quarantine});
  worker.node().supervise({true, 1s});
  rig.produce(0, 30, 20ms);
  rig.database->refuses = [](const sql::Statement& statement) -> std::string {
    return statement.key == "r7" && now() < Instant::at(3s) ? "Unable to connect" : "";
  };
  rig.world.inject("faults", [&] {
    sleep(600ms);
    worker.node().crash();
    sleep(100ms);
    Descriptors descriptors(10);
    DiskFiles shell(rig.disk, rig.world.adversary(), descriptors);
    const std::int64_t file = shell.open("queue.ndjson", {.writes = true, .appends = true}).value;
    (void)shell.write(file, "CORRUPTED{{{\n");
  });
  rig.world.end_at(Instant::at(10s));
  rig.world.run();
  return mix(rig.world.digest(), rig.queue.ledger().delivered_count());
}

// All tools, a stall, a poisoned value and a kill.
std::uint64_t server_story(std::uint64_t seed) {
  McpRigOptions options;
  options.disk = varying_disk();
  options.seed = seed;
  McpRig rig(options);
  rig.server.node().supervise({true, 100ms});
  for (int i = 0; i < 20; ++i) {
    rig.at(1s + i * Duration(300us), [&rig, i] {
      (void)rig.caller.call("get_context", "c1");
      (void)rig.caller.call("track_activity", "c1", "a" + std::to_string(i));
      (void)rig.caller.call("update_context", "c1", "v" + std::to_string(i));
      sleep(2s);
      (void)rig.caller.call("get_context", "c1");
    });
  }
  rig.inject(1s + 10ms, [&] { rig.server.stall(20ms); });
  rig.inject(1s + 60ms, [&] { rig.server.node().crash(); });
  rig.inject(2s, [&] { rig.redis.operate({"SET", "context:c1", "POISON"}); });
  rig.run(10s);
  return mix(rig.world.digest(), hash_text(rig.database.value("contexts", "c1")));
}

testing::DigestTable compute_table() {
  testing::DigestTable table(
      "tests/golden/files.digests",
      "hindcast_test_models --no-skip -tc=\"write the digests of files anew\"");
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    table.add({"disk", seed, disk_story(seed)});
    table.add({"queue", seed, queue_story(seed)});
    table.add({"mcp server", seed, server_story(seed)});
  }
  return table;
}

}  // namespace

TEST_CASE("the digests of disk, queue and MCP server are the golden ones") {
  compute_table().expect_unchanged();
}

TEST_CASE("the stories of disk, queue and MCP server repeat exactly, and seeds differ") {
  CHECK(disk_story(1) == disk_story(1));
  CHECK(queue_story(1) == queue_story(1));
  CHECK(server_story(1) == server_story(1));
  CHECK(disk_story(1) != disk_story(2));
  CHECK(queue_story(1) != queue_story(2));
  CHECK(server_story(1) != server_story(2));
}

TEST_CASE("write the digests of files anew" * doctest::skip()) { compute_table().write(); }

}  // namespace hindcast
