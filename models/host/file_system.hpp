// FileSystem: the calls of POSIX that the queue engine needs, so that the same engine runs over the
// simulated disk and over real files. A descriptor belongs to the object that opened it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/models/host/file_error.hpp"

namespace hindcast {

struct OpenMode {
  bool reads = false;
  bool writes = false;
  bool appends = false;    // O_APPEND: each write goes to the end, in one step
  bool creates = false;    // O_CREAT
  bool truncates = false;  // O_TRUNC
  bool exclusive = false;  // O_EXCL
};

// A descriptor, a count of bytes or nothing, unless there is an error.
struct FileResult {
  std::int64_t value = 0;
  FileError error = FileError::none;

  bool ok() const { return error == FileError::none; }
};

struct ReadResult {
  std::string bytes{};
  FileError error = FileError::none;

  bool ok() const { return error == FileError::none; }
};

// `inode` with `generation` names a file for ever, whatever its name; `links` is 0 when the name is
// gone.
struct FileStatus {
  std::uint64_t inode = 0;
  std::uint64_t generation = 0;
  std::uint64_t size = 0;
  std::uint64_t links = 0;
  FileError error = FileError::none;

  bool ok() const { return error == FileError::none; }
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // Returns a descriptor. Errors: enoent, eexist, emfile, enospc (no inode left), erofs.
  virtual FileResult open(std::string_view path, OpenMode mode) = 0;
  virtual FileResult close(std::int64_t descriptor) = 0;
  // Writes at the descriptor's position (at the end with O_APPEND) and moves it. Returns how many
  // bytes were written, which may be fewer than given. Errors: enospc, edquot, efbig, eio, erofs.
  virtual FileResult write(std::int64_t descriptor, std::string_view bytes) = 0;
  // Writes at `offset` without moving the position (pwrite).
  virtual FileResult write_at(std::int64_t descriptor, std::uint64_t offset,
                              std::string_view bytes) = 0;
  // Reads up to `count` bytes from `offset` (pread); fewer only at the end of the file.
  virtual ReadResult read_at(std::int64_t descriptor, std::uint64_t offset,
                             std::uint64_t count) = 0;
  // Makes the file's bytes durable, not its name. An error is told to each descriptor once.
  virtual FileResult sync(std::int64_t descriptor) = 0;
  // Makes the names of the directory durable that holds `path`.
  virtual FileResult sync_directory(std::string_view path) = 0;
  virtual FileResult truncate(std::int64_t descriptor, std::uint64_t size) = 0;
  virtual FileResult rename(std::string_view from, std::string_view to) = 0;
  virtual FileResult unlink(std::string_view path) = 0;
  virtual FileStatus status(std::string_view path) = 0;
  virtual FileStatus status_of(std::int64_t descriptor) = 0;
};

}  // namespace hindcast
