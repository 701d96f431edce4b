// A host that several processes share: memory and its OOM killer, tasks and forks, cores.
#include "hindcast/models/host/host.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/models/service/generic_service.hpp"
#include "tests/models/mcp_rig.hpp"
#include "tests/models/service_rig.hpp"
#include "tests/support/run_twice.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

ByteSize mebibytes(std::uint64_t count) { return ByteSize::mebibytes(count); }

// The rig's server and its Redis on one host.
HostOptions small_host() {
  return {.runs = {"mcp", "redis"}, .memory = mebibytes(400), .system_memory = mebibytes(100)};
}

TEST_CASE("a process resides with its heap and its runtime; others with what the host assumes") {
  McpRig rig;
  auto& host = rig.world.add<Host>("host", small_host());
  rig.inject(5s, [&] {
    CHECK(rig.server.resident_bytes() == mebibytes(40 + 55).bytes());
    CHECK(host.used_bytes() == mebibytes(100 + 95 + 50).bytes());
    CHECK(host.tasks() == 152);
    rig.redis.node().crash();
    CHECK(host.used_bytes() == mebibytes(100 + 95).bytes());
    rig.redis.node().restart();
  });
  rig.run();
}

TEST_CASE("memory pressure kills the largest with 137: the hog itself, or who is larger") {
  for (const bool hogs_are_larger : {true, false}) {
    McpRig rig;
    rig.server.node().supervise({true, 1s});
    auto& host = rig.world.add<Host>("host", small_host());
    rig.inject(5s, [&] {
      // Two of 200 MiB, or 400 of 1 MiB, where 155 MiB are left.
      host.set_crowd(hogs_are_larger ? Crowd{2, mebibytes(200)} : Crowd{400, mebibytes(1)});
    });
    rig.inject(5s + 10ms, [&] {
      CHECK(rig.server.node().alive() == hogs_are_larger);
      CHECK(host.crowd().count == (hogs_are_larger ? 0 : 300));
      CHECK(host.killed() == (hogs_are_larger ? 0 : 2));  // the server, then Redis
      CHECK(host.used_bytes() <= mebibytes(400).bytes());
    });
    rig.run(5s + 50ms);
    if (hogs_are_larger) continue;
    CHECK(rig.server.last_exit().code == 137);
    CHECK_FALSE(rig.redis.node().alive());
  }
}

TEST_CASE(
    "a process that grows beyond the memory is killed by its own allocation, and its callers "
    "hear of it") {
  McpRig rig({.server = {.supervision = {.restarts = true},
                         .heap_base = mebibytes(100),
                         .request_leak = mebibytes(20)}});
  auto& host = rig.world.add<Host>("host", small_host());
  int closed = 0;
  rig.inject(59s, [&] { CHECK(rig.server.up()); });
  rig.at(1s, [&] {
    for (int i = 0; i < 8; ++i) {
      closed += rig.caller.call("none", "c1").text == "MCP error -32000: Connection closed";
      sleep(1s);
    }
  });
  rig.run();
  // 95 MiB are left: the fifth call is one too many.
  CHECK(host.killed() == 1);
  CHECK(closed == 1);
  CHECK(rig.server.last_exit().code == 137);
}

TEST_CASE("a supervisor cannot start a process again while the table of tasks is full") {
  McpRig rig({.server = {.supervision = {.restarts = true, .delay = 500ms}}});
  HostOptions options = small_host();
  options.tasks_max = 500;
  auto& host = rig.world.add<Host>("host", options);
  rig.inject(5s, [&] {
    rig.server.node().crash();
    host.set_crowd({1'000'000});
    CHECK(host.tasks() == 500);
  });
  rig.inject(8s, [&] {
    CHECK_FALSE(rig.server.up());
    CHECK(host.refused() == 5);  // each 500 ms until then
    CHECK(rig.server.exits() == 1);
    host.set_crowd({});
  });
  rig.inject(10s, [&] { CHECK(rig.server.up()); });
  rig.run(11s);
}

TEST_CASE("spinners beside a nice server make its answers late by their share, then not any more") {
  McpRig rig({.server = {.request_time = 1ms, .callback_time = Duration::zero(), .niceness = 19}});
  HostOptions options = small_host();
  options.cores = 1;
  auto& host = rig.world.add<Host>("host", options);
  std::vector<Duration> times;
  for (const Duration when : {1s, 3s, 200s}) {
    rig.at(when, [&] {
      const Instant asked = now();
      (void)rig.caller.call("none", "c1", "", {.timeout = 100s});
      times.push_back(now() - asked);
    });
  }
  rig.inject(2s, [&] { host.set_crowd({100, ByteSize(), true}); });
  rig.inject(100s, [&] { host.set_crowd({}); });
  rig.run(300s);
  // 1 ms of 15 / (15 + 100 * 1024) of a core.
  const std::vector<Duration> expected = {1ms, Duration::nanoseconds(6'827'666'667), 1ms};
  CHECK(times == expected);
}

TEST_CASE("SIGTERM ends with 143 what has no handler, and with 0 what drains; then comes SIGKILL") {
  for (const auto on_terminate : {OnTerminate::ends, OnTerminate::drains}) {
    for (const Duration query : {Duration(1s), Duration(10s)}) {
      McpRig rig({.server = {.on_terminate = on_terminate}, .has_cache = false});
      rig.database.refuses = [query](const sql::Statement&) {
        sleep(query);
        return std::string();
      };
      mcp::ToolResult before;
      mcp::ToolResult after;
      rig.at(1s, [&] { before = rig.caller.call("get_context", "c1"); });
      rig.inject(1s + 100ms, [&] { rig.server.terminate(2s); });
      rig.at(1s + 200ms, [&] { after = rig.caller.call("get_context", "c1"); });
      rig.run();
      const bool drains = on_terminate == OnTerminate::drains;
      const bool in_time = query < Duration(2s);
      CHECK(rig.server.last_exit().code == (!drains ? 143 : in_time ? 0 : 137));
      CHECK(before.ok() == (drains && in_time));
      CHECK(after.code == mcp::kConnectionClosed);
      CHECK(rig.server.exits() == 1);
    }
  }
}

TEST_CASE("a service with three descriptors closes what it accepts as often as Erlang's B says") {
  // 100 a second for 100 ms each: 10 erlangs for 3 places, of which (10^3 / 3!) / sum = .7321 find
  // none.
  ServiceRig rig({.service = {.service_time = Distribution::constant(Duration(100ms)),
                              .supervised = false,
                              .descriptors_max = 3},
                  .clients = {.rate = Rate::per_second(100)}});
  rig.run_for(1'000s);
  const GenericService::Counts& counts = rig.service.counts();
  CHECK(counts.arrived > 99'000);
  const double share =
      static_cast<double>(counts.accepts_closed) / static_cast<double>(counts.arrived);
  // 99.9 % of a binomial share of 100,000; closed arrivals come in bursts, so twice that.
  CHECK(share == doctest::Approx(0.7321).epsilon(0.0126));
  CHECK(counts.served + counts.accepts_closed + 3 >= counts.arrived);
  // Who was closed sees a connection that ends, and no error of the service.
  CHECK(counts.failed == 0);
  CHECK(rig.good() < rig.offered() / 3);
}

TEST_CASE("a service whose last descriptor is the request's own cannot call others") {
  for (const std::uint32_t descriptors : {1U, 2U}) {
    ServiceRig rig({.service = {.workers = 1,
                                .calls = {"backend"},
                                .supervised = false,
                                .descriptors_max = descriptors},
                    .clients = {.rate = Rate::per_second(1)}});
    auto& backend = rig.world.add<GenericService>("backend", {});
    rig.world.connect(rig.service.port("backend"), backend.port("in"));
    rig.run_for(100s);
    const GenericService::Counts& counts = rig.service.counts();
    CHECK(counts.arrived > 50);
    CHECK((counts.connects_failed > 50) == (descriptors == 1));
    CHECK((backend.counts().arrived == 0) == (descriptors == 1));
  }
}

std::uint64_t crowded_digest(std::uint8_t poison) {
  ScriptedChooser chooser(7);
  World world(chooser, {.seed = 7, .stack_poison = poison});
  auto& host = world.add<Host>("host", {.runs = {"server", "clients"}, .memory = mebibytes(500)});
  auto& server = world.add<GenericService>(
      "server", {.service_time = Distribution::exponential(Duration(20ms)), .niceness = 5});
  auto& clients = world.add<ServiceClients>("clients", {.rate = Rate::per_second(20)});
  world.connect(clients.port("service"), server.port("in"));
  world.inject("crowd", [&] {
    for (const std::uint32_t count : {10U, 40U, 200U, 0U}) {
      sleep(2s);
      host.set_crowd({count, ByteSize::mebibytes(1), true});
    }
  });
  world.end_at(Instant::at(20s));
  world.run();
  CHECK(server.counts().served > 50);
  CHECK(host.killed() > 0);
  return world.digest();
}

TEST_CASE("a crowded host repeats exactly") {
  const auto [first, second] = testing::run_twice<std::uint64_t>(crowded_digest);
  CHECK(first == second);
}

}  // namespace
}  // namespace hindcast
