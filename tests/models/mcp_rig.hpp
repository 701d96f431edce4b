// An MCP server with a cache, a small database and a queue, and a caller that asks it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/models/mcp/errors.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/queue/queue.hpp"
#include "hindcast/models/redis/server.hpp"
#include "tests/models/database_stub.hpp"
#include "tests/models/stage.hpp"

namespace hindcast {

// Asks tools, as a client with the SDK does.
class Caller final : public Component {
 public:
  struct Options {};
  Caller(const Place& place, Options) : Component(place) {}

  mcp::ToolResult call(const std::string& tool, const std::string& customer,
                       const std::string& value = "", const CallOptions& options = {}) {
    const auto result = port_.call({tool, customer, value}, options);
    return result.ok() ? result.reply() : mcp::client_error(result.status(), result.error());
  }

 private:
  ClientPort<mcp::ToolCall, mcp::ToolResult> port_{*this, "mcp"};
};

struct McpRigOptions {
  McpServerOptions server = {};
  DiskOptions disk = {};
  QueueOptions queue = {};
  CallPolicy cache_policy = {};
  CallPolicy database_policy = {};
  bool has_cache = true;
  std::uint64_t seed = 0;  // 0: the quiet day
};

struct McpRig {
  explicit McpRig(const McpRigOptions& options = {})
      : chooser(options.seed),
        world(chooser, {.seed = options.seed}),
        disk(world.add<Disk>("disk", options.disk)),
        queue(world.add<Queue>("queue", options.queue)),
        redis(world.add<RedisServer>("redis")),
        database(world.add<DatabaseStub>("database")),
        server(world.add<McpServer>("mcp", options.server)),
        caller(world.add<Caller>("caller")) {
    world.connect(queue.port("disk"), disk.port("files"));
    world.connect(caller.port("mcp"), server.port("tools"));
    if (options.has_cache) {
      world.connect(server.port("cache"), redis.port("resp"), options.cache_policy);
    }
    world.connect(server.port("database"), database.port("sql"), options.database_policy);
    world.connect(server.port("queue"), queue.port("records"));
    database.set("contexts", "c1", "v0");
  }

  // Runs `body` on a fiber of the caller at that time.
  template <class Body>
  void at(Duration when, Body body) {
    auto held = std::make_shared<Body>(std::move(body));
    starts_.push_back([this, when, held] {
      world.inject("start", [this, when, held] {
        sleep(when);
        world.scheduler().spawn(caller.node(), "caller", [held] { (*held)(); });
      });
    });
  }

  template <class Body>
  void inject(Duration when, Body body) {
    world.inject("fault", [when, body] {
      sleep(when);
      body();
    });
  }

  const Outcome& run(Duration end = std::chrono::seconds(60)) {
    for (const auto& start : starts_) start();
    world.end_at(Instant::at(end));
    return world.run();
  }

  std::string cached(const std::string& customer) {
    return redis.operate({"GET", "context:" + customer}).text;
  }

  ScriptedChooser chooser;
  World world;
  Disk& disk;
  Queue& queue;
  RedisServer& redis;
  DatabaseStub& database;
  McpServer& server;
  Caller& caller;

 private:
  std::vector<std::function<void()>> starts_;
};

}  // namespace hindcast
