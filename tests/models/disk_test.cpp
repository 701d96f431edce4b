#include <doctest/doctest.h>

#include <string>

#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

constexpr OpenMode kAppend{.writes = true, .appends = true, .creates = true};
constexpr OpenMode kWrite{.writes = true, .creates = true};
constexpr OpenMode kRead{.reads = true};

DiskOptions tmpfs(std::uint64_t kibibytes) {
  DiskOptions options;
  options.capacity = ByteSize::kibibytes(kibibytes);
  options.reserved = Ratio::zero();
  options.when_full = WhenFull::partial;
  return options;
}

// A host with a disk, and a program on it.
struct Host {
  explicit Host(DiskOptions options = {}, std::uint32_t descriptors_max = 1024)
      : disk(world.add<Disk>("disk", std::move(options))), descriptors(descriptors_max) {}

  // Runs `body` as a program that dies with the host, and then the world to its end.
  template <class Body>
  void run(Body body) {
    world.add<Script>("program", {[this, body] {
                        DiskFiles files(disk, world.find_component("program")->node(), descriptors);
                        body(files);
                      }});
    world.run();
    REQUIRE(world.outcome().verdict == Verdict::passed);
  }

  ScriptedChooser chooser;
  World world{chooser};
  Disk& disk;
  Descriptors descriptors;
};

void append(FileSystem& files, std::string_view path, std::string_view bytes) {
  const FileResult opened = files.open(path, kAppend);
  REQUIRE(opened.ok());
  REQUIRE(files.write(opened.value, bytes).ok());
  REQUIRE(files.close(opened.value).ok());
}

TEST_CASE("what is appended is read back, whole and in order") {
  Host host;
  host.run([](DiskFiles& files) {
    append(files, "queue", "one\n");
    append(files, "queue", std::string(10'000, 'x') + "\n");
    const std::int64_t reader = files.open("queue", kRead).value;
    CHECK(files.read_at(reader, 0, 100'000).bytes == "one\n" + std::string(10'000, 'x') + "\n");
    CHECK(files.read_at(reader, 10'003, 10).bytes == "x\n");
    CHECK(files.read_at(reader, 10'005, 10).bytes.empty());
    CHECK(files.status("queue").size == 10'005);
  });
}

TEST_CASE("a file is opened, read and renamed by the rules of POSIX") {
  Host host;
  host.run([](DiskFiles& files) {
    CHECK(files.open("missing", kRead).error == FileError::enoent);
    CHECK(files.open("missing/child", kWrite).error == FileError::enoent);
    append(files, "a", "text");
    CHECK(files.open("a", {.writes = true, .creates = true, .exclusive = true}).error ==
          FileError::eexist);
    CHECK(files.write(77, "x").error == FileError::ebadf);
    const std::int64_t reader = files.open("a", kRead).value;
    CHECK(files.write(reader, "x").error == FileError::ebadf);
    CHECK(files.rename("a", "b").ok());
    CHECK(files.status("a").error == FileError::enoent);
    CHECK(files.status("b").inode == files.status_of(reader).inode);
    CHECK(files.unlink("a").error == FileError::enoent);
  });
}

TEST_CASE("a writer that holds a removed file goes on, and nobody can find its bytes") {
  Host host;
  host.run([&](DiskFiles& files) {
    const std::int64_t writer = files.open("queue", kAppend).value;
    REQUIRE(files.write(writer, "one\n").ok());
    REQUIRE(files.unlink("queue").ok());
    CHECK(files.write(writer, "two\n").ok());
    CHECK(files.sync(writer).ok());
    CHECK(files.status_of(writer).size == 8);
    CHECK(files.status_of(writer).links == 0);
    CHECK(files.status("queue").error == FileError::enoent);
    append(files, "queue", "three\n");
    CHECK(host.disk.content("queue") == "three\n");
    CHECK(host.disk.used_bytes() == 2 * 4096);
    CHECK(files.close(writer).ok());
    CHECK(host.disk.used_bytes() == 4096);
  });
}

TEST_CASE("after a truncation O_APPEND writes at 0, and a plain position leaves a hole of NULs") {
  Host host;
  host.run([&](DiskFiles& files) {
    const std::int64_t plain = files.open("plain", kWrite).value;
    const std::int64_t appending = files.open("appending", kAppend).value;
    for (const std::int64_t descriptor : {plain, appending}) {
      REQUIRE(files.write(descriptor, "12345").ok());
      REQUIRE(files.truncate(descriptor, 0).ok());
      REQUIRE(files.write(descriptor, "678").ok());
    }
    CHECK(host.disk.content("plain") == std::string(5, '\0') + "678");
    CHECK(host.disk.content("appending") == "678");
  });
}

TEST_CASE("two programs that seek to the end and write overwrite each other; appends do not") {
  for (const bool appends : {false, true}) {
    Host host;
    const auto program = [appends](DiskFiles& files) {
      const std::int64_t descriptor = files.open("queue", appends ? kAppend : kWrite).value;
      const std::uint64_t end = files.status_of(descriptor).size;
      const FileResult written = appends ? files.write(descriptor, "record\n")
                                         : files.write_at(descriptor, end, "record\n");
      CHECK(written.ok());
    };
    host.world.add<Script>("other", {[&] {
                             DiskFiles files(host.disk, host.disk.node(), host.descriptors);
                             program(files);
                           }});
    host.run(program);
    CHECK(host.disk.size("queue") == (appends ? 14 : 7));
  }
}

TEST_CASE("a full tmpfs writes what fits and then refuses, as 26 lines of 10,000 bytes showed") {
  Host host(tmpfs(256));
  host.run([&](DiskFiles& files) {
    const std::string line = std::string(9'999, 'a') + "\n";
    const std::int64_t writer = files.open("full", kAppend).value;
    int whole = 0;
    FileResult last = files.write(writer, line);
    for (; last.ok() && last.value == 10'000; last = files.write(writer, line)) ++whole;
    CHECK(whole == 26);
    CHECK(last.value == 2'144);
    CHECK(files.write(writer, line).error == FileError::enospc);
    CHECK(files.write(writer, "12345").error == FileError::enospc);
    CHECK(host.disk.size("full") == 262'144);
    // A file may be made, but nothing fits into it.
    const FileResult other = files.open("new", kAppend);
    CHECK(other.ok());
    CHECK(files.write(other.value, "x").error == FileError::enospc);
    CHECK(files.rename("full", "renamed").ok());
    CHECK(files.unlink("renamed").ok());
    CHECK(files.close(writer).ok());
    CHECK(files.write(other.value, "after\n").ok());
  });
}

TEST_CASE("a full ext4 writes nothing of what does not fit") {
  DiskOptions options = tmpfs(8);
  options.when_full = WhenFull::whole;
  Host host(options);
  host.run([&](DiskFiles& files) {
    const std::int64_t writer = files.open("full", kAppend).value;
    CHECK(files.write(writer, std::string(8'000, 'a')).value == 8'000);
    const FileResult refused = files.write(writer, std::string(1'000, 'b'));
    CHECK(refused.error == FileError::enospc);
    CHECK(refused.value == 0);
    CHECK(files.write(writer, std::string(192, 'c')).value == 192);
  });
}

TEST_CASE("a quota, a size limit and a lack of inodes or descriptors each have their error") {
  DiskOptions options = tmpfs(1'024);
  options.quota = ByteSize::kibibytes(8);
  options.file_size_max = ByteSize::bytes(5'000);
  options.inodes_max = 3;
  Host host(options, 4);
  host.run([&](DiskFiles& files) {
    const std::int64_t first = files.open("first", kAppend).value;
    CHECK(files.write(first, std::string(6'000, 'a')).value == 5'000);
    CHECK(files.write(first, "a").error == FileError::efbig);
    const std::int64_t second = files.open("second", kAppend).value;
    CHECK(files.write(second, "a").error == FileError::edquot);
    CHECK(files.open("third", kAppend).ok());
    CHECK(files.open("fourth", kAppend).error == FileError::enospc);
    CHECK(files.open("third", kAppend).ok());
    CHECK(files.open("third", kAppend).error == FileError::emfile);
  });
}

TEST_CASE("a freed inode number is used again, with another generation") {
  Host host;
  host.run([](DiskFiles& files) {
    append(files, "queue", "x");
    const FileStatus before = files.status("queue");
    REQUIRE(files.unlink("queue").ok());
    append(files, "queue", "y");
    const FileStatus after = files.status("queue");
    CHECK(after.inode == before.inode);
    CHECK(after.generation != before.generation);
  });
}

TEST_CASE("errors read as Node.js words them") {
  CHECK(node_error_text(FileError::enospc, FileCall::write, "q") ==
        "ENOSPC: no space left on device, write");
  CHECK(node_error_text(FileError::emfile, FileCall::open, "/etc/hostname") ==
        "EMFILE: too many open files, open '/etc/hostname'");
  CHECK(node_error_text(FileError::efbig, FileCall::write, "") == "EFBIG: file too large, write");
  CHECK(node_error_text(FileError::edquot, FileCall::write, "q") ==
        "Unknown system error -122: Unknown system error -122, write");
}

TEST_CASE("calls take their time, flushes queue at the device, and a hung disk answers nobody") {
  DiskOptions options;
  options.sync_time = Distribution::constant(Duration(10ms));
  options.write_rate = ByteSize::bytes(4'096'000);
  Host host(options);
  Instant synced[2];
  for (int i = 0; i < 2; ++i) {
    host.world.add<Script>(i == 0 ? "first" : "second", {[&, i] {
                             DiskFiles files(host.disk, host.disk.node(), host.descriptors);
                             const std::int64_t writer =
                                 files.open(i == 0 ? "a" : "b", kAppend).value;
                             REQUIRE(files.write(writer, "x").ok());
                             REQUIRE(files.sync(writer).ok());
                             synced[i] = now();
                           }});
  }
  host.world.inject("hang", [&] {
    sleep(1s);
    host.disk.hang();
    sleep(1s);
    host.disk.resume();
  });
  host.run([](DiskFiles& files) {
    sleep(1s + 1us);
    append(files, "c", "x");
    CHECK(now() == Instant::at(2s + 3 * Duration(13us)));
  });
  CHECK(synced[0] == Instant::at(26us + 11ms));
  CHECK(synced[1] == Instant::at(26us + 22ms));
}

TEST_CASE("a disk that holds more than the model stores ends the run as inconclusive") {
  ScriptedChooser chooser;
  World world(chooser);
  auto& disk = world.add<Disk>("disk");
  Descriptors descriptors(10);
  world.add<Script>("program", {[&] {
                      DiskFiles files(disk, disk.node(), descriptors);
                      const std::int64_t writer = files.open("huge", kAppend).value;
                      const std::string mebibyte(1'048'576, 'x');
                      for (int i = 0; i < 1'025; ++i) (void)files.write(writer, mebibyte);
                    }});
  CHECK(world.run().verdict == Verdict::inconclusive);
  CHECK(world.outcome().property == "disk content");
}

}  // namespace
}  // namespace hindcast
