#include "hindcast/scenarios/cli/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

// Returns 0, or the error that stopped the writing.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written == 0 ? ENOSPC : errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

OutputError::OutputError(int error)
    : sentence_(fmt::format("the result could not be written: {}", std::strerror(error))) {}

void write_result(std::string_view text) {
  if (const int error = write_all(STDOUT_FILENO, text); error != 0) throw OutputError(error);
}

void finish_result() {
  // Some file systems report a full disk only when the file is closed.
  const int copy = ::dup(STDOUT_FILENO);
  if (copy < 0) throw OutputError(errno);
  if (::close(copy) != 0) throw OutputError(errno);
}

void note(std::string_view line) { write_all(STDERR_FILENO, std::string(line) + "\n"); }

void write_file(const std::string& path, std::string_view text) {
  const std::string partial = path + ".partial";
  const int file = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) {
    throw InputError({path, 0, 0}, fmt::format("cannot be written: {}", std::strerror(errno)),
                     "name a file in a directory that exists and can be written");
  }
  int error = write_all(file, text);
  if (::close(file) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(partial.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return;
  ::unlink(partial.c_str());
  throw OutputError(error);
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace hindcast
