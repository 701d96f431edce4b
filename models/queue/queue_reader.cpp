#include "hindcast/models/queue/queue_reader.hpp"

#include <algorithm>

namespace hindcast {

FileError QueueReader::open_if_needed() {
  if (descriptor_ >= 0) return FileError::none;
  const FileResult opened = files_.open(options_.path, {.reads = true});
  if (opened.ok()) descriptor_ = opened.value;
  return opened.error;
}

void QueueReader::close() {
  if (descriptor_ >= 0) files_.close(descriptor_);
  descriptor_ = -1;
}

QueueBatch QueueReader::next(const QueuePosition& from) {
  const FileError error = open_if_needed();
  if (error == FileError::enoent) return {.event = ReadEvent::vanished, .position = from};
  if (error != FileError::none) {
    return {.event = ReadEvent::failed, .error = error, .position = from};
  }
  QueueBatch batch = read(from);
  if (!options_.keeps_open) close();
  return batch;
}

bool QueueReader::is_same(const QueuePosition& position, const FileStatus& status) const {
  if (options_.identity == FileIdentity::name) return true;
  if (position.inode != status.inode) return false;
  return options_.identity == FileIdentity::inode || position.generation == status.generation;
}

QueueBatch QueueReader::read(QueuePosition from) {
  const FileStatus status = files_.status_of(descriptor_);
  if (!status.ok()) return {.event = ReadEvent::failed, .error = status.error, .position = from};
  const QueuePosition start{status.inode, status.generation, 0};
  if (from.inode == 0) from = start;
  if (!is_same(from, status)) return {.event = ReadEvent::replaced, .position = start};
  if (from.offset > status.size) return {.event = ReadEvent::truncated, .position = start};
  from.inode = status.inode;
  from.generation = status.generation;
  QueueBatch batch = read_lines(from, status.size);
  if (options_.keeps_open && batch.lines.empty() && batch.event == ReadEvent::read &&
      name_moved(status)) {
    close();
  }
  return batch;
}

// Whether the name means another file by now. A name that is gone means none: the writers that
// still have the file open may go on.
bool QueueReader::name_moved(const FileStatus& current) {
  const FileStatus named = files_.status(options_.path);
  return named.ok() && (named.inode != current.inode || named.generation != current.generation);
}

QueueBatch QueueReader::read_lines(const QueuePosition& from, std::uint64_t size) {
  QueueBatch batch{.position = from};
  std::uint64_t count = options_.chunk;
  ReadResult read;
  std::vector<LineSpan> spans;
  while (true) {
    read = files_.read_at(descriptor_, from.offset, count);
    if (!read.ok()) return {.event = ReadEvent::failed, .error = read.error, .position = from};
    const bool at_end = from.offset + read.bytes.size() >= size;
    spans = options_.tail == TailRule::readline && at_end ? readline_lines(read.bytes)
                                                          : committed_lines(read.bytes);
    if (!spans.empty() || at_end || count > options_.record_max) break;
    count *= 2;  // a line longer than the chunk
  }
  for (const LineSpan& span : spans) {
    QueueLine line;
    line.oversized = span.end - span.begin > options_.record_max;
    const std::size_t kept = line.oversized ? 80 : span.end - span.begin;
    line.text = read.bytes.substr(span.begin, kept);
    line.after = {from.inode, from.generation, from.offset + span.next};
    batch.lines.push_back(std::move(line));
  }
  if (spans.empty() && read.bytes.size() > options_.record_max) {
    // Passed over piece by piece; its end makes one more corrupt line.
    batch.lines.push_back({read.bytes.substr(0, 80),
                           {from.inode, from.generation, from.offset + read.bytes.size()},
                           true});
  }
  return batch;
}

}  // namespace hindcast
