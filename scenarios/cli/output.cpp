#include "hindcast/scenarios/cli/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

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

// Whether the path names a device, pipe or socket.
bool is_stream(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

}  // namespace

OutputError::OutputError(int error, std::string_view what)
    : sentence_(fmt::format("{} could not be written: {}", what, std::strerror(error))) {}

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
  const bool in_place = is_stream(path);
  const std::string partial = in_place ? path : path + ".partial";
  const int flags = in_place ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const int file = ::open(partial.c_str(), flags, 0666);
  if (file < 0) {
    throw InputError({path, 0, 0}, fmt::format("cannot be written: {}", std::strerror(errno)),
                     "name a file in a directory that exists and can be written");
  }
  int error = write_all(file, text);
  if (::close(file) != 0 && error == 0) error = errno;
  if (in_place) {
    if (error != 0) throw OutputError(error, printable(path));
    return;
  }
  if (error == 0 && std::rename(partial.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return;
  ::unlink(partial.c_str());
  throw OutputError(error, printable(path));
}

void refuse_unwritable_place(const std::string& path) {
  const std::filesystem::path place(path);
  std::error_code error;
  const auto refuse = [&path](std::string cause) {
    throw InputError({path, 0, 0}, std::move(cause),
                     "name a file in a directory that exists and can be written");
  };
  if (path.empty() || std::filesystem::is_directory(place, error)) {
    refuse("is a directory, not a file");
  }
  if (is_stream(path)) return;
  const std::filesystem::path parent = place.has_parent_path() ? place.parent_path() : ".";
  if (!std::filesystem::is_directory(parent, error)) refuse("is in no directory that exists");
  if (::access(parent.c_str(), W_OK) != 0) {
    refuse(fmt::format("cannot be written: {}", std::strerror(errno)));
  }
}

void refuse_foreign_file(const std::string& path, const OwnFile& own) {
  refuse_unwritable_place(path);
  if (is_stream(path)) return;
  std::ifstream file(path, std::ios::binary);
  if (!file) return;
  std::string begin(own.begin.size(), '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  if (begin.empty() || begin == own.begin) return;
  throw InputError({path, 0, 0}, fmt::format("exists and {}", own.complaint),
                   "name another file; nothing was overwritten");
}

bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace hindcast
