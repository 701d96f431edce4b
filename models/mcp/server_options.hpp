// McpServerOptions: the application behind the tools, as it is first written in Node.js: what it
// trusts, what it catches, and what it does when a part of the platform is away.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/host/supervision_options.hpp"
#include "hindcast/models/mcp/own_code.hpp"
#include "hindcast/models/queue/queue_writer.hpp"
#include "hindcast/models/redis/client_options.hpp"
#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// What becomes of a cached value that is no JSON.
enum class PoisonPolicy : std::uint8_t {
  serve,   // the value is never looked at
  fail,    // JSON.parse throws: a tool result with isError
  reload,  // deleted, and read from the database
};

// What the code does with the session of a transaction that failed.
enum class TransactionFailure : std::uint8_t {
  destroy,   // generic-pool's use(): the session is closed
  rollback,  // ROLLBACK, then back into the pool
  abandon,   // back into the pool as it is, with its transaction open
};

enum class Acknowledge : std::uint8_t {
  after_append,   // the promise of the append is awaited
  before_append,  // fire and forget
};

// Where an error comes from, for those that nobody catches.
enum class ErrorClass : std::uint8_t { cache, database, queue };

// What the program does about SIGTERM.
enum class OnTerminate : std::uint8_t {
  ends,    // nothing: the default action ends the process, status 143
  drains,  // reads no more requests, answers what is pending, exits with 0
};

struct McpServerOptions {
  SupervisionOptions supervision{};
  Duration boot_time = std::chrono::milliseconds(500);
  Duration request_time = std::chrono::microseconds(300);
  Duration callback_time = std::chrono::microseconds(50);
  Duration cache_ttl = std::chrono::minutes(5);
  RedisClientOptions cache{};
  bool tolerates_cache_errors = true;
  PoisonPolicy poison = PoisonPolicy::fail;
  bool single_flight = false;
  bool invalidates = true;
  TransactionFailure transaction_failure = TransactionFailure::destroy;
  QueueWriterOptions append{};
  Acknowledge acknowledge = Acknowledge::after_append;
  std::vector<ErrorClass> unhandled{};
  ByteSize heap_limit = ByteSize::mebibytes(2'096);
  ByteSize heap_base = ByteSize::mebibytes(40);
  ByteSize request_memory = ByteSize::kibibytes(64);
  ByteSize message_max = ByteSize::mebibytes(10);
  ByteSize request_garbage{};
  ByteSize request_leak{};
  ByteSize mark_rate = ByteSize::bytes(~std::uint64_t{0});  // per second
  ByteSize runtime_memory = ByteSize::mebibytes(55);
  std::int64_t niceness = 0;
  OnTerminate on_terminate = OnTerminate::ends;
  std::uint32_t pool_threads = 4;
  std::uint32_t descriptors_max = 524'288;
  Ratio descriptor_leak = Ratio::zero();
  // Own code instead of the server's, if there is any; no fields of the table.
  CacheLoaderFactory loader{};
  ToolHandlerFactory tools{};

  static const FieldTable<McpServerOptions>& fields();
};

}  // namespace hindcast
