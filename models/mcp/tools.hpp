// The tools of one life of an MCP server: what the handlers do, on fibers of the process.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "hindcast/models/host/descriptors.hpp"
#include "hindcast/models/host/disk_files.hpp"
#include "hindcast/models/host/event_loop.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/queue/queue_writer.hpp"
#include "hindcast/sim/event.hpp"

namespace hindcast {

struct McpServer::Live final : Process {
  explicit Live(McpServer& owner);

  mcp::ToolResult answer(const mcp::ToolCall& call);
  mcp::ToolResult get_context(const std::string& customer);
  mcp::ToolResult update_context(const mcp::ToolCall& call);
  mcp::ToolResult track_activity(const mcp::ToolCall& call);

  // One read of the database that several callers may wait for.
  struct Flight {
    Event landed{"single flight"};
    mcp::ToolResult result{};
  };

  mcp::ToolResult read_database(const std::string& customer);
  mcp::ToolResult read_together(const std::string& customer);
  // Returns the answer that the cached text makes, or nothing if it counts as a miss.
  std::optional<mcp::ToolResult> use_cached(const std::string& key, const std::string& text);
  mcp::ToolResult failed(std::string text, std::uint64_t& counter);

  McpServer& server;
  EventLoop loop;
  RedisClient cache;
  Descriptors descriptors;
  DiskFiles files;
  QueueWriter writer;
  std::map<std::string, std::shared_ptr<Flight>> flights;
  std::uint32_t requests = 0;
};

}  // namespace hindcast
