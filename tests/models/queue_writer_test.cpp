#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "hindcast/models/host/json_parse.hpp"
#include "tests/models/queue_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

DiskOptions tmpfs(std::uint64_t kibibytes) {
  DiskOptions options;
  options.capacity = ByteSize::kibibytes(kibibytes);
  options.reserved = Ratio::zero();
  options.when_full = WhenFull::partial;
  return options;
}

// Returns how many of `writers` x 4 records of `bytes` each are whole when all append at once.
int whole_records(AppendMethod method, std::size_t bytes) {
  QueueRig rig;
  constexpr int kWriters = 10;
  for (int i = 0; i < kWriters; ++i) {
    rig.write(fmt::format("writer-{}", i), {.method = method},
              [=](QueueWriter& writer, DiskFiles&) {
                const std::string text(bytes - 3, static_cast<char>('a' + i));
                for (int k = 0; k < 4; ++k) CHECK(writer.append("\"" + text + "\"", now()).ok());
              });
  }
  rig.world.run();
  const std::string content = rig.content();
  int whole = 0;
  for (const LineSpan& span : committed_lines(content)) {
    const std::string_view line =
        std::string_view(content).substr(span.begin, span.end - span.begin);
    const bool uniform = line.size() == bytes - 1 &&
                         line.substr(1, line.size() - 2).find_first_not_of(line[1]) == line.npos;
    whole += uniform ? 1 : 0;
  }
  return whole;
}

TEST_CASE("one write keeps a record whole, whatever its size; pieces of 512 KiB do not") {
  CHECK(whole_records(AppendMethod::append_file_sync, 1'048'576) == 40);
  CHECK(whole_records(AppendMethod::keep_open, 1'048'576) == 40);
  CHECK(whole_records(AppendMethod::append_file, 524'288) == 40);
  CHECK(whole_records(AppendMethod::append_file, 524'289) < 40);
  CHECK(whole_records(AppendMethod::seek_write, 100) < 40);
}

TEST_CASE("a short write at the end of the space leaves a torn record that swallows the next one") {
  for (const bool repairs : {false, true}) {
    QueueRig rig({.disk = tmpfs(4), .queue = {.path = "q"}});
    rig.write("writer", {.repairs_tail = repairs}, [&](QueueWriter& writer, DiskFiles&) {
      REQUIRE(writer.append("\"" + std::string(3'000, 'a') + "\"", now()).ok());
      const Appended torn = writer.append("\"" + std::string(3'000, 'b') + "\"", now());
      CHECK(torn.status == Appended::Status::failed);
      CHECK(torn.error_text == "ENOSPC: no space left on device, write");
      CHECK(rig.disk.size("q") == 4'096);
      CHECK(rig.disk.free_bytes() == 0);
    });
    rig.world.run();
    // More space, and another life of the writer.
    QueueRig next({.disk = tmpfs(64), .queue = {.path = "q"}});
    const std::string before = rig.content();
    next.write("writer", {.repairs_tail = repairs}, [&](QueueWriter& writer, DiskFiles& files) {
      const std::int64_t copy = files.open("q", {.writes = true, .creates = true}).value;
      REQUIRE(files.write(copy, before).ok());
      REQUIRE(writer.append("\"next\"", now()).ok());
      REQUIRE(writer.append("\"last\"", now()).ok());
    });
    next.world.run();
    const std::string content = next.content();
    int good = 0;
    for (const LineSpan& span : committed_lines(content)) {
      good += json_syntax_error(content.substr(span.begin, span.end - span.begin)) ? 0 : 1;
    }
    CHECK(good == (repairs ? 3 : 2));
  }
}

TEST_CASE("a writer that retries a failed fsync acknowledges what a power loss takes") {
  for (const SyncFailure reaction : {SyncFailure::fail, SyncFailure::retry}) {
    QueueRig rig;
    rig.write("writer", {.sync = SyncPolicy::each_record, .sync_failure = reaction},
              [&](QueueWriter& writer, DiskFiles& files) {
                REQUIRE(writer.append(QueueRig::record(1), now()).ok());
                REQUIRE(files.sync_directory("queue.ndjson").ok());
                rig.disk.fail_next(FileCall::sync, FileError::eio);
                const Appended appended = writer.append(QueueRig::record(2), now());
                CHECK(appended.ok() == (reaction == SyncFailure::retry));
                if (!appended.ok()) CHECK(appended.error_text == "EIO: i/o error, fsync");
                sleep(Duration::infinite());
              });
    rig.world.inject("power", [&] {
      sleep(1s);
      rig.disk.lose_power();
    });
    rig.world.run();
    CHECK(rig.content().find("\"r1\"") != std::string::npos);
    CHECK(rig.content().find("\"r2\"") == std::string::npos);
  }
}

TEST_CASE("syncs at an interval cost one flush for many records") {
  QueueRig rig;
  Instant ended;
  rig.write("writer", {.sync = SyncPolicy::interval, .sync_interval = 1s},
            [&](QueueWriter& writer, DiskFiles&) {
              sleep(10s);
              for (int i = 0; i < 10; ++i) REQUIRE(writer.append(QueueRig::record(i), now()).ok());
              ended = now();
            });
  rig.world.run();
  // Ten records of three calls of 13 us, and one flush of 2 ms with 4 KiB at 200 MiB/s.
  CHECK(ended - Instant::at(10s) == Duration(10 * 39us + 2ms) + Duration::nanoseconds(19'531));
}

TEST_CASE("a bounded queue refuses records when its file is long, or its worker far behind") {
  QueueRig by_size({.queue = {.bytes_max = ByteSize::bytes(48)}});
  by_size.write("writer", {}, [&](QueueWriter& writer, DiskFiles&) {
    CHECK(writer.append(QueueRig::record(1), now()).ok());
    CHECK(writer.append(QueueRig::record(2), now()).ok());
    const Appended refused = writer.append(QueueRig::record(3), now());
    CHECK(refused.status == Appended::Status::full);
    CHECK(refused.error_text == "queue is full: 48 bytes, 48 of them not drained");
  });
  by_size.world.run();

  QueueRig by_lag({.queue = {.lag_max = ByteSize::bytes(30)}});
  by_lag.write("writer", {}, [&](QueueWriter& writer, DiskFiles& files) {
    CHECK(writer.append(QueueRig::record(1), now()).ok());
    CHECK(writer.append(QueueRig::record(2), now()).ok());
    CHECK_FALSE(writer.append(QueueRig::record(3), now()).ok());
    const FileStatus status = files.status("queue.ndjson");
    OffsetFile offsets(files, {.path = by_lag.queue.options().offset_path()});
    REQUIRE(offsets.store({status.inode, status.generation, 24}) == FileError::none);
    CHECK(writer.append(QueueRig::record(3), now()).ok());
  });
  by_lag.world.run();
}

TEST_CASE("a kill between the pieces of a large record leaves a torn tail") {
  QueueRig rig;
  auto& program = rig.write("writer", {.method = AppendMethod::append_file},
                            [](QueueWriter& writer, DiskFiles&) {
                              (void)writer.append("\"" + std::string(600'000, 'x') + "\"", now());
                            });
  rig.world.inject("kill", [&] {
    sleep(30us);
    program.node().crash();
  });
  rig.world.run();
  CHECK(rig.content().size() == 524'288);
  CHECK(committed_lines(rig.content()).empty());
}

}  // namespace
}  // namespace hindcast
