// QueueReader: reads the lines of an NDJSON file from a position on, and notices when the name
// means another file, none, or one that became shorter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/models/host/file_system.hpp"
#include "hindcast/models/queue/ndjson.hpp"
#include "hindcast/models/queue/offset_file.hpp"

namespace hindcast {

// What a position's file is recognised by. A name alone is unsafe under rotation, a number too:
// ext4 uses a freed number for the next file.
enum class FileIdentity : std::uint8_t { name, inode, inode_and_generation };

// What the reader takes for the last line.
enum class TailRule : std::uint8_t {
  committed,  // only what ends with a line feed
  readline,   // also a tail without an end, as Node.js's readline delivers it
};

struct QueueReaderOptions {
  std::string path = {};
  std::uint64_t chunk = 65'536;  // the highWaterMark of fs.createReadStream
  std::uint64_t record_max = std::uint64_t{16} << 20U;
  FileIdentity identity = FileIdentity::inode_and_generation;
  TailRule tail = TailRule::committed;
  bool keeps_open = false;  // finishes a file that was renamed before it turns to the next
};

struct QueueLine {
  std::string text{};
  QueuePosition after{};
  bool oversized = false;  // longer than record_max: `text` is its beginning
};

enum class ReadEvent : std::uint8_t {
  read,       // went well, perhaps without a new line
  vanished,   // there is no such file
  replaced,   // the name means another file: reading starts at its beginning
  truncated,  // the file is shorter than the position: reading starts at its beginning
  failed,
};

struct QueueBatch {
  ReadEvent event = ReadEvent::read;
  FileError error = FileError::none;
  std::vector<QueueLine> lines{};
  QueuePosition position{};  // where the lines begin
};

class QueueReader {
 public:
  // `files` outlives this.
  QueueReader(FileSystem& files, QueueReaderOptions options)
      : files_(files), options_(std::move(options)) {}

  // Returns the next lines after `from`, of at most a chunk (more if one line is longer). An event
  // other than `read` comes without lines; its position is where to go on.
  QueueBatch next(const QueuePosition& from);

 private:
  FileError open_if_needed();
  void close();
  QueueBatch read(QueuePosition from);
  QueueBatch read_lines(const QueuePosition& from, std::uint64_t size);
  bool is_same(const QueuePosition& position, const FileStatus& status) const;
  bool name_moved(const FileStatus& current);

  FileSystem& files_;
  QueueReaderOptions options_;
  std::int64_t descriptor_ = -1;
};

}  // namespace hindcast
