// OffsetFile: how far a worker has come, on disk: the file's identity and a byte offset in it. It
// cannot be written in one step with the database's commit, which is why a queue delivers at least
// or at most once.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/models/host/file_system.hpp"

namespace hindcast {

struct QueuePosition {
  std::uint64_t inode = 0;  // 0: no file yet
  std::uint64_t generation = 0;
  std::uint64_t offset = 0;

  friend bool operator==(const QueuePosition&, const QueuePosition&) = default;
};

// How the new offset takes the place of the old one: by overwriting the file (a power loss may
// leave it empty), or by writing another and renaming it.
enum class OffsetWrite : std::uint8_t { overwrite, replace };

struct OffsetFileOptions {
  std::string path = {};
  OffsetWrite write = OffsetWrite::overwrite;
  bool sync = false;
};

class OffsetFile {
 public:
  OffsetFile(FileSystem& files, OffsetFileOptions options)
      : files_(files), options_(std::move(options)) {}

  struct Loaded {
    QueuePosition position{};
    FileError error = FileError::none;  // enoent: there is none yet
    bool corrupt = false;               // there is one, but it says nothing
  };

  Loaded load();
  // Returns the first error; then the old offset may be gone, if it is overwritten.
  FileError store(const QueuePosition& position);

 private:
  FileSystem& files_;
  OffsetFileOptions options_;
};

}  // namespace hindcast
