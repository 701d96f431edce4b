#include <doctest/doctest.h>

#include <string>

#include "tests/models/mcp_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a context comes from the database once and then from the cache, until its time is up") {
  McpRig rig;
  rig.at(1s, [&] {
    CHECK(rig.caller.call("get_context", "c1").text == "v0");
    CHECK(rig.caller.call("get_context", "c1").text == "v0");
    CHECK(rig.database.selects() == 1);
    CHECK(rig.server.counts().hits == 1);
    sleep(5min + 1s);
    CHECK(rig.caller.call("get_context", "c1").text == "v0");
    CHECK(rig.database.selects() == 2);
    CHECK(rig.caller.call("get_context", "nobody").text.empty());
    CHECK(rig.caller.call("no_such_tool", "c1").text ==
          "MCP error -32602: Tool no_such_tool not found");
  });
  CHECK(rig.run(400s).verdict == Verdict::passed);
  CHECK(rig.server.ledger().served_count() == 3);
  CHECK(rig.server.ledger().last_served("c1") == "v0");
  CHECK(rig.server.counts().answered == 5);
  CHECK(rig.server.pending() == 0);
}

TEST_CASE("an update commits both rows, forgets the cached value, and is seen by the next reader") {
  McpRig rig;
  rig.at(1s, [&] {
    (void)rig.caller.call("get_context", "c1");
    CHECK(rig.caller.call("update_context", "c1", "v1").ok());
    CHECK(rig.caller.call("get_context", "c1").text == "v1");
  });
  rig.run();
  CHECK(rig.database.value("contexts", "c1") == "v1");
  CHECK(rig.database.value("events", "v1") == "c1");
  CHECK(rig.server.ledger().stale_served() == 0);
  CHECK(rig.database.open_sessions() == 0);
}

TEST_CASE("without the DEL readers get a stale context until it expires") {
  McpRig rig({.server = {.invalidates = false}});
  rig.at(1s, [&] {
    (void)rig.caller.call("get_context", "c1");
    CHECK(rig.caller.call("update_context", "c1", "v1").ok());
    CHECK(rig.caller.call("get_context", "c1").text == "v0");
    CHECK(rig.server.ledger().stale_served() == 1);
    sleep(5min);
    CHECK(rig.caller.call("get_context", "c1").text == "v1");
  });
  rig.run(400s);
  CHECK(rig.server.ledger().stale_served() == 1);
}

// Kills the server at `when` during an update that starts at 1 s.
void kill_during_update(Duration when, bool& committed, bool& stale) {
  McpRig rig;
  rig.server.node().supervise({true, 100ms});
  mcp::ToolResult result;
  rig.at(1s, [&] {
    (void)rig.caller.call("get_context", "c1");
    result = rig.caller.call("update_context", "c1", "v1");
    sleep(10s);
    stale = rig.caller.call("get_context", "c1").text != rig.database.value("contexts", "c1");
  });
  rig.inject(when, [&] { rig.server.node().crash(); });
  rig.run();
  committed = rig.database.value("contexts", "c1") == "v1";
  // All of the transaction or nothing.
  CHECK(committed == (rig.database.value("events", "v1") == "c1"));
  CHECK((committed || rig.database.value("contexts", "c1") == "v0"));
  // Whoever was told that it is done can rely on it; the others know nothing.
  if (result.ok()) CHECK(committed);
  const bool was_away = result.text == "Not connected";
  if (!result.ok()) CHECK((was_away || result.text == "MCP error -32000: Connection closed"));
  if (was_away) CHECK_FALSE(committed);
  CHECK(rig.server.last_exit().code == 137);
}

TEST_CASE("a kill at any step of an update leaves all of it or nothing; the cache may be stale") {
  int all = 0;
  int nothing = 0;
  int stale_all = 0;
  // 25 us apart, over both calls: the read takes 11 ms, the update four statements of 10 ms.
  for (int step = 0; step < 2'200; ++step) {
    bool committed = false;
    bool stale = false;
    kill_during_update(1s + step * Duration(25us), committed, stale);
    ++(committed ? all : nothing);
    if (stale) {
      ++stale_all;
      CHECK(committed);
    }
  }
  CHECK(all > 0);
  CHECK(nothing > 0);
  CHECK(stale_all > 0);
}

TEST_CASE("what a failed transaction leaves in the pool depends on the code") {
  for (const auto failure :
       {TransactionFailure::destroy, TransactionFailure::rollback, TransactionFailure::abandon}) {
    McpRig rig({.server = {.transaction_failure = failure}});
    std::string seen;
    rig.database.refuses = [&](const sql::Statement& statement) -> std::string {
      seen += statement.verb == sql::Verb::rollback ? "rollback" : "";
      return statement.verb == sql::Verb::insert ? "Numeric value 'x' is not recognized" : "";
    };
    rig.at(1s, [&] {
      const mcp::ToolResult result = rig.caller.call("update_context", "c1", "v1");
      CHECK(result.is_error);
      CHECK(result.text == "Numeric value 'x' is not recognized");
    });
    rig.run();
    CHECK(rig.database.value("contexts", "c1") == "v0");
    CHECK(seen == (failure == TransactionFailure::rollback ? "rollback" : ""));
    CHECK(rig.server.counts().database_errors == 1);
  }
}

TEST_CASE("one load serves all who miss the same key, or each caller loads for himself") {
  for (const bool single : {false, true}) {
    McpRig rig({.server = {.single_flight = single}});
    int answers = 0;
    rig.at(1s, [&] {
      for (int i = 0; i < 100; ++i) {
        spawn("caller", [&] { answers += rig.caller.call("get_context", "c1").text == "v0"; });
      }
    });
    rig.run();
    CHECK(answers == 100);
    CHECK(rig.database.selects() == (single ? 1 : 100));
    CHECK(rig.server.counts().joined == (single ? 99 : 0));
  }
}

TEST_CASE("a poisoned value is served, refused in V8's words, or loaded anew") {
  for (const auto policy : {PoisonPolicy::serve, PoisonPolicy::fail, PoisonPolicy::reload}) {
    McpRig rig({.server = {.poison = policy}});
    rig.inject(900ms, [&] { rig.redis.operate({"SET", "context:c1", "CORRUPTED{{{"}); });
    mcp::ToolResult result;
    std::string cached;
    rig.at(1s, [&] {
      result = rig.caller.call("get_context", "c1");
      cached = rig.cached("c1");
    });
    rig.run(2s);
    switch (policy) {
      case PoisonPolicy::serve:
        CHECK(result.text == "CORRUPTED{{{");
        CHECK(rig.server.counts().poisoned_served == 1);
        break;
      case PoisonPolicy::fail:
        CHECK(result.is_error);
        CHECK(result.text == "Unexpected token 'C', \"CORRUPTED{{{\" is not valid JSON");
        CHECK(rig.server.counts().poisoned_refused == 1);
        break;
      case PoisonPolicy::reload:
        CHECK(result.text == "v0");
        CHECK(cached == "{\"value\":\"v0\"}");
        break;
    }
  }
}

TEST_CASE("without its cache the server asks the database, or fails, as its code says") {
  for (const bool tolerates : {true, false}) {
    McpRig rig(
        {.server = {.cache = {.command_timeout = 100ms}, .tolerates_cache_errors = tolerates}});
    rig.inject(900ms, [&] { rig.redis.node().pause(); });
    mcp::ToolResult result;
    rig.at(1s, [&] { result = rig.caller.call("get_context", "c1"); });
    rig.run(5s);
    CHECK(result.ok() == tolerates);
    CHECK(result.text == (tolerates ? "v0" : "Command timed out"));
  }
  McpRig alone({.has_cache = false});
  alone.at(1s, [&] {
    CHECK(alone.caller.call("get_context", "c1").text == "v0");
    CHECK(alone.caller.call("update_context", "c1", "v1").ok());
    CHECK(alone.caller.call("get_context", "c1").text == "v1");
  });
  alone.run();
  CHECK(alone.database.selects() == 2);
}

TEST_CASE("activities are in the file before they are acknowledged, unless nobody waits") {
  for (const auto acknowledge : {Acknowledge::after_append, Acknowledge::before_append}) {
    McpRig rig({.server = {.acknowledge = acknowledge}});
    rig.at(1s, [&] {
      rig.disk.fail_next(FileCall::write, FileError::enospc);
      const mcp::ToolResult result = rig.caller.call("track_activity", "c1", "a1");
      const bool waits = acknowledge == Acknowledge::after_append;
      CHECK(result.ok() != waits);
      if (waits) CHECK(result.text == "ENOSPC: no space left on device, write");
      CHECK(rig.caller.call("track_activity", "c1", "a\"2\"").ok());
    });
    rig.run();
    CHECK(rig.disk.content("queue.ndjson") == "{\"id\":\"a\\\"2\\\"\",\"customer\":\"c1\"}\n");
    CHECK(rig.server.counts().append_errors == 1);
    CHECK(rig.queue.ledger().offered_count() == 2);
    CHECK(rig.queue.ledger().acknowledged_count() ==
          (acknowledge == Acknowledge::after_append ? 1 : 2));
  }
}

}  // namespace
}  // namespace hindcast
