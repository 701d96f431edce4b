// QueueWorker: a process that drains a queue file into the database, one record at a time, and
// keeps an offset file so that a restart goes on where it was. Ports: "queue" to a Queue,
// "database" to the connection pool in its process.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "hindcast/models/host/mount.hpp"
#include "hindcast/models/queue/database_session.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_worker_options.hpp"
#include "hindcast/models/queue/record_handler.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kRecordDelivered{"queue.record_delivered"};
inline constexpr EventKind kCorruptLine{"queue.corrupt_line"};
inline constexpr EventKind kQueueFileChanged{"queue.file_changed"};

}  // namespace events

class QueueWorker final : public Component {
 public:
  using Options = QueueWorkerOptions;

  // What happened in all lives so far.
  struct Counts {
    std::uint64_t delivered = 0;
    std::uint64_t failed_attempts = 0;
    std::uint64_t corrupt = 0;
    std::uint64_t dead_letters = 0;   // whole records that were quarantined after their attempts
    std::uint64_t offset_errors = 0;  // the offset could not be written
    std::uint64_t offset_resets = 0;  // the offset file said nothing: from the beginning again
    std::uint64_t replaced = 0;
    std::uint64_t truncated = 0;
    std::uint64_t exits = 0;  // ended itself with exit 1
  };

  QueueWorker(const Place& place, Options options);

  const Counts& counts() const { return counts_; }
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;
  // Where it is in the file, in this or the last life.
  const QueuePosition& position() const { return position_; }
  // Whether its last poll found nothing more to do.
  bool idle() const { return idle_; }
  const std::string& last_error() const { return last_error_; }
  Queue& queue() const { return mounted<Queue>(queue_); }

 private:
  struct Live;

  std::unique_ptr<Process> boot() override;
  void crashed(CrashKind kind) override;

  void drain(Live& live);
  void load_position(Live& live);
  void take_batch(Live& live, const QueueBatch& batch);
  void take_line(Live& live, const QueueLine& line);
  void take_together(Live& live, const QueueBatch& batch);
  // The record's text is part of the line.
  std::optional<QueueRecord> read_record(Live& live, const QueueLine& line);
  void deliver(Live& live, std::span<const QueueRecord> records);
  DatabaseResult try_to_insert(std::span<const QueueRecord> records);
  void corrupt_line(Live& live, const QueueLine& line, const std::string& why);
  void quarantine(Live& live, std::string_view text);
  void store_position(Live& live);
  [[noreturn]] void exit(const std::string& why);

  FilesClientPort queue_;
  DatabasePort database_;
  Options options_;
  Counts counts_;
  QueuePosition position_;
  bool idle_ = false;
  std::string last_error_;
};

}  // namespace hindcast
