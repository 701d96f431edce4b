// QueueWorkerOptions: how a worker drains the queue into the database, and what it does about
// whatever goes wrong. The defaults are a plain worker as it is first written in Node.js.
#pragma once

#include <cstdint>

#include "hindcast/models/host/supervision_options.hpp"
#include "hindcast/models/queue/queue_reader.hpp"
#include "hindcast/models/queue/record_handler.hpp"
#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// When the offset is written: after the records (at least once), or before (at most once).
enum class OffsetOrder : std::uint8_t { after_delivery, before_delivery };

// What becomes of a line that is no record.
enum class CorruptPolicy : std::uint8_t {
  crash,       // JSON.parse throws, nobody catches: exit 1, and the same line again after a restart
  skip,        // counted and passed over
  quarantine,  // appended to "<path>.quarantine" and passed over
};

struct QueueWorkerOptions {
  Duration poll_interval = std::chrono::seconds(1);
  ByteSize chunk = ByteSize::kibibytes(64);
  FileIdentity identity = FileIdentity::name;
  TailRule tail = TailRule::readline;
  bool keeps_open = false;
  OffsetOrder order = OffsetOrder::after_delivery;
  OffsetWrite offset_write = OffsetWrite::overwrite;
  bool offset_sync = false;
  std::uint32_t offset_every = 1;
  CorruptPolicy corrupt = CorruptPolicy::crash;
  std::uint64_t corrupt_max = ~std::uint64_t{0};
  bool looks_before_insert = false;
  std::uint32_t batch = 1;
  std::uint32_t attempts_max = ~std::uint32_t{0};
  Duration backoff_base = std::chrono::seconds(1);
  Duration backoff_max = std::chrono::minutes(1);
  SupervisionOptions supervision{};
  Duration boot_time = std::chrono::milliseconds(500);
  std::uint32_t descriptors_max = 524'288;
  // Own code instead of the worker's, if there is any; no field of the table.
  RecordHandlerFactory handler{};

  static const FieldTable<QueueWorkerOptions>& fields();
};

}  // namespace hindcast
