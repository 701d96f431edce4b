// What a Node.js program on Linux was seen to do with files, row by row, and what the models do.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "hindcast/models/host/heap.hpp"
#include "hindcast/models/json/reader.hpp"
#include "tests/models/queue_rig.hpp"

namespace hindcast {
namespace {

using namespace std::chrono_literals;

struct Row {
  std::string id;
  std::string what;
  JsonDocument document;

  JsonValue observed() const { return document.root().member("observed"); }
};

std::vector<Row> rows() {
  std::ifstream file(std::string(HINDCAST_SOURCE_DIR) + "/tests/data/node/facts.ndjson");
  std::vector<Row> all;
  for (std::string line; std::getline(file, line);) {
    JsonDocument document = read_json_text(line, "facts.ndjson");
    const std::string id(document.root().member("id").text());
    const std::string what(document.root().member("what").text());
    all.push_back({id, what, std::move(document)});
  }
  return all;
}

const Row& row(const std::vector<Row>& all, const std::string& what) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Row& one) { return one.what == what; });
  if (found == all.end()) FAIL("no row is about: ", what);
  return *found;
}

// Lines of `bytes` with their line feed: who wrote them, and the same letter to the end.
std::string line_of(int writer, std::size_t bytes) {
  return std::string(bytes - 1, static_cast<char>('a' + writer)) + "\n";
}

std::uint64_t whole_lines(const std::string& content, std::size_t bytes) {
  std::uint64_t whole = 0;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const std::string_view line(content.data() + begin, end - begin);
    whole += end < content.size() && line.size() == bytes - 1 &&
             line.find_first_not_of(line.front()) == std::string_view::npos;
    begin = end + 1;
  }
  return whole;
}

enum class Program { sync, promises, callbacks, stream, stream_without_append };

struct Appending {
  Program program;
  int lines;
  std::size_t bytes;
};

void append(DiskFiles& files, const Appending& how, int writer) {
  const std::string line = line_of(writer, how.bytes);
  const bool keeps =
      how.program == Program::stream || how.program == Program::stream_without_append;
  const OpenMode mode{
      .writes = true, .appends = how.program != Program::stream_without_append, .creates = true};
  std::int64_t file = keeps ? files.open("log", mode).value : 0;
  for (int i = 0; i < how.lines; ++i) {
    if (!keeps) file = files.open("log", mode).value;
    const std::size_t piece = how.program == Program::promises ? QueueWriter::kPiece : how.bytes;
    for (std::string_view left = line; !left.empty();
         left.remove_prefix(std::min(piece, left.size()))) {
      const bool good = files.write(file, left.substr(0, piece)).ok();
      CHECK(good);
    }
    if (!keeps) files.close(file);
  }
}

// Ten processes append at once. Returns what is in the file then.
std::string appended(const Appending& how) {
  QueueRig rig({.disk = {.call_time = Distribution::exponential(Duration(13us))}, .seed = 1});
  for (int writer = 0; writer < 10; ++writer) {
    rig.write("writer-" + std::to_string(writer), {},
              [how, writer](QueueWriter&, DiskFiles& files) { append(files, how, writer); });
  }
  rig.world.run();
  return rig.disk.content("log");
}

Program program_of(const std::string& text) {
  if (text.starts_with("appendFileSync")) return Program::sync;
  if (text.starts_with("appendFile (promises")) return Program::promises;
  if (text.starts_with("appendFile (callbacks")) return Program::callbacks;
  if (text.starts_with("createWriteStream flags a")) return Program::stream;
  REQUIRE(text.starts_with("createWriteStream flags w"));
  return Program::stream_without_append;
}

TEST_CASE("ten processes that append leave whole lines, torn ones, or those of the last writer") {
  const std::regex pattern("10 processes, (\\d+) lines of (\\d+) bytes each, (.*)");
  int answered = 0;
  for (const Row& one : rows()) {
    std::smatch parts;
    if (one.id != "append" || !std::regex_match(one.what, parts, pattern)) continue;
    CAPTURE(one.what);
    const Appending how{program_of(parts[3]), std::stoi(parts[1]), std::stoul(parts[2])};
    const std::string content = appended(how);
    const JsonValue observed = one.observed();
    const std::uint64_t whole = whole_lines(content, how.bytes);
    const std::uint64_t expected = observed.member("expected").count();
    ++answered;
    // Which pieces come between which is a matter of speed: torn is torn.
    const bool races = how.program == Program::promises;
    if (!races) CHECK(whole == observed.member("whole").count());
    CHECK((whole < expected) == (observed.member("torn_or_lost").count() > 0));
    if (const auto bytes = observed.find("bytes_ok")) {
      CHECK((content.size() == expected * how.bytes) == bytes->boolean());
    }
  }
  CHECK(answered == 24);
}

TEST_CASE("a process killed while it appends with one write leaves no partial line") {
  for (const std::size_t bytes : {100U, 4096U, 65536U, 1048576U}) {
    row(rows(), "SIGKILL in the middle of appendFileSync of " + std::to_string(bytes) +
                    "-byte lines, 25 tries");
    for (int attempt = 0; attempt < 25; ++attempt) {
      QueueRig rig;
      auto& writer = rig.write("writer", {}, [bytes](QueueWriter&, DiskFiles& files) {
        append(files, {Program::sync, 100, bytes}, 0);
      });
      rig.world.inject("kill", [&writer, attempt] {
        sleep(attempt * Duration(61us));
        writer.node().crash();
      });
      rig.world.run();
      const std::string content = rig.disk.content("log");
      CHECK(content.size() % bytes == 0);
      CHECK(whole_lines(content, bytes) == content.size() / bytes);
    }
  }
}

// Runs `body` in one process on a disk of these options.
void with_files(const DiskOptions& options, std::uint32_t descriptors,
                const std::function<void(DiskFiles&, Disk&)>& body) {
  QueueRig rig({.disk = options});
  rig.world.add<Script>("process", {[&] {
                          Descriptors left(descriptors, 19);
                          DiskFiles files(rig.disk, rig.world.find_component("process")->node(),
                                          left);
                          body(files, rig.disk);
                        }});
  rig.world.run();
}

constexpr OpenMode kAppend{.writes = true, .appends = true, .creates = true};
constexpr OpenMode kWrite{.writes = true, .creates = true};

FileError append_once(DiskFiles& files, std::string_view path, std::string_view bytes) {
  const FileResult file = files.open(path, kAppend);
  if (!file.ok()) return file.error;
  FileError error = FileError::none;
  while (error == FileError::none && !bytes.empty()) {
    const FileResult written = files.write(file.value, bytes);
    error = written.error;
    bytes.remove_prefix(static_cast<std::size_t>(written.value));
  }
  files.close(file.value);
  return error;
}

TEST_CASE("a name and a file are two things: removed, renamed and truncated while open") {
  const std::vector<Row> all = rows();
  with_files({}, 1'000, [&](DiskFiles& files, Disk& disk) {
    std::int64_t file = files.open("q", kAppend).value;
    CHECK(files.write(file, "one\n").ok());
    files.unlink("q");
    CHECK(
        files.write(file, "two\n").ok() ==
        (row(all, "write after unlink").observed().member("result").elements()[0].text() == "ok"));
    const auto status = row(all, "fstat").observed().member("result").elements();
    CHECK(files.status_of(file).size == status[0].count());
    CHECK(files.status_of(file).links == status[1].count());
    files.close(file);
    CHECK(disk.exists("q") ==
          row(all, "after close").observed().member("result").elements()[0].boolean());
    CHECK(append_once(files, "q", "three\n") == FileError::none);
    CHECK(disk.content("q") ==
          row(all, "appendFileSync after unlink").observed().member("result").elements()[0].text());

    file = files.open("r", kAppend).value;
    CHECK(files.write(file, "a\n").ok());
    files.rename("r", "s");
    CHECK(files.write(file, "b\n").ok());
    const auto renamed = row(all, "rename while open").observed().member("result").elements();
    CHECK(disk.exists("r") == renamed[0].boolean());
    CHECK(disk.content("s") == renamed[1].text());

    for (const bool appends : {false, true}) {
      file = files.open("t", appends ? kAppend : kWrite).value;
      CHECK(files.write(file, "12345").ok());
      files.truncate(files.open("t", kWrite).value, 0);
      CHECK(files.write(file, "678").ok());
      const Row& seen =
          row(all, appends ? "truncate while open, O_APPEND" : "truncate while open, no O_APPEND");
      const JsonValue result = seen.observed().member("result").elements()[0];
      std::string expected;
      if (appends) {
        expected = result.text();
      } else {
        for (const JsonValue& byte : result.elements()) {
          expected += static_cast<char>(byte.count());
        }
      }
      CHECK(disk.content("t") == expected);
      files.unlink("t");
    }

    disk.make_directory("d");
    CHECK(append_once(files, "d/q", "x") == FileError::none);
    disk.remove_directory("d");
    CHECK(name_of(append_once(files, "d/q", "x")) ==
          row(all, "append by path after the folder is removed")
              .observed()
              .member("result")
              .elements()[0]
              .text());
  });
}

// What a file system of that size without blocks to spare does; 10,000-byte lines.
TEST_CASE(
    "a full file system tears the record that does not fit, and refuses until there is room") {
  const std::vector<Row> all = rows();
  const auto result = [&](const std::string& what) {
    return row(all, what + " (tmpfs of 256 KiB)").observed().member("result").elements();
  };
  const DiskOptions tmpfs{.capacity = ByteSize::kibibytes(256),
                          .reserved = Ratio::zero(),
                          .when_full = WhenFull::partial};
  with_files(tmpfs, 1'000, [&](DiskFiles& files, Disk& disk) {
    const JsonValue full = result("appendFileSync until full")[0];
    FileError error = FileError::none;
    while (error == FileError::none) error = append_once(files, "q", line_of(0, 10'000));
    CHECK(name_of(error) == full.member("code").text());
    CHECK(node_error_text(error, FileCall::write, "q") == full.member("message").text());
    CHECK(whole_lines(disk.content("q"), 10'000) == full.member("whole_lines").count());
    CHECK(disk.size("q") == full.member("size").count());
    CHECK((disk.content("q").back() == '\n') == full.member("last_bytes_are_newline").boolean());

    CHECK(name_of(append_once(files, "q", "tiny\n")) ==
          result("a 5-byte append right after")[0].text());
    CHECK(disk.size("q") == result("a 5-byte append right after")[1].count());
    CHECK(name_of(append_once(files, "new", "tiny\n")) == result("a new file")[0].text());
    CHECK(disk.size("new") == result("a new file")[1].count());
    disk.make_directory("folder");  // "ok", as the rename
    CHECK(result("mkdir")[0].text() == "ok");
    CHECK(files.rename("new", "newer").ok() == (result("rename")[0].text() == "ok"));
    CHECK(name_of(append_once(files, "temporary", "x")) == result("write temp + rename")[0].text());
    CHECK(disk.size("q") == result("write temp + rename")[1].count());
    const std::int64_t stream = files.open("q", kAppend).value;
    for (int i = 0; i < 2; ++i) {
      CHECK(name_of(files.write(stream, "x").error) == result("stream when full")[0]
                                                           .elements()[static_cast<std::size_t>(i)]
                                                           .elements()[1]
                                                           .text());
    }
    files.close(stream);
    files.unlink("q");
    CHECK(append_once(files, "q", "after\n") == FileError::none);
    CHECK(disk.content("q") == result("append after unlink freed the space")[0].text());
  });
}

TEST_CASE("inodes that are used up, and files that are too large, have their own errors") {
  const std::vector<Row> all = rows();
  with_files({.inodes_max = 4}, 1'000, [&](DiskFiles& files, Disk& disk) {
    const JsonValue seen =
        row(all, "inodes used up (tmpfs nr_inodes=5)").observed().member("result");
    FileError error = FileError::none;
    std::string name;
    for (int i = 0; error == FileError::none; ++i) {
      name = "f" + std::to_string(i);
      error = append_once(files, name, "x");
    }
    CHECK(node_error_text(error, FileCall::open, name) == seen.member("message").text());
    CHECK(disk.files() == seen.member("files").count());
  });
  for (const bool handled : {true, false}) {
    with_files(
        {.file_size_max = ByteSize::bytes(65'536)}, 1'000, [&](DiskFiles& files, Disk& disk) {
          const JsonValue seen = row(all, handled ? "ulimit -f 64 (65,536 bytes), SIGXFSZ handled"
                                                  : "ulimit -f 64, SIGXFSZ not handled")
                                     .observed()
                                     .member("result");
          const std::size_t bytes = handled ? 10'000 : 100'000;
          FileError error = FileError::none;
          while (error == FileError::none) error = append_once(files, "q", line_of(0, bytes));
          CHECK(node_error_text(error, FileCall::write, "q") == seen.member("message").text());
          CHECK(whole_lines(disk.content("q"), bytes) == seen.member("whole").count());
          CHECK(disk.size("q") == seen.member("size").count());
        });
  }
}

TEST_CASE("31 of 50 descriptors are left, the next open says EMFILE, and closing gives them back") {
  const std::vector<Row> all = rows();
  with_files({}, 50, [&](DiskFiles& files, Disk& disk) {
    disk.make_directory("/dev");
    const auto seen =
        row(all, "openSync until refused (ulimit -n 50)").observed().member("result").elements();
    std::vector<std::int64_t> open;
    FileResult file = files.open("/dev/null", kAppend);
    for (; file.ok(); file = files.open("/dev/null", kAppend)) open.push_back(file.value);
    CHECK(open.size() == seen[1].member("opened").count());
    CHECK(name_of(file.error) == seen[0].member("code").text());
    CHECK(node_error_text(file.error, FileCall::open, "/dev/null") ==
          seen[0].member("message").text());
    files.close(open.back());
    CHECK(files.open("/dev/null", kAppend).ok() ==
          row(all, "after closing: openSync (ulimit -n 50)")
              .observed()
              .member("result")
              .elements()[0]
              .boolean());
  });
}

TEST_CASE("a leak ends a small heap and a large one with SIGABRT, 134 to a shell") {
  const std::regex pattern("--max-old-space-size=(\\d+), leak of .*");
  int answered = 0;
  for (const Row& one : rows()) {
    std::smatch parts;
    if (one.id != "oom" || !std::regex_match(one.what, parts, pattern)) continue;
    Heap heap({.limit = ByteSize::mebibytes(std::stoul(parts[1])),
               .base = ByteSize::mebibytes(3),
               .mark_rate = ByteSize::mebibytes(400)});
    Heap::End end = Heap::End::none;
    for (Instant at; end == Heap::End::none; at = at + 1ms) {
      heap.retain(1U << 17U);
      const Heap::Collected collected = heap.allocate(1U << 15U, at);
      end = collected.end;
      at = at + collected.pause;
    }
    CHECK(Heap::kExitStatus ==
          static_cast<std::int32_t>(one.observed().member("shell_status").count()));
    CHECK(fatal_text(end).ends_with("Allocation failed - JavaScript heap out of memory"));
    CHECK(one.observed().member("fatal").text().ends_with(
        "Allocation failed - JavaScript heap out of memory"));
    ++answered;
  }
  CHECK(answered == 10);
}

}  // namespace
}  // namespace hindcast
