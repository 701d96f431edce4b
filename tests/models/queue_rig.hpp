// A queue on a disk with a writer's process, and a worker that drains it into a small database.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/models/queue/queue_writer.hpp"
#include "tests/models/database_stub.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {

struct QueueRigOptions {
  DiskOptions disk = {};
  QueueOptions queue = {};
  std::uint64_t seed = 0;  // 0: the quiet day
};

struct QueueRig {
  explicit QueueRig(const QueueRigOptions& options = {})
      : chooser(options.seed),
        world(chooser, {.seed = options.seed}),
        disk(world.add<Disk>("disk", options.disk)),
        queue(world.add<Queue>("queue", options.queue)) {
    world.connect(queue.port("disk"), disk.port("files"));
  }

  static std::string record(int number) {
    return fmt::format(R"({{"id":"r{}","value":"{}"}})", number, number);
  }

  // Runs `body(writer, files)` in a process of that name, once.
  template <class Body>
  Script& write(std::string_view name, const QueueWriterOptions& options, Body body) {
    return world.add<Script>(name, {[this, options, body, name = std::string(name)] {
                               Descriptors descriptors(1'000);
                               DiskFiles files(disk, world.find_component(name)->node(),
                                               descriptors);
                               QueueWriter writer(files, queue.options(), options);
                               body(writer, files);
                             }});
  }

  // Appends records from `first` until before `last`, acknowledging each, one every `pause`.
  Script& produce(int first, int last, Duration pause = Duration::zero()) {
    return write(fmt::format("producer-{}", first), {},
                 [this, first, last, pause](QueueWriter& writer, DiskFiles&) {
                   for (int i = first; i < last; ++i) {
                     queue.ledger().offered(fmt::format("r{}", i));
                     if (writer.append(record(i), now()).ok()) {
                       queue.ledger().acknowledged(fmt::format("r{}", i));
                     }
                     sleep(pause);
                   }
                 });
  }

  QueueWorker& drain(const QueueWorkerOptions& options) {
    auto& worker = world.add<QueueWorker>("worker", options);
    database = &world.add<DatabaseStub>("database");
    world.connect(worker.port("queue"), queue.port("records"));
    world.connect(worker.port("database"), database->port("sql"));
    return worker;
  }

  std::string content() const { return disk.content(queue.options().path); }

  ScriptedChooser chooser;
  World world;
  Disk& disk;
  Queue& queue;
  DatabaseStub* database = nullptr;
};

}  // namespace hindcast
