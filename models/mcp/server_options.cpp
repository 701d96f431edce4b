#include "hindcast/models/mcp/server_options.hpp"

#include "hindcast/models/host/niceness.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kOwnCode = "the platform's own code: a plain first version";

// What the operating system and the runtime do to the process, whatever its code is.
FieldRows<McpServerOptions> process_rows() {
  using Options = McpServerOptions;
  FieldRows<Options> all;
  for (const FieldRows<Options>& row :
       {field("heap_limit", &Options::heap_limit,
              {.about = "of the old generation; beyond it the process aborts with 134",
              .source = "Node.js 20.20.2 on 4 GB of memory: half of it, at most 4 GB"}),
        field("heap_base", &Options::heap_base,
              {.about = "live set without requests", .source = "assumption: the loaded libraries"}),
        field("request_memory", &Options::request_memory,
              {.about = "live set of one pending request, beside its arguments",
              .source = "assumption: promises, buffers and the parsed message"}),
        field("request_garbage", &Options::request_garbage,
              {.about = "what a request leaves for a mark-compact collection",
              .source = "off: most of what a request allocates dies in V8's young generation"}),
        field("request_leak", &Options::request_leak,
              {.about = "what a request leaves in the live set for ever",
              .source = "off: the platform's own code keeps nothing"}),
        field("mark_rate", &Options::mark_rate,
              {.minimum = ByteSize::mebibytes(1),
              .unlimited = true,
              .about = "live bytes marked in a second of a collection; unlimited: no pauses",
              .source = "off; Node.js 20.20.2 with 50 MB live paused for 125 ms: 400MiB"}),
        field("runtime_memory", &Options::runtime_memory,
              {.about = "resident beside the heap, for a host's OOM killer",
              .source = "Node.js 20.20.2: 105 MB resident with a heap of 50 MB"}),
        field("niceness", &Options::niceness,
              {.minimum = kNicenessMin,
              .maximum = kNicenessMax,
              .about = "of the process on its host's cores",
              .source = "nice(1): 0 unless it is asked for"}),
        field("on_terminate", &Options::on_terminate,
              {.names = {{OnTerminate::ends, "ends"}, {OnTerminate::drains, "drains"}},
              .about = "SIGTERM: ends at once, or answers what is pending first",
              .source = "Node.js 20.20.2: without a handler SIGTERM ends the process"}),
        field("message_max", &Options::message_max,
              {.about = "a longer message ends the stdio transport, and the process with 0",
              .source = "MCP SDK 1.32.2: stdio read buffer of 10 MiB"}),
        field("pool_threads", &Options::pool_threads,
              {.minimum = 1,
              .maximum = 1'024,
              .about = "file calls at once, off the loop",
              .source = "libuv 1.46.0: UV_THREADPOOL_SIZE is 4"}),
        field("descriptors_max", &Options::descriptors_max,
              {.minimum = 20,
              .about = "RLIMIT_NOFILE; the runtime has 19 of them",
              .source = "systemd 252: DefaultLimitNOFILE=1024:524288, Node.js takes the hard one"}),
        field("descriptor_leak", &Options::descriptor_leak,
              {.about = "share of the requests that leave a descriptor open for ever",
              .source = "off: the platform's own code closes what it opens"})}) {
    all.rows.push_back(row.rows.front());
  }
  return all;
}

}  // namespace

const FieldTable<McpServerOptions>& McpServerOptions::fields() {
  using Options = McpServerOptions;
  static const FieldTable<Options> table{
      group("supervision", &Options::supervision, SupervisionOptions::fields()),
      field("boot_time", &Options::boot_time,
            {.about = "from the start of the process until it serves",
             .source = "assumption: Node.js 20 loading the MCP SDK, ioredis and snowflake-sdk"}),
      field("request_time", &Options::request_time,
            {.about = "CPU time to read, check and dispatch one request",
             .source = "assumption: JSON-RPC and schema checks of MCP SDK 1.32.2"}),
      field("callback_time", &Options::callback_time,
            {.about = "CPU time to go on after a reply",
             .source = "assumption: a promise and a JSON.parse of 1 KB"}),
      field("cache_ttl", &Options::cache_ttl,
            {.minimum = std::chrono::seconds(1), .about = "SET ... EX", .source = kOwnCode}),
      group("cache", &Options::cache, RedisClientOptions::fields()),
      field("tolerates_cache_errors", &Options::tolerates_cache_errors,
            {.about = "read from the database when the cache fails, ignore failed SETs and DELs",
             .source = kOwnCode}),
      field("poison", &Options::poison,
            {.names = {{PoisonPolicy::serve, "serve"},
                       {PoisonPolicy::fail, "fail"},
                       {PoisonPolicy::reload, "reload"}},
             .about = "what becomes of a cached value that is no JSON",
             .source = "MCP SDK 1.32.2: a handler that throws makes a result with isError"}),
      field("single_flight", &Options::single_flight,
            {.about = "callers who miss the same key wait for one load", .source = kOwnCode}),
      field("invalidates", &Options::invalidates,
            {.about = "DEL after the COMMIT of an update", .source = kOwnCode}),
      field("transaction_failure", &Options::transaction_failure,
            {.names = {{TransactionFailure::destroy, "destroy"},
                       {TransactionFailure::rollback, "rollback"},
                       {TransactionFailure::abandon, "abandon"}},
             .about = "what becomes of the session of a failed transaction",
             .source = "generic-pool 3.9.0: use() destroys on error"}),
      group("append", &Options::append, QueueWriterOptions::fields()),
      field("acknowledge", &Options::acknowledge,
            {.names = {{Acknowledge::after_append, "after_append"},
                       {Acknowledge::before_append, "before_append"}},
             .source = kOwnCode}),
      field("unhandled", &Options::unhandled,
            {.each = {.names = {{ErrorClass::cache, "cache"},
                                {ErrorClass::database, "database"},
                                {ErrorClass::queue, "queue"}}},
             .size_max = 3,
             .about = "errors that nobody catches: exit 1",
             .source = "Node.js 20.20.2: --unhandled-rejections=throw"}),
      process_rows(),
  };
  return table;
}

}  // namespace hindcast
