#include "hindcast/models/queue/queue_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/models/queue/offset_file.hpp"

namespace hindcast {

QueueWriter::QueueWriter(FileSystem& files, QueueOptions queue, const QueueWriterOptions& options)
    : files_(files), queue_(std::move(queue)), options_(options) {}

Appended QueueWriter::failure(FileError error, FileCall call) const {
  return {Appended::Status::failed, error, node_error_text(error, call, queue_.path)};
}

Appended QueueWriter::append(std::string_view record, Instant at) {
  if (queue_.is_bounded()) {
    if (Appended room = check_room(); !room.ok()) return room;
  }
  const bool keeps = options_.method == AppendMethod::keep_open;
  if (keeps) one_at_a_time_.lock();
  struct Unlock {
    Mutex* mutex;
    ~Unlock() {
      if (mutex != nullptr) mutex->unlock();
    }
  } unlock{keeps ? &one_at_a_time_ : nullptr};

  FileResult file{kept_open_};
  if (kept_open_ < 0) file = open_file();
  if (!file.ok()) return failure(file.error, FileCall::open);
  if (keeps) kept_open_ = file.value;
  std::string line = encode_line(record, queue_.format);
  if (options_.repairs_tail && tail_in_doubt_ && tail_is_torn(file.value)) line.insert(0, "\n");
  Appended result = write_line(file.value, line);
  tail_in_doubt_ = !result.ok();
  if (result.ok()) result = sync_if_due(file.value, at);
  if (!keeps) {
    const FileResult closed = files_.close(file.value);
    if (result.ok() && !closed.ok()) result = failure(closed.error, FileCall::close);
  }
  if (result.ok()) {
    ++appended_;
    bytes_ += line.size();
  }
  return result;
}

// A program that bounds its queue looks at the file before each record.
Appended QueueWriter::check_room() {
  const FileStatus status = files_.status(queue_.path);
  if (status.error == FileError::enoent) return {};
  if (!status.ok()) return failure(status.error, FileCall::status);
  std::uint64_t lag = status.size;
  if (status.size < queue_.bytes_max.bytes() && lag >= queue_.lag_max.bytes()) {
    OffsetFile offsets(files_, {.path = queue_.offset_path()});
    const OffsetFile::Loaded taken = offsets.load();
    if (taken.position.inode == status.inode) lag -= std::min(lag, taken.position.offset);
  }
  if (status.size < queue_.bytes_max.bytes() && lag < queue_.lag_max.bytes()) return {};
  return {Appended::Status::full, FileError::none,
          fmt::format("queue is full: {} bytes, {} of them not drained", status.size, lag)};
}

FileResult QueueWriter::open_file() {
  const bool appends = options_.method != AppendMethod::seek_write;
  return files_.open(
      queue_.path,
      {.reads = options_.repairs_tail, .writes = true, .appends = appends, .creates = true});
}

// Writes until everything is written or an error comes, as Node.js does after a short write; what
// was written before the error stays.
Appended QueueWriter::write_line(std::int64_t descriptor, std::string_view line) {
  const bool pieces = options_.method == AppendMethod::append_file;
  const bool seeks = options_.method == AppendMethod::seek_write;
  std::uint64_t position = 0;
  if (seeks) {
    const FileStatus status = files_.status_of(descriptor);
    if (!status.ok()) return failure(status.error, FileCall::status);
    position = status.size;
  }
  while (!line.empty()) {
    const std::string_view piece = line.substr(0, pieces ? kPiece : line.size());
    const FileResult written =
        seeks ? files_.write_at(descriptor, position, piece) : files_.write(descriptor, piece);
    if (!written.ok()) return failure(written.error, FileCall::write);
    const auto count = static_cast<std::size_t>(written.value);
    position += count;
    line.remove_prefix(count);
  }
  return {};
}

Appended QueueWriter::sync_if_due(std::int64_t descriptor, Instant at) {
  if (options_.sync == SyncPolicy::never) return {};
  if (options_.sync == SyncPolicy::interval && at - synced_ < options_.sync_interval) return {};
  synced_ = at;
  FileResult synced = files_.sync(descriptor);
  if (!synced.ok() && options_.sync_failure == SyncFailure::retry) synced = files_.sync(descriptor);
  return synced.ok() ? Appended{} : failure(synced.error, FileCall::sync);
}

bool QueueWriter::tail_is_torn(std::int64_t descriptor) {
  const FileStatus status = files_.status_of(descriptor);
  if (!status.ok() || status.size == 0) return false;
  const ReadResult last = files_.read_at(descriptor, status.size - 1, 1);
  return last.ok() && last.bytes != "\n";
}

const FieldTable<QueueWriterOptions>& QueueWriterOptions::fields() {
  using Options = QueueWriterOptions;
  static const FieldTable<Options> table{
      field("method", &Options::method,
            {.names = {{AppendMethod::append_file_sync, "append_file_sync"},
                       {AppendMethod::append_file, "append_file"},
                       {AppendMethod::keep_open, "keep_open"},
                       {AppendMethod::seek_write, "seek_write"}},
             .about = "how a record gets into the file",
             .source = "the platform's own code: fsPromises.appendFile of Node.js 20.20.2"}),
      field("sync", &Options::sync,
            {.names = {{SyncPolicy::never, "never"},
                       {SyncPolicy::each_record, "each_record"},
                       {SyncPolicy::interval, "interval"}},
             .about = "when fsync is called",
             .source = "Node.js 20.20.2: appendFile has flush = false"}),
      field("sync_interval", &Options::sync_interval,
            {.about = "for sync = interval", .source = "as Redis's appendfsync everysec"}),
      field("sync_failure", &Options::sync_failure,
            {.names = {{SyncFailure::fail, "fail"}, {SyncFailure::retry, "retry"}},
             .about = "what follows an fsync that fails",
             .source = "the platform's own code: an error rejects the promise"}),
      field("repairs_tail", &Options::repairs_tail,
            {.about = "begin a new line after a torn record",
             .source = "Node.js 20.20.2: appendFile does not look"}),
  };
  return table;
}

}  // namespace hindcast
