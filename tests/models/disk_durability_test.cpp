#include <doctest/doctest.h>

#include <string>

#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr OpenMode kAppend{.writes = true, .appends = true, .creates = true};
constexpr OpenMode kRead{.reads = true};

// A program that runs once, and a power loss or kill at a given time.
struct Outage {
  explicit Outage(DiskOptions options = {}) : disk(world.add<Disk>("disk", std::move(options))) {}
  Outage(std::string_view label, std::vector<std::uint32_t> answers)
      : chooser(label, std::move(answers)), disk(world.add<Disk>("disk")) {}

  template <class Body>
  void run(Body body, Duration at, CrashKind kind = CrashKind::host) {
    auto& program = world.add<Script>("program", {[this, body] {
                                        Component& self = *world.find_component("program");
                                        DiskFiles files(disk, self.node(), descriptors);
                                        body(files);
                                        sleep(Duration::infinite());
                                      }});
    world.inject("outage", [&, at, kind] {
      sleep(at);
      if (kind == CrashKind::host) {
        disk.lose_power();
      } else {
        program.node().crash(kind);
      }
      CHECK_FALSE(program.node().alive());
    });
    world.run();
    CHECK(descriptors.used() == 0);
  }

  ScriptedChooser chooser;
  World world{chooser};
  Disk& disk;
  Descriptors descriptors{100};
};

// Keeps the directory entry, so that only the bytes are in question.
std::int64_t open_durably(FileSystem& files, std::string_view path) {
  const std::int64_t writer = files.open(path, kAppend).value;
  REQUIRE(files.sync_directory(path).ok());
  return writer;
}

TEST_CASE("a killed process loses nothing that write() took") {
  Outage outage;
  outage.run([](DiskFiles& files) { (void)files.write(files.open("q", kAppend).value, "kept\n"); },
             1s, CrashKind::process);
  CHECK(outage.disk.content("q") == "kept\n");
}

TEST_CASE("a write that was under way when its process was killed did not happen") {
  Outage outage;
  outage.run([](DiskFiles& files) { (void)files.write(files.open("q", kAppend).value, "late\n"); },
             20us, CrashKind::process);
  CHECK(outage.disk.exists("q"));
  CHECK(outage.disk.content("q").empty());
}

TEST_CASE("a power loss keeps what was synced and loses what was not") {
  Outage outage;
  outage.run(
      [](DiskFiles& files) {
        const std::int64_t writer = open_durably(files, "q");
        REQUIRE(files.write(writer, "synced\n").ok());
        REQUIRE(files.sync(writer).ok());
        REQUIRE(files.write(writer, "lost\n").ok());
      },
      1s);
  CHECK(outage.disk.content("q") == "synced\n");
  CHECK(outage.disk.power_losses() == 1);
  CHECK(outage.disk.used_bytes() == 4'096);
}

TEST_CASE("a synced file whose directory was not synced may be missing after a power loss") {
  for (const std::uint32_t kept : {0U, 1U}) {
    Outage outage("disk.names", {kept});
    outage.run(
        [](DiskFiles& files) {
          const std::int64_t writer = files.open("q", kAppend).value;
          REQUIRE(files.write(writer, "synced\n").ok());
          REQUIRE(files.sync(writer).ok());
        },
        1s);
    CHECK(outage.chooser.arities() == std::vector<std::uint32_t>{2});
    CHECK(outage.disk.exists("q") == (kept == 1));
    CHECK(outage.disk.files() == kept);
  }
}

TEST_CASE("where fsync commits names, as on ext4, a synced file is found again") {
  DiskOptions options;
  options.sync_commits_names = true;
  Outage outage(options);
  outage.run(
      [](DiskFiles& files) {
        const std::int64_t writer = files.open("q", kAppend).value;
        REQUIRE(files.write(writer, "synced\n").ok());
        REQUIRE(files.sync(writer).ok());
      },
      1s);
  CHECK(outage.disk.content("q") == "synced\n");
}

TEST_CASE("what is old enough survives without a sync: names after 5 s, bytes after 30 s") {
  const auto body = [](DiskFiles& files) {
    const std::int64_t writer = files.open("q", kAppend).value;
    (void)files.write(writer, "old\n");
    sleep(20s);
    (void)files.write(writer, "young\n");
  };
  Outage early;
  early.run(body, 4s);
  CHECK_FALSE(early.disk.exists("q"));
  Outage named;
  named.run(body, 10s);
  CHECK(named.disk.exists("q"));
  CHECK(named.disk.content("q").empty());
  // The page is as old as its first byte that was not written: it goes as a whole.
  Outage late;
  late.run(body, 40s);
  CHECK(late.disk.content("q") == "old\nyoung\n");
}

TEST_CASE("a torn tail ends with any block, or with the last byte") {
  const std::string synced(1'000, 's');
  const std::string tail(10'000, 't');
  const std::uint64_t sizes[] = {1'000, 4'096, 8'192, 11'000};
  for (std::uint32_t survivors = 0; survivors < 4; ++survivors) {
    Outage outage("disk.torn", {survivors});
    outage.run(
        [&](DiskFiles& files) {
          const std::int64_t writer = open_durably(files, "q");
          REQUIRE(files.write(writer, synced).ok());
          REQUIRE(files.sync(writer).ok());
          REQUIRE(files.write(writer, tail).ok());
        },
        1s);
    CHECK(outage.chooser.arities() == std::vector<std::uint32_t>{4});
    CHECK(outage.disk.content("q") ==
          (synced + tail).substr(0, static_cast<std::size_t>(sizes[survivors])));
  }
}

TEST_CASE("an fsync reports the error once and forgets; the bytes are gone with the power") {
  Outage outage;
  outage.run(
      [&](DiskFiles& files) {
        const std::int64_t writer = open_durably(files, "q");
        const std::int64_t other = files.open("q", kAppend).value;
        REQUIRE(files.write(writer, "lost\n").ok());
        outage.disk.fail_next(FileCall::sync, FileError::eio);
        CHECK(files.sync(writer).error == FileError::eio);
        CHECK(files.sync(writer).ok());
        // Each descriptor that was open learns of it once; one that is opened later does not.
        const std::int64_t later = files.open("q", kRead).value;
        CHECK(files.sync(later).ok());
        CHECK(files.sync(other).error == FileError::eio);
        CHECK(files.sync(other).ok());
        // The cache still shows the bytes, until it is dropped.
        CHECK(files.read_at(later, 0, 10).bytes == "lost\n");
        outage.disk.drop_caches();
        CHECK(files.read_at(later, 0, 10).bytes == std::string(5, '\0'));
      },
      1s);
  CHECK(outage.disk.content("q") == std::string(5, '\0'));
}

TEST_CASE("a background write-back that fails is learned of at the next fsync, if ever") {
  Outage outage;
  outage.run(
      [&](DiskFiles& files) {
        const std::int64_t writer = open_durably(files, "q");
        REQUIRE(files.write(writer, "lost\n").ok());
        outage.disk.fail_writeback();
        const std::int64_t later = files.open("q", kAppend).value;
        CHECK(files.sync(later).ok());
        CHECK(files.sync(writer).error == FileError::eio);
        // Writing to the same page again writes all of it.
        REQUIRE(files.write(writer, "saved\n").ok());
        CHECK(files.sync(writer).ok());
      },
      1s);
  CHECK(outage.disk.content("q") == "lost\nsaved\n");
}

TEST_CASE("rotten bits show when the cache is dropped") {
  Outage outage;
  outage.run(
      [&](DiskFiles& files) {
        const std::int64_t writer = open_durably(files, "q");
        REQUIRE(files.write(writer, "abc\n").ok());
        REQUIRE(files.sync(writer).ok());
        outage.disk.rot("q", 1, 0x01);
        CHECK(outage.disk.content("q") == "abc\n");
      },
      1s);
  CHECK(outage.disk.content("q") == "acc\n");
}

TEST_CASE("a removal, a rename and a truncation that were not synced are undone, newest first") {
  for (std::uint32_t survivors = 0; survivors <= 3; ++survivors) {
    Outage outage("disk.names", {survivors});
    outage.run(
        [](DiskFiles& files) {
          const std::int64_t cut = open_durably(files, "cut");
          REQUIRE(files.write(cut, "cut\n").ok());
          REQUIRE(files.sync(cut).ok());
          const std::int64_t old = open_durably(files, "old");
          REQUIRE(files.write(old, "old\n").ok());
          REQUIRE(files.sync(old).ok());
          REQUIRE(files.truncate(cut, 0).ok());
          REQUIRE(files.rename("old", "new").ok());
          REQUIRE(files.unlink("new").ok());
        },
        1s);
    CHECK(outage.chooser.arities() == std::vector<std::uint32_t>{4});
    CHECK(outage.disk.content("cut") == (survivors >= 1 ? "" : "cut\n"));
    CHECK(outage.disk.exists("old") == (survivors <= 1));
    CHECK(outage.disk.content("new") == (survivors == 2 ? "old\n" : ""));
  }
}

TEST_CASE("replacing a file by rename keeps its bytes on ext4, and may empty it elsewhere") {
  for (const bool alloc : {true, false}) {
    DiskOptions options;
    options.auto_da_alloc = alloc;
    Outage outage(options);
    outage.run(
        [](DiskFiles& files) {
          const std::int64_t old = open_durably(files, "offset");
          REQUIRE(files.write(old, "1").ok());
          REQUIRE(files.sync(old).ok());
          const std::int64_t fresh = files.open("offset.tmp", kAppend).value;
          REQUIRE(files.write(fresh, "2").ok());
          REQUIRE(files.rename("offset.tmp", "offset").ok());
          REQUIRE(files.sync_directory("offset").ok());
        },
        1s);
    CHECK(outage.disk.content("offset") == (alloc ? "2" : ""));
  }
}

}  // namespace
}  // namespace hindcast
