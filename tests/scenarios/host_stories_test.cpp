// The stories about processes, files and the host: each breaks or degrades the plain platform by
// its mechanism, and holds when what makes it harmful is taken away.
#include <string>
#include <vector>

#include "tests/scenarios/story_rig.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

namespace {

Run told(const std::string& name, const std::string& system, std::vector<Assignment> own = {},
         std::vector<Assignment> design = {}) {
  return run_once(*story(name, system, {.design = std::move(design), .story = std::move(own)}), 1);
}

bool saw(const Run& run, const std::string& part) {
  for (const auto& [text, count] : run.observation.errors) {
    if (text.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

// mcp_shutdown

TEST_CASE("SIGTERM ends the server with 143, or with 0 once it has answered what is pending") {
  for (const bool drains : {false, true}) {
    const Run run =
        told("mcp_shutdown", kPlain, {}, {{"mcp.on_terminate", drains ? "drains" : "ends"}});
    CHECK(note(run, "exit status") == (drains ? 0 : 143));
    CHECK(run.observation.recovery == Recovery::automatic);
    check_safe(run);
  }
}

// mcp_heap

TEST_CASE("a heap of 50 MB that fills aborts with 134: down for good, or again and again") {
  const Run plain = told("mcp_heap", kPlain);
  CHECK(plain.observation.grade == Grade::broke);
  CHECK(plain.observation.failure_mode == FailureMode::crash);
  CHECK(note(plain, "aborts of the server for want of heap") == 1);
  CHECK(saw(plain, "Connection closed"));
  const Run restarted = told("mcp_heap", kHardened);
  CHECK(restarted.observation.grade == Grade::degraded);
  CHECK(note(restarted, "aborts of the server for want of heap") >= 2);
  check_safe(restarted);
}

TEST_CASE("a heap of 50 MB that nothing fills only collects more often, and holds") {
  for (const char* const system : {kPlain, kHardened}) {
    const Run run = told("mcp_heap", system, {{"mcp_heap.leak", "0B"}});
    CHECK(run.observation.grade == Grade::graceful);
    CHECK(note(run, "aborts of the server for want of heap") == 0);
  }
}

// mcp_starved

TEST_CASE("a nice server beside 100 spinners answers nobody in time; without nice it does") {
  const Run nice = told("mcp_starved", kPlain);
  CHECK(nice.observation.grade == Grade::degraded);
  CHECK(nice.observation.latency_p99 > 30s);  // whoever has a minute's patience is answered at last
  CHECK(note(nice, "ms that the event loop was late at most") > 10'000);
  const Run impatient = told("mcp_starved", kHardened);
  CHECK(saw(impatient, "Request timed out"));
  CHECK(impatient.observation.good_hit * 2 < impatient.observation.calls_hit);
  const Run fair = told("mcp_starved", kPlain, {{"mcp_starved.niceness", "0"}});
  CHECK(fair.observation.grade == Grade::graceful);
  const Run roomy = told("mcp_starved", kPlain, {{"mcp_starved.cores", "128"}});
  CHECK(roomy.observation.grade == Grade::graceful);
  CHECK(note(roomy, "ms that the event loop was late at most") < 100);
}

// descriptors

TEST_CASE("descriptors that leak end in EMFILE until a restart; 50 are enough for who closes") {
  const Run leaks = told("descriptors", kPlain);
  CHECK(leaks.observation.grade != Grade::graceful);
  CHECK(saw(leaks, "EMFILE: too many open files, open 'queue.ndjson'"));
  CHECK(leaks.observation.recovery == Recovery::manual);
  CHECK(note(leaks, "appends failed") > 10);
  const Run closes = told("descriptors", kPlain, {{"descriptors.leak", "0%"}});
  CHECK(closes.observation.grade == Grade::graceful);
  const Run many = told("descriptors", kPlain, {{"descriptors.limit", "4096"}});
  CHECK(many.observation.grade == Grade::graceful);
}

// disk_full

TEST_CASE("a full /tmp harms whom it is shared with, and nobody else") {
  const Run shared = told("disk_full", kPlain);
  CHECK(shared.observation.grade == Grade::degraded);
  CHECK(saw(shared, "ENOSPC"));
  check_safe(shared);
  for (const char* const temporary : {"own_disk", "tmpfs"}) {
    const Run run = told("disk_full", kPlain, {{"disk_full.temporary", temporary}});
    CHECK(run.observation.grade == Grade::graceful);
    CHECK(note(run, "processes that the OOM killer ended") == 0);
  }
  // Half of 512 MiB for the file, 300 for the system: nothing is left for the processes.
  const Run small =
      told("disk_full", kPlain, {{"disk_full.temporary", "tmpfs"}, {"disk_full.memory", "512MiB"}});
  CHECK(small.observation.grade == Grade::broke);
  CHECK(note(small, "processes that the OOM killer ended") > 0);
}

// fork_bomb

TEST_CASE("a fork bomb's memory costs our processes their lives, a bound on tasks saves them") {
  const Run bomb = told("fork_bomb", kPlain);
  CHECK(bomb.observation.grade == Grade::broke);
  CHECK(bomb.observation.failure_mode == FailureMode::crash);
  CHECK(note(bomb, "processes that the OOM killer ended") >= 3);
  const Run again = told("fork_bomb", kHardened);
  CHECK(note(again, "processes that the OOM killer ended") > 5);
  CHECK(again.observation.recovery == Recovery::automatic);
  const Run bounded = told("fork_bomb", kPlain, {{"fork_bomb.tasks_max", "500"}});
  CHECK(note(bounded, "processes that the OOM killer ended") == 0);
  CHECK(note(bounded, "shells of the bomb at most") == 500 - 150 - 3);
  CHECK(bounded.observation.grade == Grade::graceful);
}

// queue_writers

TEST_CASE("ten writers with O_APPEND break nothing; those who split or seek do") {
  const Run whole = told("queue_writers", kPlain);
  CHECK(note(whole, "lines that were corrupt") == 0);
  CHECK(whole.observation.grade == Grade::graceful);
  const Run split = told("queue_writers", kPlain, {{"queue_writers.bytes", "5kB"}});
  CHECK(note(split, "lines that were corrupt") > 0);
  CHECK(split.observation.grade == Grade::broke);
  const Run careful = told("queue_writers", kHardened, {{"queue_writers.bytes", "5kB"}});
  CHECK(note(careful, "lines quarantined") > 0);
  CHECK(careful.observation.grade != Grade::broke);
  const Run seeks = told("queue_writers", kHardened, {{"queue_writers.method", "seek_write"}});
  CHECK(note(seeks, "lines quarantined") == 0);  // overwritten by lines as long
  CHECK(note(seeks, "records of these writers that never arrived") > 50);
  CHECK(note(whole, "records of these writers that never arrived") == 0);
}

// queue_deleted

TEST_CASE("rm takes what was not read from a writer that reopens, and all from one that does not") {
  const Run reopens = told("queue_deleted", kPlain);
  CHECK(harm(reopens, "acknowledged activities lost") <= 5);
  const Run keeps = told("queue_deleted", kPlain, {}, {{"mcp.append.method", "keep_open"}});
  CHECK(keeps.observation.grade == Grade::broke);
  CHECK(keeps.observation.failure_mode == FailureMode::data_loss);
  CHECK(harm(keeps, "acknowledged activities lost") > 50);
  CHECK_FALSE(saw(keeps, "E"));  // nobody is told
}

TEST_CASE("the stories about hosts repeat exactly") {
  for (const char* const name : {"mcp_shutdown", "mcp_heap", "mcp_starved", "descriptors",
                                 "disk_full", "fork_bomb", "queue_writers", "queue_deleted"}) {
    CAPTURE(name);
    const Run first = told(name, kHardened);
    const Run second = told(name, kHardened);
    CHECK(first.digest == second.digest);
    CHECK(first.observation.exercised);
  }
}
