// Promise P1 for disk, queue and MCP server: same story, same seed, same digest, in every build.
#include <doctest/doctest.h>

#include <string>
#include <vector>

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

// A server on a small host: spinners, a leaking heap that aborts, memory pressure, a full table of
// tasks, leaking descriptors and SIGTERM.
std::uint64_t host_story(std::uint64_t seed) {
  McpRigOptions options;
  options.server = {.supervision = {.restarts = true},
                    .heap_limit = ByteSize::mebibytes(60),
                    .request_garbage = ByteSize::kibibytes(512),
                    .request_leak = ByteSize::kibibytes(256),
                    .mark_rate = ByteSize::mebibytes(400),
                    .niceness = 5,
                    .on_terminate = OnTerminate::drains,
                    .descriptors_max = 50,
                    .descriptor_leak = Ratio::percent(30)};
  options.disk = varying_disk();
  options.seed = seed;
  McpRig rig(options);
  auto& host = rig.world.add<Host>(
      "host",
      {.runs = {"mcp", "redis"}, .cores = 1, .memory = ByteSize::mebibytes(600), .tasks_max = 400});
  for (int i = 0; i < 150; ++i) {
    rig.at(1s + i * Duration(100ms), [&rig, i] {
      (void)rig.caller.call("track_activity", "c1", "a" + std::to_string(i), {.timeout = 5s});
      (void)rig.caller.call("get_context", "c1", "", {.timeout = 5s});
    });
  }
  const std::vector<Crowd> crowds = {{20, ByteSize(), true}, {300, ByteSize::mebibytes(2)}, {}};
  for (std::size_t i = 0; i < crowds.size(); ++i) {
    rig.inject(Duration(5s) + static_cast<std::int64_t>(i) * Duration(2s),
               [&host, crowd = crowds[i]] { host.set_crowd(crowd); });
  }
  rig.inject(12s, [&] { rig.server.terminate(1s); });
  rig.inject(13s, [&] { rig.server.node().crash(); });
  rig.inject(13s + 1ms, [&] { host.set_crowd({1'000, ByteSize(), true}); });
  rig.inject(15s, [&] { host.set_crowd({}); });
  rig.run(20s);
  CHECK(host.killed() > 0);
  CHECK(host.refused() > 0);
  CHECK(rig.server.exits() > 1);
  return mix(rig.world.digest(), rig.server.heap().collections());
}

testing::DigestTable compute_table() {
  testing::DigestTable table(
      "tests/golden/files.digests",
      "hindcast_test_models --no-skip -tc=\"write the digests of files anew\"");
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    table.add({"disk", seed, disk_story(seed)});
    table.add({"queue", seed, queue_story(seed)});
    table.add({"mcp server", seed, server_story(seed)});
    table.add({"host", seed, host_story(seed)});
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
  CHECK(host_story(1) == host_story(1));
  CHECK(disk_story(1) != disk_story(2));
  CHECK(queue_story(1) != queue_story(2));
  CHECK(server_story(1) != server_story(2));
  CHECK(host_story(1) != host_story(2));
}

TEST_CASE("write the digests of files anew" * doctest::skip()) { compute_table().write(); }

}  // namespace hindcast
