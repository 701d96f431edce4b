// The built program as a test runs it: its two streams and its exit code, in a directory that is
// gone afterwards.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace hindcast::testing {

struct Ended {
  int code = -1;
  std::string out;
  std::string err;
};

// A directory of this process that is gone afterwards.
class Scratch {
 public:
  Scratch() {
    std::string name = "/tmp/hindcast-cli-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Scratch() { REQUIRE(std::system(("rm -r " + path_).c_str()) == 0); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }

 private:
  std::string path_;
};

inline std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Runs the program in a shell, in that directory. `arguments` may redirect stdout itself.
inline Ended run_program(const std::string& arguments, const std::string& directory = ".") {
  const Scratch scratch;
  const std::string command =
      fmt::format("( cd '{}' && '{}' {} ) > {} 2> {} < /dev/null", directory, HINDCAST_PROGRAM,
                  arguments, scratch.file("out"), scratch.file("err"));
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          contents(scratch.file("out")), contents(scratch.file("err"))};
}

inline void check_refused(const std::string& arguments, const std::string& cause) {
  const Ended ended = run_program(arguments);
  CAPTURE(arguments);
  INFO(ended.err);
  CHECK(ended.code == 2);
  CHECK(ended.out.empty());
  CHECK(ended.err.find(cause) != std::string::npos);
  // One line: no stack, no second complaint.
  CHECK(ended.err.find('\n') == ended.err.size() - 1);
}

// The first token in a text that begins like this.
inline std::string token_in(const std::string& text, const std::string& beginning) {
  const std::size_t begin = text.find(beginning);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find_first_of(" \n\"", begin) - begin);
}

}  // namespace hindcast::testing
