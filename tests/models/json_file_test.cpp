#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "hindcast/models/json/file_reader.hpp"

namespace hindcast {
namespace {

// A folder of its own that goes away with its files.
class Folder {
 public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "hindcast-json-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(file(name), std::ios::binary) << content;
    return file(name);
  }

 private:
  std::filesystem::path path_;
};

std::string complaint(const std::string& path, const JsonLimits& limits = {}) {
  try {
    read_json_file(path, limits);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a file is read whole, and its name stands in complaints") {
  const Folder folder;
  const std::string path = folder.write("good.json", "{\"a\": 1}\n");
  const JsonDocument document = read_json_file(path);
  CHECK(document.root().member("a").number() == "1");
  CHECK(document.file() == path);
  const std::string bad = folder.write("bad.json", "{\n  \"a\": }");
  CHECK(complaint(bad) == bad + ":2:8: \"}\" is unexpected here; write a value here");
}

TEST_CASE("what is no readable file is refused with the reason") {
  const Folder folder;
  const std::string file = folder.write("file", "");
  CHECK(complaint(folder.file("none")) ==
        folder.file("none") + ": there is no such file; check the path, or make the file");
  CHECK(complaint(file + "/below") ==
        file + "/below: there is no such file; check the path, or make the file");
  CHECK(complaint(folder.file("")) ==
        folder.file("") + ": this is a directory; name a JSON file within it");
  CHECK(complaint(file) == file + ":1:1: the text is empty; write a JSON object");
  CHECK(complaint("") == "an empty name or one with a NUL byte names no file; name a JSON file");
  CHECK(complaint(std::string("a\0b", 3)) ==
        "a\\x00b: an empty name or one with a NUL byte names no file; name a JSON file");
  CHECK(complaint(std::string(10'000, 'n')).find("cannot be read (File name too long)") !=
        std::string::npos);
}

TEST_CASE("a file without permission to read is refused") {
  const Folder folder;
  const std::string path = folder.write("secret.json", "{}");
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  // The superuser may read everything, so the file is read as nobody.
  const bool superuser = ::geteuid() == 0;
  if (superuser) REQUIRE(::seteuid(65'534) == 0);
  const std::string said = complaint(path);
  if (superuser) REQUIRE(::seteuid(0) == 0);
  CHECK(said == path + ": the file may not be read (Permission denied); change its permissions");
}

TEST_CASE("a file of the largest size is read, and one byte more is refused") {
  const Folder folder;
  const std::string fits = folder.write("fits.json", "[1,2]");
  const std::string larger = folder.write("larger.json", "[1,2] ");
  CHECK(complaint(fits, {.bytes_max = 5}) == "accepted");
  CHECK(complaint(larger, {.bytes_max = 5}) ==
        larger + ": the file is larger than 5B; make it smaller");
}

TEST_CASE("a sparse file of sixteen gigabytes is refused") {
  const Folder folder;
  const std::string path = folder.write("huge.json", "");
  REQUIRE(::truncate(path.c_str(), off_t{1} << 34) == 0);
  CHECK(complaint(path) == path + ": the file is larger than 8MiB; make it smaller");
}

TEST_CASE("a device without end is read no further than the limit") {
  CHECK(complaint("/dev/zero") == "/dev/zero: the file is larger than 8MiB; make it smaller");
  CHECK(complaint("/dev/null") == "/dev/null:1:1: the text is empty; write a JSON object");
}

TEST_CASE("a FIFO that nobody writes to reads as empty instead of waiting for ever") {
  const Folder folder;
  const std::string path = folder.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK(complaint(path) == path + ":1:1: the text is empty; write a JSON object");
}

TEST_CASE("a pipe is read to its end") {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);
  const std::string_view text = "{\"a\": 1}";
  REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  REQUIRE(::close(ends[1]) == 0);
  CHECK(complaint("/dev/fd/" + std::to_string(ends[0])) == "accepted");
  ::close(ends[0]);
}

}  // namespace hindcast
