#include <doctest/doctest.h>

#include <string>

#include "hindcast/models/queue/queue_worker_options.hpp"
#include "tests/models/mcp_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

TEST_CASE("handlers compute one after the other, in the order of their requests") {
  McpRig rig({.server = {.request_time = 1ms, .callback_time = Duration::zero()}});
  std::vector<Instant> ends(3);
  rig.at(1s, [&] {
    for (int i = 0; i < 3; ++i) {
      spawn("caller", [&, i] {
        (void)rig.caller.call("none", "c1");
        ends[static_cast<std::size_t>(i)] = now();
      });
    }
  });
  rig.run();
  CHECK(ends ==
        std::vector<Instant>{Instant::at(1s + 1ms), Instant::at(1s + 2ms), Instant::at(1s + 3ms)});
  CHECK(rig.server.loop_delay_max() == Duration(2ms));
}

TEST_CASE("a stall makes calls to a healthy database time out, whose replies came in time") {
  // 20 calls of 20 ms under a timeout of 50 ms, across one stall of 200 ms.
  for (const bool stalls : {false, true}) {
    McpRig rig({.database_policy = {.timeout = 50ms}, .has_cache = false});
    int errors = 0;
    rig.at(1s, [&] {
      for (int i = 0; i < 20; ++i) {
        spawn("caller", [&] { errors += rig.caller.call("get_context", "c1").is_error; });
      }
    });
    if (stalls) rig.inject(1s + 7ms, [&] { rig.server.stall(200ms); });
    rig.run();
    CHECK(errors == (stalls ? 20 : 0));
    CHECK((rig.server.loop_delay_max() >= Duration(190ms)) == stalls);
  }
}

TEST_CASE("appendFileSync holds up everybody while the disk is slow, appendFile does not") {
  for (const auto method : {AppendMethod::append_file_sync, AppendMethod::append_file}) {
    McpRig rig({.server = {.append = {.method = method, .sync = SyncPolicy::each_record}},
                .disk = {.sync_time = Distribution::constant(Duration(500ms))}});
    Duration read;
    rig.at(1s, [&] { CHECK(rig.caller.call("track_activity", "c1", "a1").ok()); });
    rig.at(1s + 10ms, [&] {
      const Instant asked = now();
      CHECK(rig.caller.call("get_context", "c1").ok());
      read = now() - asked;
    });
    rig.run();
    CHECK((read > Duration(400ms)) == (method == AppendMethod::append_file_sync));
  }
}

TEST_CASE("only as many files are written at once as the thread pool has threads") {
  McpRig rig({.server = {.append = {.sync = SyncPolicy::each_record}, .pool_threads = 2},
              .disk = {.sync_time = Distribution::constant(Duration(100ms))}});
  int tracked = 0;
  rig.at(1s, [&] {
    for (int i = 0; i < 6; ++i) {
      spawn("caller", [&, i] {
        tracked += rig.caller.call("track_activity", "c1", "a" + std::to_string(i)).ok();
      });
    }
  });
  rig.inject(1s + 650ms, [&] {
    // The device took six flushes of 100 ms, one at a time.
    CHECK(tracked == 6);
  });
  rig.inject(1s + 250ms, [&] { CHECK(tracked == 2); });
  rig.run();
}

TEST_CASE("too many pending requests abort the process with 134, and their callers hear of it") {
  McpRig rig({.server = {.heap_limit = ByteSize::mebibytes(50),
                         .heap_base = ByteSize::mebibytes(40),
                         .request_memory = ByteSize::mebibytes(1)}});
  rig.server.node().supervise({true, 100ms});
  rig.database.refuses = [](const sql::Statement&) {
    sleep(Duration::infinite());
    return std::string();
  };
  int closed = 0;
  rig.at(1s, [&] {
    for (int i = 0; i < 10; ++i) {
      spawn("caller", [&, i] {
        sleep(i * Duration(1s));
        const mcp::ToolResult result = rig.caller.call("get_context", "c1");
        closed += result.code == mcp::kConnectionClosed &&
                  result.text == "MCP error -32000: Connection closed";
      });
    }
  });
  rig.run();
  CHECK(rig.server.exits() == 1);
  CHECK(rig.server.last_exit().code == 134);
  CHECK(rig.server.last_exit().text ==
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory");
  CHECK(closed == 10);
  CHECK(rig.server.pending() == 0);
  CHECK(rig.server.pending_max() == 10);
}

TEST_CASE("an error that nobody catches ends the process with 1, others become results") {
  for (const auto source : {ErrorClass::cache, ErrorClass::database, ErrorClass::queue}) {
    McpRig rig({.server = {.tolerates_cache_errors = false, .unhandled = {source}}});
    rig.disk.fail_next(FileCall::open, FileError::emfile);
    rig.database.refuses = [](const sql::Statement&) { return std::string("refused"); };
    rig.inject(900ms, [&] { rig.redis.operate({"SET", "context:c1", "POISON"}); });
    mcp::ToolResult results[3];
    rig.at(1s, [&] { results[0] = rig.caller.call("get_context", "c1"); });
    rig.at(2s, [&] { results[1] = rig.caller.call("update_context", "c1", "v1"); });
    rig.at(3s, [&] { results[2] = rig.caller.call("track_activity", "c1", "a1"); });
    rig.inject(900ms, [&] { rig.server.node().supervise({true, 1ms}); });
    rig.run();
    const auto fatal = static_cast<std::size_t>(source);
    for (std::size_t i = 0; i < 3; ++i) CHECK(results[i].is_error);
    CHECK(rig.server.exits() == 1);
    CHECK(rig.server.last_exit().code == 1);
    CHECK(results[fatal].text == "MCP error -32000: Connection closed");
    const char* const texts[] = {"Unexpected token 'P', \"POISON\" is not valid JSON", "refused",
                                 "EMFILE: too many open files, open 'queue.ndjson'"};
    CHECK(rig.server.last_exit().text == texts[fatal]);
    CHECK(results[(fatal + 1) % 3].text == texts[(fatal + 1) % 3]);
  }
}

TEST_CASE("a message that overflows the read buffer of 10 MiB ends the transport") {
  McpRig rig;
  rig.at(1s, [&] {
    CHECK(rig.caller.call("track_activity", "c1", std::string(10'000'000, 'a')).ok());
    CHECK(rig.caller.call("track_activity", "c1", std::string(10'500'000, 'a')).text ==
          "MCP error -32000: Connection closed");
  });
  rig.run();
  CHECK(rig.server.last_exit().code == 0);
}

TEST_CASE("a server that is slow, dead or away has the errors of the SDK") {
  McpRig rig;
  rig.server.node().supervise({true, 1s});
  rig.at(1s, [&] {
    const mcp::ToolResult late = rig.caller.call("get_context", "c1", "", {.timeout = 5ms});
    CHECK(late.code == -32001);
    CHECK(late.text == "MCP error -32001: Request timed out");
    const mcp::ToolResult dead = rig.caller.call("update_context", "c1", "v1");
    CHECK(dead.code == -32000);
    CHECK(dead.text == "MCP error -32000: Connection closed");
    const mcp::ToolResult away = rig.caller.call("get_context", "c1");
    CHECK(away.text == "Not connected");
    sleep(3s);
    CHECK(rig.caller.call("get_context", "c1").ok());
  });
  rig.inject(1s + 20ms, [&] { rig.server.node().crash(); });
  rig.run();
}

TEST_CASE("a power loss of the host takes the server and what its disk had not written") {
  McpRig rig;
  rig.at(1s, [&] { CHECK(rig.caller.call("track_activity", "c1", "a1").ok()); });
  rig.inject(2s, [&] { rig.disk.lose_power(); });
  rig.run();
  CHECK_FALSE(rig.server.node().alive());
  CHECK_FALSE(rig.disk.exists("queue.ndjson"));
  CHECK(rig.queue.ledger().undelivered() == 1);
  CHECK(rig.disk.power_losses() == 1);
}

TEST_CASE("the options of all components have tables, whose defaults keep their own rules") {
  CHECK(McpServerOptions::fields().find("cache.command_timeout") != nullptr);
  CHECK(McpServerOptions::fields().find("append.sync") != nullptr);
  CHECK(McpServerOptions::fields().find("unhandled") != nullptr);
  CHECK(QueueOptions::fields().find("lag_max")->default_text == "unlimited");
  CHECK(QueueWorkerOptions::fields().find("corrupt")->default_text == "crash");
  CHECK(DiskOptions::fields().find("writeback_after")->default_text == "30s");
  for (const FieldList* const list : {static_cast<const FieldList*>(&McpServerOptions::fields()),
                                      static_cast<const FieldList*>(&QueueOptions::fields()),
                                      static_cast<const FieldList*>(&QueueWorkerOptions::fields()),
                                      static_cast<const FieldList*>(&DiskOptions::fields())}) {
    for (const Field& row : list->rows()) {
      CAPTURE(row.name);
      CHECK_FALSE(row.source.empty());
    }
  }
}

}  // namespace
}  // namespace hindcast
