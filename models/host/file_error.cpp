#include "hindcast/models/host/file_error.hpp"

#include <array>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

struct ErrorWords {
  const char* name;
  const char* node_name;  // what libuv makes of it
  const char* node_text;
};

constexpr const char* kUnknown122 = "Unknown system error -122";

// In the order of the enumerators.
constexpr std::array<ErrorWords, 13> kErrors = {{
    {"OK", "OK", ""},
    {"ENOENT", "ENOENT", "no such file or directory"},
    {"EIO", "EIO", "i/o error"},
    {"EBADF", "EBADF", "bad file descriptor"},
    {"EEXIST", "EEXIST", "file already exists"},
    {"ENOTDIR", "ENOTDIR", "not a directory"},
    {"EINVAL", "EINVAL", "invalid argument"},
    {"ENFILE", "ENFILE", "file table overflow"},
    {"EMFILE", "EMFILE", "too many open files"},
    {"EFBIG", "EFBIG", "file too large"},
    {"ENOSPC", "ENOSPC", "no space left on device"},
    {"EROFS", "EROFS", "read-only file system"},
    {"EDQUOT", kUnknown122, kUnknown122},
}};

constexpr std::array<const char*, 9> kCalls = {"open",      "close",  "write",  "read", "fsync",
                                               "ftruncate", "rename", "unlink", "stat"};

const ErrorWords& words_of(FileError error) { return kErrors[static_cast<std::size_t>(error)]; }

bool takes_path(FileCall call) {
  return call == FileCall::open || call == FileCall::rename || call == FileCall::unlink ||
         call == FileCall::status;
}

}  // namespace

const char* name_of(FileError error) { return words_of(error).name; }

const char* name_of(FileCall call) { return kCalls[static_cast<std::size_t>(call)]; }

std::string node_error_text(FileError error, FileCall call, std::string_view path) {
  HINDCAST_CHECK(error != FileError::none);
  const ErrorWords& words = words_of(error);
  std::string text = std::string(words.node_name) + ": " + words.node_text + ", " + name_of(call);
  if (takes_path(call) && !path.empty()) text += " '" + std::string(path) + "'";
  return text;
}

}  // namespace hindcast
