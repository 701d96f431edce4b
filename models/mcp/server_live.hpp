// The volatile part of McpServer: what one life of its process holds.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "hindcast/models/host/descriptors.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/models/host/event_loop.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/queue/queue_writer.hpp"
#include "hindcast/sim/event.hpp"
#include "hindcast/sim/semaphore.hpp"

namespace hindcast {

struct McpServer::Live final : Process {
  // What the runtime itself has open in a fresh process (Node.js 20.20.2: 31 of 50 were left).
  static constexpr std::uint32_t kRuntimeDescriptors = 19;

  // One load of a context that several callers wait for.
  struct Flight {
    Event landed{"single flight"};
    Loaded loaded{};
  };

  explicit Live(McpServer& server)
      : loop(server.node(), server.options_.callback_time, server.loop_record_),
        threads(server.options_.pool_threads, "thread pool"),
        descriptors(
            std::make_shared<Descriptors>(server.options_.descriptors_max, kRuntimeDescriptors)) {
    loop.slow_down(server.slowness_);
    if (server.host_ != nullptr) loop.run_on(&server.host_->cpu(), server.options_.niceness);
    if (!server.queue_.connections().empty()) {
      Queue& queue = server.queue();
      files.emplace(queue.disk(), server.node(), *descriptors);
      writer.emplace(*files, queue.options(), server.options_.append);
    }
    if (server.has_cache()) cache.emplace(server.cache_, server.options_.cache);
    if (server.options_.loader) own_loader = server.options_.loader();
    if (server.options_.tools) own_tools = server.options_.tools();
  }

  EventLoop loop;
  Semaphore threads;
  std::shared_ptr<Descriptors> descriptors;
  std::optional<DiskFiles> files;
  std::optional<QueueWriter> writer;
  std::optional<RedisClient> cache;
  std::map<std::string, std::shared_ptr<Flight>, std::less<>> flights;
  std::unique_ptr<CacheLoader> own_loader;
  std::unique_ptr<ToolHandler> own_tools;
  bool draining = false;  // it was told to end, and reads no more requests
  Event request_ended{"drain"};
};

}  // namespace hindcast
