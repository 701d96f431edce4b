// Queue: an NDJSON file as a queue, as it stands in a design: where the file is, how its records
// are framed, and how full it may get. Writers and workers are connected to it, it is connected to
// its disk; the code that works on the file is QueueWriter and QueueReader.
//
//   world.connect(queue.port("disk"), disk.port("files"));
//   world.connect(server.port("queue"), queue.port("records"));
//   world.connect(worker.port("queue"), queue.port("records"));
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/models/host/mount.hpp"
#include "hindcast/models/queue/ndjson.hpp"
#include "hindcast/models/queue/queue_ledger.hpp"
#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

class Disk;

struct QueueOptions {
  std::string path = "queue.ndjson";
  QueueFormat format = QueueFormat::plain;
  ByteSize bytes_max = ByteSize::bytes(~std::uint64_t{0});
  ByteSize lag_max = ByteSize::bytes(~std::uint64_t{0});
  ByteSize record_max = ByteSize::mebibytes(16);

  bool is_bounded() const {
    constexpr ByteSize kUnlimited = ByteSize::bytes(~std::uint64_t{0});
    return bytes_max != kUnlimited || lag_max != kUnlimited;
  }
  std::string offset_path() const { return path + ".offset"; }
  std::string quarantine_path() const { return path + ".quarantine"; }

  static const FieldTable<QueueOptions>& fields();
};

class Queue final : public Component {
 public:
  using Options = QueueOptions;

  Queue(const Place& place, Options options);

  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;
  // REQUIRES: the port "disk" is connected.
  Disk& disk() const;
  QueueLedger& ledger() { return ledger_; }
  const QueueLedger& ledger() const { return ledger_; }

 private:
  FilesServerPort records_;
  FilesClientPort disk_;
  Options options_;
  QueueLedger ledger_;
};

}  // namespace hindcast
