#include "hindcast/models/queue/queue_worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/models/host/host.hpp"
#include "hindcast/models/host/json_parse.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

// What the runtime itself has open in a fresh process (Node.js 20.20.2: 31 of 50 were left).
constexpr std::uint32_t kRuntimeDescriptors = 19;

struct QueueWorker::Live final : Process {
  Live(QueueWorker& worker, Queue& queue)
      : descriptors(worker.options_.descriptors_max, kRuntimeDescriptors),
        files(queue.disk(), worker.node(), descriptors),
        reader(files, {.path = queue.options().path,
                       .chunk = worker.options_.chunk.bytes(),
                       .record_max = queue.options().record_max.bytes(),
                       .identity = worker.options_.identity,
                       .tail = worker.options_.tail,
                       .keeps_open = worker.options_.keeps_open}),
        offsets(files, {.path = queue.options().offset_path(),
                        .write = worker.options_.offset_write,
                        .sync = worker.options_.offset_sync}) {
    if (worker.options_.handler) handler = worker.options_.handler();
  }

  Descriptors descriptors;
  DiskFiles files;
  QueueReader reader;
  OffsetFile offsets;
  std::unique_ptr<RecordHandler> handler;
  std::uint64_t since_store = 0;
};

QueueWorker::QueueWorker(const Place& place, Options options)
    : Component(place),
      queue_(*this, "queue"),
      database_(*this, "database"),
      options_(std::move(options)) {}

std::unique_ptr<Process> QueueWorker::boot() {
  idle_ = false;
  if (options_.supervision.restarts) node().supervise(options_.supervision.supervision());
  Host::start(node());
  if (options_.boot_time > Duration::zero()) sleep(options_.boot_time);
  auto live = std::make_unique<Live>(*this, queue());
  spawn("drain", [this, &state = *live] { drain(state); }, {.serves = true});
  return live;
}

void QueueWorker::crashed(CrashKind kind) {
  if (kind == CrashKind::host) queue().disk().power_lost();
}

// Ends the process as an uncaught error does.
void QueueWorker::exit(const std::string& why) {
  ++counts_.exits;
  last_error_ = why;
  world().story().tell(now(), name(), Weight::turning_point, "exits with 1: " + why);
  node().crash(CrashKind::process);
  throw Cancelled{};
}

void QueueWorker::drain(Live& live) {
  load_position(live);
  while (true) {
    const QueueBatch batch = live.reader.next(position_);
    if (batch.event == ReadEvent::read && !batch.lines.empty()) {
      idle_ = false;
      take_batch(live, batch);
      continue;
    }
    if (batch.event == ReadEvent::replaced || batch.event == ReadEvent::truncated) {
      ++(batch.event == ReadEvent::replaced ? counts_.replaced : counts_.truncated);
      trace(events::kQueueFileChanged, position_.offset, static_cast<std::uint64_t>(batch.event));
      position_ = batch.position;
      continue;
    }
    if (batch.event == ReadEvent::read) position_ = batch.position;
    if (batch.event == ReadEvent::failed) {
      last_error_ = node_error_text(batch.error, FileCall::read, {});
    }
    if (live.since_store > 0) store_position(live);
    idle_ = batch.event != ReadEvent::failed;
    sleep(options_.poll_interval);
  }
}

void QueueWorker::load_position(Live& live) {
  const OffsetFile::Loaded loaded = live.offsets.load();
  position_ = loaded.position;
  if (!loaded.corrupt) return;
  ++counts_.offset_resets;
  world().story().tell(now(), name(), Weight::turning_point,
                       "finds no offset in its file and starts from the beginning");
}

void QueueWorker::take_batch(Live& live, const QueueBatch& batch) {
  // A handler of an embedding program takes records one by one.
  if (options_.batch > 1 && live.handler == nullptr) return take_together(live, batch);
  for (const QueueLine& line : batch.lines) {
    const bool before = options_.order == OffsetOrder::before_delivery;
    if (before) {
      position_ = line.after;
      store_position(live);
    }
    take_line(live, line);
    if (before) continue;
    position_ = line.after;
    if (++live.since_store >= options_.offset_every) store_position(live);
  }
}

// Up to `batch` records in one INSERT. The offset moves past them, and past what is no record
// before them, once they are in the database.
void QueueWorker::take_together(Live& live, const QueueBatch& batch) {
  std::vector<QueueRecord> records;
  for (std::size_t index = 0; index < batch.lines.size(); ++index) {
    const QueueLine& line = batch.lines[index];
    const bool before = options_.order == OffsetOrder::before_delivery;
    if (auto record = read_record(live, line)) records.push_back(std::move(*record));
    ++live.since_store;
    const bool last = index + 1 == batch.lines.size();
    if (!last && records.size() < options_.batch) continue;
    if (before) position_ = line.after;
    if (before) store_position(live);
    if (!records.empty()) deliver(live, records);
    records.clear();
    if (before) continue;
    position_ = line.after;
    if (live.since_store >= options_.offset_every) store_position(live);
  }
}

void QueueWorker::take_line(Live& live, const QueueLine& line) {
  if (const auto record = read_record(live, line)) deliver(live, {&*record, 1});
}

// Returns nothing for a line that is no record, once that has been dealt with.
std::optional<QueueRecord> QueueWorker::read_record(Live& live, const QueueLine& line) {
  std::string_view why = "longer than the longest record";
  DecodedLine decoded;
  if (!line.oversized) {
    decoded = decode_line(line.text, queue().options().format);
    if (decoded.state == LineState::empty) return std::nullopt;
    why = decoded.error;
    if (decoded.state == LineState::whole) {
      if (auto id = json_string_member(decoded.record, "id")) {
        return QueueRecord{std::move(*id), decoded.record};
      }
      why = "a record without an id";
    }
  }
  corrupt_line(live, line, std::string(why));
  return std::nullopt;
}

void QueueWorker::deliver(Live& live, std::span<const QueueRecord> records) {
  Duration wait = options_.backoff_base;
  for (std::uint32_t attempt = 1;; ++attempt) {
    const DatabaseResult result = live.handler != nullptr
                                      ? live.handler->deliver(records.front(), database_)
                                      : try_to_insert(records);
    if (result.ok) break;
    ++counts_.failed_attempts;
    last_error_ = result.text;
    if (attempt >= options_.attempts_max) {
      counts_.dead_letters += records.size();
      for (const QueueRecord& record : records) quarantine(live, record.text);
      return;
    }
    sleep(wait);
    wait = std::min(wait * 2, options_.backoff_max);
  }
  counts_.delivered += records.size();
  for (const QueueRecord& record : records) {
    trace(events::kRecordDelivered, hash_text(record.id));
    queue().ledger().delivered(record.id);
  }
}

DatabaseResult QueueWorker::try_to_insert(std::span<const QueueRecord> records) {
  DatabaseSession session(database_);
  DatabaseResult result = session.acquire();
  if (!result.ok) return result;
  const QueueRecord& first = records.front();
  const bool together = options_.batch > 1;
  bool is_there = false;
  if (options_.looks_before_insert && !together) {
    result = session.execute({.verb = sql::Verb::select, .table = "events", .key = first.id});
    is_there = result.ok && result.found;
  }
  if (result.ok && !is_there) {
    sql::Statement insert{.verb = sql::Verb::insert,
                          .table = "events",
                          .key = first.id,
                          .value = std::string(first.text)};
    insert.unless_there = options_.looks_before_insert && together;
    for (std::size_t index = 1; index < records.size(); ++index) {
      insert.more.push_back({records[index].id, std::string(records[index].text)});
    }
    result = session.execute(std::move(insert));
  }
  session.release();
  return result;
}

void QueueWorker::corrupt_line(Live& live, const QueueLine& line, const std::string& why) {
  ++counts_.corrupt;
  trace(events::kCorruptLine, hash_text(line.text));
  if (world().story().listening()) {
    world().story().tell(now(), name(), Weight::notable, "meets a corrupt line: " + why);
  }
  if (options_.corrupt == CorruptPolicy::crash) exit(why);
  if (counts_.corrupt > options_.corrupt_max) exit("too many corrupt lines");
  if (options_.corrupt == CorruptPolicy::skip) {
    queue().ledger().skipped();
  } else {
    quarantine(live, line.text);
  }
}

// A line that cannot be set aside is lost: the disk may be full.
void QueueWorker::quarantine(Live& live, std::string_view text) {
  const FileResult opened = live.files.open(queue().options().quarantine_path(),
                                            {.writes = true, .appends = true, .creates = true});
  FileResult written{0, opened.error};
  if (opened.ok()) {
    written = live.files.write(opened.value, std::string(text) + "\n");
    live.files.close(opened.value);
  }
  if (written.ok()) {
    queue().ledger().quarantined();
  } else {
    queue().ledger().skipped();
    last_error_ = node_error_text(written.error, FileCall::write, {});
  }
}

void QueueWorker::store_position(Live& live) {
  live.since_store = 0;
  const FileError error = live.offsets.store(position_);
  if (error == FileError::none) return;
  ++counts_.offset_errors;
  last_error_ = node_error_text(error, FileCall::write, {});
}

}  // namespace hindcast
