// FileError: the errors of file calls, with the names and texts that a Node.js program reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hindcast {

enum class FileError : std::uint8_t {
  none,
  enoent,
  eio,
  ebadf,
  eexist,
  enotdir,
  einval,
  enfile,
  emfile,
  efbig,
  enospc,
  erofs,
  edquot,
};

// The calls by which a fault is injected and a time is charged.
enum class FileCall : std::uint8_t {
  open,
  close,
  write,
  read,
  sync,
  truncate,
  rename,
  unlink,
  status,
};

// Returns "ENOSPC", or "OK" for none.
const char* name_of(FileError error);
// Returns the system call as an error names it: "open", "write", "fsync".
const char* name_of(FileCall call);

// Returns the message of the Error that Node.js 20.20.2 (libuv 1.46.0) throws, such as "ENOSPC: no
// space left on device, write" or "EMFILE: too many open files, open '/data/queue.ndjson'". libuv
// does not know EDQUOT: its text is "Unknown system error -122". The path is named for the calls
// that take one. REQUIRES: there is an error.
std::string node_error_text(FileError error, FileCall call, std::string_view path);

}  // namespace hindcast
