#include "hindcast/scenarios/cli/picture.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/input_error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace hindcast {
namespace {

constexpr std::array<std::string_view, 3> kFormats = {"svg", "png", "pdf"};

std::string ending_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(dot + 1);
}

bool is_text(const std::string& ending) { return ending == "dot" || ending == "gv"; }

// How `dot` ended: `error` is not 0 if it could not be started; else `status` is its exit status.
struct Drawn {
  int error = 0;
  int status = 0;
};

Drawn run_dot(const std::string& format, const std::string& input, const std::string& output) {
  std::string program = "dot";
  std::string type = "-T" + format;
  std::string to = "-o" + output;
  std::string from = input;
  std::array<char*, 5> arguments = {program.data(), type.data(), to.data(), from.data(), nullptr};
  Drawn drawn;
  pid_t child = 0;
  drawn.error = ::posix_spawnp(&child, "dot", nullptr, nullptr, arguments.data(), environ);
  if (drawn.error != 0) return drawn;
  while (::waitpid(child, &drawn.status, 0) < 0 && errno == EINTR) {
  }
  return drawn;
}

}  // namespace

void check_picture_path(const std::string& path) {
  const std::string ending = ending_of(path);
  const bool known = std::find(kFormats.begin(), kFormats.end(), ending) != kFormats.end();
  if (known || is_text(ending)) return;
  throw InputError({"--dot", 0, 0}, fmt::format("{} names no picture", in_quotes(path)),
                   "let it end in .svg, .png or .pdf, or in .dot for the text");
}

void write_picture(const std::string& path, std::string_view dot_text) {
  check_picture_path(path);
  const std::string ending = ending_of(path);
  if (is_text(ending)) return write_file(path, dot_text);
  const std::string text_path = path + ".dot";
  const std::string partial = path + ".partial";
  write_file(text_path, dot_text);
  const Drawn drawn = run_dot(ending, text_path, partial);
  if (drawn.error == ENOENT) {
    throw OutputError(fmt::format(
        "{} could not be drawn: there is no program dot (Debian: apt-get install graphviz); its "
        "text is in {}",
        printable(path), printable(text_path)));
  }
  const bool good = drawn.error == 0 && WIFEXITED(drawn.status) && WEXITSTATUS(drawn.status) == 0;
  if (!good || std::rename(partial.c_str(), path.c_str()) != 0) {
    ::unlink(partial.c_str());
    throw OutputError(fmt::format("{} could not be drawn: dot failed; its text is in {}",
                                  printable(path), printable(text_path)));
  }
  ::unlink(text_path.c_str());
}

}  // namespace hindcast
