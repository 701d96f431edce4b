#include <doctest/doctest.h>

#include <string>

#include "tests/models/queue_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

QueueWorkerOptions careful() {
  QueueWorkerOptions options;
  options.identity = FileIdentity::inode_and_generation;
  options.tail = TailRule::committed;
  options.corrupt = CorruptPolicy::quarantine;
  options.offset_write = OffsetWrite::replace;
  options.keeps_open = true;
  return options;
}

// Appends raw bytes, as somebody at a shell does.
void put(QueueRig& rig, Duration at, const std::string& bytes) {
  rig.world.inject("shell", [&rig, at, bytes] {
    sleep(at);
    Descriptors descriptors(10);
    DiskFiles shell(rig.disk, rig.world.adversary(), descriptors);
    const std::int64_t file =
        shell.open("queue.ndjson", {.writes = true, .appends = true, .creates = true}).value;
    REQUIRE(shell.write(file, bytes).ok());
    REQUIRE(shell.close(file).ok());
  });
}

template <class Body>
void at(QueueRig& rig, Duration when, Body body) {
  rig.world.inject("admin", [&rig, when, body] {
    sleep(when);
    Descriptors descriptors(10);
    DiskFiles shell(rig.disk, rig.world.adversary(), descriptors);
    body(shell);
  });
}

TEST_CASE("on a quiet day each record arrives once") {
  QueueRig rig;
  auto& worker = rig.drain({});
  rig.produce(0, 100, 50ms);
  rig.world.end_at(Instant::at(20s));
  CHECK(rig.world.run().verdict == Verdict::passed);
  CHECK(rig.queue.ledger().acknowledged_count() == 100);
  CHECK(rig.queue.ledger().delivered_count() == 100);
  CHECK(rig.queue.ledger().duplicates() == 0);
  CHECK(rig.queue.ledger().undelivered() == 0);
  CHECK(rig.database->inserts() == 100);
  CHECK(worker.idle());
  CHECK(worker.position().offset == rig.content().size());
}

struct Damage {
  int repeated = 0;
  int lost = 0;
};

// Kills a worker at 120 moments around its first record, and adds up what the database then misses
// or has twice.
Damage kill_everywhere(const QueueWorkerOptions& options) {
  Damage damage;
  for (int kill = 0; kill < 120; ++kill) {
    QueueRig rig;
    auto& worker = rig.drain(options);
    worker.node().supervise({true, 100ms});
    rig.produce(0, 20);
    rig.world.inject("kill", [&] {
      // Before its INSERT, while its offset is synced, and after it.
      const Duration starts[] = {500ms, 503ms, 510ms};
      sleep(starts[kill / 40] + kill % 40 * Duration(5us));
      worker.node().crash();
    });
    rig.world.end_at(Instant::at(20s));
    rig.world.run();
    CHECK(rig.queue.ledger().acknowledged_count() == 20);
    int rows = 0;
    for (int i = 0; i < 20; ++i) {
      rows += rig.database->value("events", fmt::format("r{}", i)).empty() ? 0 : 1;
    }
    damage.repeated += static_cast<int>(rig.database->inserts()) - rows;
    damage.lost += 20 - rows;
  }
  return damage;
}

TEST_CASE("a killed worker delivers again after its offset, or loses before it; never both") {
  const Damage after =
      kill_everywhere({.order = OffsetOrder::after_delivery, .offset_write = OffsetWrite::replace});
  CHECK(after.repeated > 0);
  CHECK(after.lost == 0);
  const Damage before = kill_everywhere({.order = OffsetOrder::before_delivery,
                                         .offset_write = OffsetWrite::replace,
                                         .offset_sync = true});
  CHECK(before.repeated == 0);
  CHECK(before.lost > 0);
  // An offset file that is emptied before it is written makes at most once a wish.
  const Damage overwritten = kill_everywhere(
      {.order = OffsetOrder::before_delivery, .offset_write = OffsetWrite::overwrite});
  CHECK(overwritten.repeated > 0);
}

TEST_CASE("a corrupt line stops a plain worker for good, and costs a careful one only that line") {
  QueueRig plain;
  auto& stuck = plain.drain({});
  stuck.node().supervise({true, 1s});
  put(plain, 100ms, QueueRig::record(0) + "\nCORRUPTED{{{\n" + QueueRig::record(1) + "\n");
  plain.world.end_at(Instant::at(30s));
  plain.world.run();
  CHECK(plain.database->inserts() == 1);
  CHECK(stuck.counts().exits > 10);
  CHECK(stuck.last_error() == "Unexpected token 'C', \"CORRUPTED{{{\" is not valid JSON");

  for (const CorruptPolicy policy : {CorruptPolicy::skip, CorruptPolicy::quarantine}) {
    QueueRig rig;
    QueueWorkerOptions options = careful();
    options.corrupt = policy;
    rig.drain(options);
    put(rig, 100ms, QueueRig::record(0) + "\nCORRUPTED{{{\n" + QueueRig::record(1) + "\n{}\n\n");
    rig.world.end_at(Instant::at(30s));
    rig.world.run();
    CHECK(rig.database->inserts() == 2);
    const bool skips = policy == CorruptPolicy::skip;
    CHECK(rig.queue.ledger().skipped_count() == (skips ? 2 : 0));
    CHECK(rig.queue.ledger().quarantined_count() == (skips ? 0 : 2));
    CHECK(rig.disk.content("queue.ndjson.quarantine") == (skips ? "" : "CORRUPTED{{{\n{}\n"));
  }
}

TEST_CASE("lines that are no records count towards the next write of the offset in a batch too") {
  for (const std::uint32_t batch : {1U, 5U}) {
    QueueRig rig;
    QueueWorkerOptions options = careful();
    options.corrupt = CorruptPolicy::skip;
    options.batch = batch;
    options.offset_every = 4;
    auto& worker = rig.drain(options);
    put(rig, 100ms, "a\nb\nc\nd\n");
    rig.world.end_at(Instant::at(30s));
    rig.world.run();
    CHECK(worker.counts().corrupt == 4);
    CHECK(worker.position().offset == 8);
    CHECK(rig.disk.content("queue.ndjson.offset").find('8') != std::string::npos);
  }
}

TEST_CASE("a worker gives up after too many corrupt lines") {
  QueueRig rig;
  QueueWorkerOptions options = careful();
  options.corrupt_max = 2;
  auto& worker = rig.drain(options);
  put(rig, 100ms, "a\nb\nc\nd\n");
  rig.world.end_at(Instant::at(30s));
  rig.world.run();
  CHECK(worker.counts().exits == 1);
  CHECK(worker.counts().corrupt == 3);
  CHECK_FALSE(worker.up());
}

TEST_CASE("a tail without its end is left alone, or taken for a corrupt record by readline") {
  for (const TailRule rule : {TailRule::committed, TailRule::readline}) {
    QueueRig rig;
    QueueWorkerOptions options = careful();
    options.tail = rule;
    auto& worker = rig.drain(options);
    put(rig, 100ms, QueueRig::record(0).substr(0, 10));
    put(rig, 5s, QueueRig::record(0).substr(10) + "\n");
    rig.world.end_at(Instant::at(30s));
    rig.world.run();
    const bool waits = rule == TailRule::committed;
    CHECK(rig.database->inserts() == (waits ? 1 : 0));
    CHECK(worker.counts().corrupt == (waits ? 0 : 2));
  }
}

TEST_CASE("a renamed file is finished first by a worker that keeps it open") {
  for (const bool keeps : {true, false}) {
    QueueRig rig;
    QueueWorkerOptions options = careful();
    options.keeps_open = keeps;
    auto& worker = rig.drain(options);
    put(rig, 100ms, QueueRig::record(0) + "\n");
    at(rig, 2500ms, [](DiskFiles& shell) {
      const std::int64_t file = shell.open("queue.ndjson", {.writes = true, .appends = true}).value;
      REQUIRE(shell.write(file, QueueRig::record(1) + "\n").ok());
      REQUIRE(shell.rename("queue.ndjson", "queue.1").ok());
      REQUIRE(shell.write(file, QueueRig::record(2) + "\n").ok());
    });
    put(rig, 2600ms, QueueRig::record(3) + "\n");
    rig.world.end_at(Instant::at(30s));
    rig.world.run();
    CHECK(worker.counts().replaced == 1);
    CHECK(rig.database->inserts() == (keeps ? 4 : 2));
    CHECK(rig.database->value("events", "r3") == QueueRig::record(3));
  }
}

TEST_CASE("a truncated file is read from its beginning, an unlinked one is waited for") {
  QueueRig rig;
  auto& worker = rig.drain(careful());
  put(rig, 100ms, QueueRig::record(0) + "\n");
  at(rig, 3s, [](DiskFiles& shell) {
    REQUIRE(shell.open("queue.ndjson", {.writes = true, .truncates = true}).ok());
  });
  put(rig, 5s, QueueRig::record(1) + "\n");
  at(rig, 7s, [](DiskFiles& shell) { REQUIRE(shell.unlink("queue.ndjson").ok()); });
  put(rig, 9s, QueueRig::record(2) + "\n");
  rig.world.end_at(Instant::at(30s));
  rig.world.run();
  CHECK(worker.counts().truncated == 1);
  CHECK(worker.counts().replaced == 1);
  CHECK(rig.database->inserts() == 3);
}

TEST_CASE("a name, or an inode number that is used again, hides a new file behind an old offset") {
  for (const FileIdentity identity :
       {FileIdentity::name, FileIdentity::inode, FileIdentity::inode_and_generation}) {
    QueueRig rig;
    QueueWorkerOptions options = careful();
    options.identity = identity;
    options.keeps_open = false;
    rig.drain(options);
    put(rig, 100ms, QueueRig::record(0) + "\n");
    at(rig, 3s + 1ms, [](DiskFiles& shell) { REQUIRE(shell.unlink("queue.ndjson").ok()); });
    put(rig, 3s + 2ms, QueueRig::record(1) + "\n" + QueueRig::record(2) + "\n");
    rig.world.end_at(Instant::at(30s));
    rig.world.run();
    const bool is_safe = identity == FileIdentity::inode_and_generation;
    CHECK(rig.database->inserts() == (is_safe ? 3 : 2));
  }
}

TEST_CASE("a database that refuses is asked again, with growing pauses, and then not at all") {
  QueueRig rig;
  QueueWorkerOptions options = careful();
  options.attempts_max = 4;
  auto& worker = rig.drain(options);
  int refusals = 0;
  rig.database->refuses = [&](const sql::Statement& statement) -> std::string {
    const bool refused = statement.key == "r1" || (statement.key == "r0" && refusals++ < 2);
    return refused ? "Unable to connect" : "";
  };
  put(rig, 100ms, QueueRig::record(0) + "\n" + QueueRig::record(1) + "\n");
  rig.world.end_at(Instant::at(60s));
  rig.world.run();
  CHECK(worker.counts().delivered == 1);
  CHECK(worker.counts().failed_attempts == 2 + 4);
  CHECK(worker.counts().dead_letters == 1);
  CHECK(worker.last_error() == "Unable to connect");
  CHECK(rig.disk.content("queue.ndjson.quarantine") == QueueRig::record(1) + "\n");
  CHECK(rig.database->open_sessions() == 0);
}

TEST_CASE("an offset that a power loss emptied sends everything again, unless the sink looks") {
  for (const bool looks : {false, true}) {
    QueueRig rig;
    QueueWorkerOptions options;
    options.looks_before_insert = looks;
    auto& worker = rig.drain(options);
    rig.produce(0, 10);
    rig.world.inject("power", [&] {
      sleep(40s);  // the queue's bytes are on the disk by now
      put(rig, Duration::zero(), QueueRig::record(10) + "\n");
      sleep(10s);
      rig.disk.lose_power();
      sleep(1s);
      worker.node().restart();
    });
    rig.world.end_at(Instant::at(100s));
    rig.world.run();
    CHECK(rig.disk.power_losses() == 1);
    CHECK(worker.counts().offset_resets == 1);
    CHECK(rig.queue.ledger().duplicates() >= 10);
    CHECK(rig.database->inserts() == (looks ? 11 : 21));
  }
}

}  // namespace
}  // namespace hindcast
