#include "hindcast/models/queue/queue_worker_options.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kOwnCode = "the platform's own code: a plain first version";

}  // namespace

const FieldTable<QueueWorkerOptions>& QueueWorkerOptions::fields() {
  using Options = QueueWorkerOptions;
  static const FieldTable<Options> table{
      field("poll_interval", &Options::poll_interval,
            {.minimum = std::chrono::milliseconds(1), .source = kOwnCode}),
      field("chunk", &Options::chunk,
            {.minimum = ByteSize::bytes(1),
             .maximum = ByteSize::mebibytes(64),
             .about = "read at once",
             .source = "Node.js 20.20.2: highWaterMark of fs.createReadStream"}),
      field("identity", &Options::identity,
            {.names = {{FileIdentity::name, "name"},
                       {FileIdentity::inode, "inode"},
                       {FileIdentity::inode_and_generation, "inode_and_generation"}},
             .about = "what says that the offset belongs to the file",
             .source = kOwnCode}),
      field("tail", &Options::tail,
            {.names = {{TailRule::committed, "committed"}, {TailRule::readline, "readline"}},
             .about = "what a line is that has no end yet",
             .source = "Node.js 20.20.2: readline delivers it"}),
      field("keeps_open", &Options::keeps_open,
            {.about = "finish a renamed file before the next", .source = kOwnCode}),
      field("order", &Options::order,
            {.names = {{OffsetOrder::after_delivery, "after_delivery"},
                       {OffsetOrder::before_delivery, "before_delivery"}},
             .about = "when the offset is written",
             .source = kOwnCode}),
      field("offset_write", &Options::offset_write,
            {.names = {{OffsetWrite::overwrite, "overwrite"}, {OffsetWrite::replace, "replace"}},
             .source = "Node.js 20.20.2: fs.writeFile truncates first"}),
      field("offset_sync", &Options::offset_sync, {.source = "Node.js 20.20.2: flush = false"}),
      field(
          "offset_every", &Options::offset_every,
          {.minimum = 1, .about = "records between two writes of the offset", .source = kOwnCode}),
      field("corrupt", &Options::corrupt,
            {.names = {{CorruptPolicy::crash, "crash"},
                       {CorruptPolicy::skip, "skip"},
                       {CorruptPolicy::quarantine, "quarantine"}},
             .about = "what becomes of a line that is no record",
             .source = "Node.js 20.20.2: an uncaught SyntaxError ends the process with 1"}),
      field("corrupt_max", &Options::corrupt_max,
            {.unlimited = true,
             .about = "corrupt lines after which the worker gives up, exit 1",
             .source = kOwnCode}),
      field("looks_before_insert", &Options::looks_before_insert,
            {.about = "SELECT by the record's id, so that a second delivery inserts nothing",
             .source = "Snowflake does not enforce primary keys"}),
      field(
          "batch", &Options::batch,
          {.minimum = 1, .maximum = 16'384, .about = "records in one INSERT", .source = kOwnCode}),
      field("attempts_max", &Options::attempts_max,
            {.minimum = 1,
             .unlimited = true,
             .about = "of one record, then it is quarantined",
             .source = kOwnCode}),
      field("backoff_base", &Options::backoff_base, {.source = kOwnCode}),
      field("backoff_max", &Options::backoff_max, {.source = kOwnCode}),
      group("supervision", &Options::supervision, SupervisionOptions::fields()),
      field("boot_time", &Options::boot_time,
            {.about = "from the start of the process to its first poll",
             .source = "assumption: Node.js 20 loading snowflake-sdk"}),
      field("descriptors_max", &Options::descriptors_max,
            {.minimum = 20,
             .about = "RLIMIT_NOFILE; the runtime has 19 of them",
             .source = "systemd 252: DefaultLimitNOFILE=1024:524288, Node.js takes the hard one"}),
  };
  return table;
}

}  // namespace hindcast
