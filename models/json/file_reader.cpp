#include "hindcast/models/json/file_reader.hpp"

#include "hindcast/sim/units.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hindcast {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10U;

// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void refuse(const std::string& path, const std::string& cause,
                         const std::string& fix) {
  throw InputError({path}, cause, fix);
}

[[noreturn]] void refuse_errno(const std::string& path, int error) {
  const std::string reason = std::generic_category().message(error);
  if (error == ENOENT || error == ENOTDIR) {
    refuse(path, "there is no such file", "check the path, or make the file");
  }
  if (error == EACCES || error == EPERM) {
    refuse(path, "the file may not be read (" + reason + ")", "change its permissions");
  }
  refuse(path, "the file cannot be read (" + reason + ")", "name a readable JSON file");
}

[[noreturn]] void refuse_size(const std::string& path, std::size_t bytes_max) {
  refuse(path, "the file is larger than " + to_text(ByteSize::bytes(bytes_max)), "make it smaller");
}

// Waits until a pipe or terminal has something to read, or has ended.
void await_input(const std::string& path, int number) {
  pollfd watched{number, POLLIN, 0};
  while (::poll(&watched, 1, -1) < 0) {
    if (errno != EINTR) refuse_errno(path, errno);
  }
}

std::string read_at_most(const std::string& path, int number, std::size_t bytes_max) {
  std::string text;
  while (true) {
    const std::size_t before = text.size();
    const std::size_t room = bytes_max + 1 - before;
    text.resize(before + (room < kBlock ? room : kBlock));
    const ssize_t got = ::read(number, text.data() + before, text.size() - before);
    const int error = errno;
    text.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got == 0) return text;
    if (text.size() > bytes_max) refuse_size(path, bytes_max);
    if (got > 0 || error == EINTR) continue;
    if (error != EAGAIN) refuse_errno(path, error);
    await_input(path, number);
  }
}

}  // namespace

std::string read_text_file(const std::string& path, std::size_t bytes_max) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    refuse(path, "an empty name or one with a NUL byte names no file", "name a JSON file");
  }
  // Without O_NONBLOCK the opening of a FIFO that nobody writes to would never return.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) refuse_errno(path, errno);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) refuse_errno(path, errno);
  if (S_ISDIR(facts.st_mode)) refuse(path, "this is a directory", "name a JSON file within it");
  if (S_ISREG(facts.st_mode) && static_cast<std::uint64_t>(facts.st_size) > bytes_max) {
    refuse_size(path, bytes_max);
  }
  return read_at_most(path, file.number(), bytes_max);
}

JsonDocument read_json_file(const std::string& path, const JsonLimits& limits) {
  return read_json_text(read_text_file(path, limits.bytes_max), path, limits);
}

}  // namespace hindcast
