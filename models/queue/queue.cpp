#include "hindcast/models/queue/queue.hpp"

#include <utility>

#include "hindcast/models/host/disk.hpp"

namespace hindcast {

Queue::Queue(const Place& place, Options options)
    : Component(place),
      records_(*this, "records", refuse_message),
      disk_(*this, "disk"),
      options_(std::move(options)) {}

Disk& Queue::disk() const { return mounted<Disk>(disk_); }

const FieldTable<QueueOptions>& QueueOptions::fields() {
  using Options = QueueOptions;
  static const FieldTable<Options> table{
      field("path", &Options::path,
            {.bytes_min = 1, .about = "on its disk", .source = "the platform's own code"}),
      field("format", &Options::format,
            {.names = {{QueueFormat::plain, "plain"}, {QueueFormat::checked, "checked"}},
             .about = "bare records, or each with its length and checksum",
             .source = "NDJSON 1.0 has no checksum"}),
      field("bytes_max", &Options::bytes_max,
            {.unlimited = true,
             .about = "a longer file takes no more records",
             .source = "a file has no capacity of its own"}),
      field("lag_max", &Options::lag_max,
            {.unlimited = true,
             .about = "with more bytes that no worker has taken, no more records are taken",
             .source = "a file has no capacity of its own"}),
      field("record_max", &Options::record_max,
            {.minimum = ByteSize::bytes(1),
             .maximum = ByteSize::mebibytes(512),
             .about = "a longer line is taken for corrupt",
             .source = "assumption: above the 10 MiB that MCP SDK 1.32.2 reads as one message"}),
  };
  return table;
}

}  // namespace hindcast
