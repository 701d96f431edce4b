// QueueWriter: appends records to an NDJSON file in the ways that programs do, with what each of
// them leaves when it is cut short. It lives in a process; the file does not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hindcast/models/host/file_system.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class AppendMethod : std::uint8_t {
  append_file_sync,  // fs.appendFileSync: open O_APPEND, one write, close; nothing else runs
  append_file,       // fsPromises.appendFile: the same in pieces of 512 KiB, off the loop
  keep_open,         // one O_APPEND descriptor for good, as a write stream has
  seek_write,        // look for the end, then write there: others can come between
};

enum class SyncPolicy : std::uint8_t { never, each_record, interval };

// What a program does about an fsync that fails: tell the caller, or try again, which succeeds and
// means nothing.
enum class SyncFailure : std::uint8_t { fail, retry };

struct QueueWriterOptions {
  AppendMethod method = AppendMethod::append_file;
  SyncPolicy sync = SyncPolicy::never;
  Duration sync_interval = std::chrono::seconds(1);
  SyncFailure sync_failure = SyncFailure::fail;
  bool repairs_tail = false;

  static const FieldTable<QueueWriterOptions>& fields();
};

struct Appended {
  enum class Status : std::uint8_t {
    ok,
    full,    // the queue's own limit
    failed,  // nothing, a part, or all of the record may be in the file
  };

  Status status = Status::ok;
  FileError error = FileError::none;
  std::string error_text{};  // as the program's error reads

  bool ok() const { return status == Status::ok; }
};

class QueueWriter {
 public:
  // What fsPromises.appendFile writes at once (Node.js 20.20.2).
  static constexpr std::size_t kPiece = 524'288;

  // `files` outlives this.
  QueueWriter(FileSystem& files, QueueOptions queue, const QueueWriterOptions& options);

  // Appends one record, which is JSON without line feeds. `at` is the time, for the interval of
  // syncs.
  Appended append(std::string_view record, Instant at);

  std::uint64_t appended() const { return appended_; }
  std::uint64_t bytes() const { return bytes_; }
  const QueueWriterOptions& options() const { return options_; }

 private:
  Appended check_room();
  FileResult open_file();
  Appended write_line(std::int64_t descriptor, std::string_view line);
  Appended sync_if_due(std::int64_t descriptor, Instant at);
  bool tail_is_torn(std::int64_t descriptor);
  Appended failure(FileError error, FileCall call) const;

  FileSystem& files_;
  QueueOptions queue_;
  QueueWriterOptions options_;
  Mutex one_at_a_time_{"queue stream"};
  std::int64_t kept_open_ = -1;
  Instant synced_;
  bool tail_in_doubt_ = true;
  std::uint64_t appended_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace hindcast
