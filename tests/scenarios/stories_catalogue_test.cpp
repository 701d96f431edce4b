// What each story of the catalogue finds on the default and on the hardened platform, and that it
// moves by its law when a parameter moves.
#include <string>
#include <vector>

#include "hindcast/replay/choosers.hpp"
#include "tests/scenarios/story_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

// Runs a story with one change of its own.
Run with(const std::string& name, const std::string& system, const std::string& field,
         const std::string& value, std::uint64_t seed = 1) {
  return run_once(*story(name, system, {.story = {{name + "." + field, value}}}), seed);
}

std::uint64_t failed_of(const Run& run, const std::string& kind) {
  for (const Impact& impact : run.observation.impacts) {
    if (impact.kind == kind) return impact.failed;
  }
  return 0;
}

bool saw_error(const Run& run, const std::string& part) {
  for (const auto& [text, count] : run.observation.errors) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

// pool_exhaustion

TEST_CASE("a thousand callers queue for one session until they leave; with bounds they are told") {
  const auto plain = story("pool_exhaustion", kPlain);
  const auto hardened = story("pool_exhaustion", kHardened);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Run crowd = run_once(*plain, seed);
    CHECK(crowd.observation.grade != Grade::graceful);
    CHECK(crowd.observation.failure_mode == FailureMode::hang);
    CHECK(saw_error(crowd, "Request timed out"));
    CHECK(note(crowd, "callers refused a session at once or in time") == 0);
    const Run bounded = run_once(*hardened, seed);
    CHECK(bounded.observation.grade == Grade::degraded);
    CHECK(bounded.observation.recovery == Recovery::automatic);
    CHECK(bounded.observation.recovery_time <= 10s);
    CHECK(saw_error(bounded, "max waitingClients count exceeded"));
    CHECK(saw_error(bounded, "ResourceRequest timed out"));
    check_safe(bounded);
  }
}

TEST_CASE("those whose turn comes before they leave are as many for 400 callers as for 800") {
  // One session serves one transaction after the other, for 60 s; more callers only fail more.
  const Run some = with("pool_exhaustion", kPlain, "callers", "400");
  const Run twice = with("pool_exhaustion", kPlain, "callers", "800");
  const std::uint64_t more = failed_of(twice, "update_context") - failed_of(some, "update_context");
  CHECK(more >= 400);
  // Beyond the 400 only callers of the longer queue's own time are added: 5 % of 6 per second.
  CHECK(more <= 400 + 150);
}

// queue_full

TEST_CASE("a queue without bound acknowledges what waits behind 20,000 records for an hour") {
  const Run run = run_once(*story("queue_full", kPlain), 1);
  CHECK(run.observation.grade == Grade::broke);
  CHECK(run.observation.failure_mode == FailureMode::outage);
  CHECK(run.observation.recovery == Recovery::none);
  CHECK(run.observation.recovery_time.is_infinite());
  CHECK(run.observation.detected_by_callers.is_infinite());
  CHECK(harm(run, "acknowledged activities not delivered") > 300);
  CHECK(note(run, "appends refused by the queue") == 0);
}

TEST_CASE("a bounded queue tells its callers that it is full, and is drained in time") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Run run = run_once(*story("queue_full", kHardened), seed);
    CHECK(run.observation.grade == Grade::degraded);
    CHECK(run.observation.recovery_time == Duration::zero());
    CHECK(note(run, "appends refused by the queue") > 0);
    CHECK(saw_error(run, "queue is full"));
    check_safe(run);
  }
}

TEST_CASE("the time to drain grows with the records: 600 more take as long as 600 before them") {
  const auto recovery = [](const char* records) {
    return with("queue_full", kPlain, "records", records).observation.recovery_time;
  };
  const Duration first = recovery("1200");
  const Duration second = recovery("1800");
  const Duration third = recovery("2400");
  REQUIRE(!third.is_infinite());
  // The stage looks every 5 s, so each of the two differences is off by at most 5 s, besides the
  // spread of 600 inserts (about 1 s).
  CHECK(second - first > 30s);
  CHECK((third - second) - (second - first) <= 12s);
  CHECK((second - first) - (third - second) <= 12s);
}

TEST_CASE("a disk filled to its last byte fails appends with ENOSPC, and nothing told is lost") {
  for (const char* const system : {kPlain, kHardened}) {
    const Run run = with("queue_full", system, "fill", "disk");
    CHECK(run.observation.grade == Grade::degraded);
    CHECK(saw_error(run, "ENOSPC"));
    CHECK(note(run, "appends failed") > 0);
    CHECK(run.observation.recovery_time <= 10s);
    check_safe(run);
  }
}

// mcp_kill

TEST_CASE(
    "a killed server stays dead until an operator starts it; a client that respawns it helps") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Run dead = run_once(*story("mcp_kill", kPlain), seed);
    CHECK(dead.observation.grade == Grade::broke);
    CHECK(dead.observation.failure_mode == FailureMode::crash);
    CHECK(dead.observation.recovery == Recovery::manual);
    CHECK(dead.observation.restarted == std::vector<std::string>{"mcp"});
    CHECK(saw_error(dead, "Not connected"));
    CHECK(saw_error(dead, "MCP error -32000: Connection closed"));
    check_safe(dead);
    const Run respawned = run_once(*story("mcp_kill", kHardened), seed);
    CHECK(respawned.observation.grade == Grade::degraded);
    CHECK(respawned.observation.recovery == Recovery::automatic);
    check_safe(respawned);
  }
}

TEST_CASE("at whatever step of an update the server is killed, nothing acknowledged is lost") {
  const std::vector<std::string> steps = {"received", "acquired",  "begun",      "updated",
                                          "inserted", "committed", "invalidated"};
  for (const std::string& step : steps) {
    for (const std::string moment : {"at_the_step", "after_it"}) {
      CAPTURE(step);
      CAPTURE(moment);
      const auto scenario = story(
          "mcp_kill", kHardened, {.story = {{"mcp_kill.step", step}, {"mcp_kill.moment", moment}}});
      for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Run run = run_once(*scenario, seed);
        CHECK(run.sometimes_unseen.empty());
        check_safe(run);
      }
    }
  }
}

TEST_CASE("killed after the COMMIT an update holds although its caller was told that it failed") {
  const auto committed =
      story("mcp_kill", kHardened,
            {.story = {{"mcp_kill.step", "committed"}, {"mcp_kill.moment", "at_the_step"}}});
  CHECK(note(run_once(*committed, 1), "updates that took effect and were not acknowledged") == 1);
  const auto inserted =
      story("mcp_kill", kHardened,
            {.story = {{"mcp_kill.step", "inserted"}, {"mcp_kill.moment", "at_the_step"}}});
  CHECK(note(run_once(*inserted, 1), "updates that took effect and were not acknowledged") == 0);
}

TEST_CASE("a dead transaction's locks hold up all updates for as long as Snowflake waits") {
  const auto recovery = [](const char* abort_after) {
    const auto scenario =
        story("mcp_kill", kHardened,
              {.design = {{"snowflake.idle_blocker_abort", abort_after}},
               .story = {{"mcp_kill.step", "updated"}, {"mcp_kill.moment", "at_the_step"}}});
    const Run run = run_once(*scenario, 2);
    CHECK(note(run, "dead transactions that had to be aborted") == 1);
    return run.observation.recovery_time;
  };
  // From the kill, 20 s before the end of the fault; updates come every 3.3 s, and one that began
  // up to 10 s before the end of the wait is the last that fails.
  for (const auto& [text, length] :
       {std::pair{"1m", Duration(60s)}, std::pair{"2m", Duration(120s)},
        std::pair{"5m", Duration(300s)}}) {
    const Duration seen = recovery(text);
    CHECK(seen <= length - 20s + 10s);
    CHECK(seen >= length - 20s - 30s);
  }
}

// cache_poisoning

TEST_CASE("INVALID{{{JSON is an error to its readers by default, and read anew with validation") {
  const Run plain = with("cache_poisoning", kPlain, "value", "syntax");
  CHECK(plain.observation.grade == Grade::degraded);
  CHECK(saw_error(plain, "Unexpected token"));
  CHECK(note(plain, "poisoned values refused") > 1);
  check_safe(plain);
  const Run hardened = with("cache_poisoning", kHardened, "value", "syntax");
  CHECK(hardened.observation.grade == Grade::graceful);
  CHECK(note(hardened, "poisoned values refused") == 1);
}

TEST_CASE("JSON that is no context is served as one by default: corruption, and nobody notices") {
  const Run plain = with("cache_poisoning", kPlain, "value", "shape");
  CHECK(plain.observation.grade == Grade::broke);
  CHECK(plain.observation.failure_mode == FailureMode::corruption);
  CHECK(plain.observation.detected_by_callers.is_infinite());
  CHECK(harm(plain, "invalid values served") == note(plain, "poisoned values served"));
  const Run hardened = with("cache_poisoning", kHardened, "value", "shape");
  CHECK(hardened.observation.grade == Grade::graceful);
  check_safe(hardened);
}

TEST_CASE("the more contexts are poisoned, the more reads fail: all of them if all are") {
  const auto share = [](const char* customers) {
    const Run run = run_once(*story("cache_poisoning", kPlain,
                                    {.story = {{"cache_poisoning.value", "syntax"},
                                               {"cache_poisoning.customers", customers}}}),
                             1);
    return failed_of(run, "get_context");
  };
  const std::uint64_t one = share("1");
  const std::uint64_t ten = share("10");
  const std::uint64_t all = share("500");
  CHECK(one < ten);
  CHECK(ten < all);
}

// queue_corrupt

TEST_CASE("a corrupt line ends the worker again and again by default; set aside it costs nothing") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Run plain = run_once(*story("queue_corrupt", kPlain), seed);
    CHECK(plain.observation.grade == Grade::broke);
    CHECK(plain.observation.failure_mode == FailureMode::crash);
    CHECK(plain.observation.recovery == Recovery::none);
    CHECK(plain.observation.detected_by_callers.is_infinite());
    CHECK(note(plain, "exits of the worker") >= 2);
    const Run hardened = run_once(*story("queue_corrupt", kHardened), seed);
    CHECK(hardened.observation.grade == Grade::graceful);
    CHECK(note(hardened, "lines quarantined") == 1);
    check_safe(hardened);
  }
}

TEST_CASE("without a line feed the corrupt text takes the next record with it") {
  // Unless the worker, as readline does, takes the text for a line before its end is written.
  const Run run = run_once(*story("queue_corrupt", kHardened,
                                  {.design = {{"worker.tail", "committed"}},
                                   .story = {{"queue_corrupt.line_feed", "false"}}}),
                           1);
  CHECK(run.observation.grade == Grade::broke);
  CHECK(run.observation.failure_mode == FailureMode::data_loss);
  CHECK(harm(run, "acknowledged activities lost") == 1);
}

TEST_CASE("a supervisor alone does not help against a line that is met after each start") {
  const Run run = run_once(
      *story("queue_corrupt", kPlain, {.design = {{"worker.supervision.restarts", "true"}}}), 1);
  CHECK(run.observation.grade == Grade::broke);
  CHECK(note(run, "exits of the worker") > 100);
}

// nested_deadlock

TEST_CASE(
    "nested transactions in a pool of one session wait for themselves, and the cycle is told") {
  const Run run = run_once(*story("nested_deadlock", kPlain), 1);
  CHECK(run.outcome.verdict == Verdict::deadlocked);
  CHECK(run.outcome.detail.find("waits for a session of the pool") != std::string::npos);
  CHECK(run.outcome.detail.find("mcp/nested transactions#0 waits for sql") != std::string::npos);
  CHECK(run.observation.grade == Grade::broke);
  CHECK(run.observation.failure_mode == FailureMode::hang);
  CHECK(run.observation.recovery == Recovery::manual);
  CHECK(run.observation.restarted == std::vector<std::string>{"mcp"});
  CHECK(failed_of(run, "update_context") > 0);
}

TEST_CASE("with more sessions they wait for a lock, in a cycle that the database does not see") {
  const Run run =
      run_once(*story("nested_deadlock", kPlain, {.design = {{"database.pool.max", "4"}}}), 1);
  CHECK(run.outcome.verdict == Verdict::deadlocked);
  CHECK(run.outcome.detail.find("waits for the lock of a table") != std::string::npos);
  CHECK(run.outcome.detail.find("mcp/nested transactions#0 waits for sql") != std::string::npos);
  CHECK(note(run, "deadlocks that the database found") == 0);
}

TEST_CASE("a short LOCK_TIMEOUT or a timeout at the caller makes it an error instead") {
  const auto short_lock =
      story("nested_deadlock", kPlain,
            {.design = {{"database.pool.max", "4"}, {"snowflake.LOCK_TIMEOUT", "5s"}}});
  for (const Run& run :
       {run_once(*short_lock, 1), run_once(*story("nested_deadlock", kHardened), 1)}) {
    CHECK(run.outcome.verdict == Verdict::passed);
    CHECK(run.observation.recovery == Recovery::automatic);
    CHECK(note(run, "nested transactions that failed") == 1);
    CHECK(note(run, "nested transactions that never ended") == 0);
    check_safe(run);
  }
}

// everything_at_once

TEST_CASE("everything at once breaks nothing that the hardened platform had acknowledged") {
  std::uint64_t broke = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    broke += run_once(*story("everything_at_once", kPlain), seed).observation.grade == Grade::broke;
    const Run run = run_once(*story("everything_at_once", kHardened), seed);
    CHECK(run.observation.recovery == Recovery::automatic);
    check_safe(run);
  }
  CHECK(broke > 0);
}

TEST_CASE("everything at once is made of the others' faults, and of those that are chosen") {
  const Run poisoned = with("everything_at_once", kPlain, "faults", "[cache_poisoning]");
  CHECK(saw_error(poisoned, "Unexpected token"));
  const Run corrupt = with("everything_at_once", kPlain, "faults", "[queue_corrupt]");
  CHECK(note(corrupt, "exits of the worker") >= 2);
  const Run full = with("everything_at_once", kPlain, "faults", "[disk_full]");
  CHECK(saw_error(full, "ENOSPC"));
  const Run nothing = with("everything_at_once", kPlain, "faults", "[]");
  CHECK(nothing.observation.grade == Grade::graceful);
}

// all of them

TEST_CASE("every story runs the same again, told or not, on another stack") {
  for (const char* const system : {kPlain, kHardened}) {
    for (const auto& kind : shipped().scenarios.all()) {
      const std::string& name = kind->info().name;
      if (name == "snowflake_partition") continue;  // its own test has a shorter one
      if (kind->inapplicable(*SystemSource(system, shipped().kinds).load({}))) continue;
      CAPTURE(name);
      const auto scenario = story(name, system);
      const Run first = run_once(*scenario, 7);
      const Run again =
          run_seed(*scenario, Base::random, {.seed = 7, .tells_story = true, .stack_poison = 0xa5});
      CHECK(first.digest == again.digest);
      CHECK(first.observation.grade == again.observation.grade);
      CHECK_FALSE(again.story.empty());
    }
  }
}

TEST_CASE("every story of the shipped platform says what the catalogue types and what it does") {
  for (const auto& kind : shipped().scenarios.all()) {
    const ScenarioInfo& info = kind->info();
    CAPTURE(info.name);
    CHECK(info.level <= 4);
    CHECK(info.question.size() > 10);
    CHECK(info.question.back() == '?');
    CHECK(info.command.size() > 5);
    CHECK(info.reality.size() > 40);
  }
}
