// Own code in the place of the server's: a cache loader and a tool handler that an embedding
// program writes. Both live in the server's process, one in each life of it, and run on its fibers:
// they may suspend, and a crash destroys them in the middle of whatever they do.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/models/mcp/protocol.hpp"
#include "hindcast/models/queue/database_session.hpp"
#include "hindcast/models/redis/client.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// What the server has at hand for such code.
class McpServices {
 public:
  virtual ~McpServices() = default;

  // Null if the server has no cache.
  virtual RedisClient* cache() = 0;
  virtual DatabasePort& database() = 0;
  // Runs one of the server's own tools.
  virtual mcp::ToolResult own_tool(const mcp::ToolCall& call) = 0;
};

// What a load found, or why it failed.
struct LoadedContext {
  bool found = false;
  std::string value{};
  std::string error{};  // as the tool's caller reads it; empty: none
};

// Asked for a context that the cache does not have. The server's own: SELECT it from the database,
// then SET it in the cache with cache_ttl.
class CacheLoader {
 public:
  virtual ~CacheLoader() = default;
  virtual LoadedContext load(const std::string& customer, McpServices& services) = 0;
};

using CacheLoaderFactory = std::function<std::unique_ptr<CacheLoader>()>;

// Asked before the server's own tools.
class ToolHandler {
 public:
  virtual ~ToolHandler() = default;
  // Returns the result, or nothing: then the call is not for it.
  virtual std::optional<mcp::ToolResult> handle(const mcp::ToolCall& call,
                                                McpServices& services) = 0;
};

using ToolHandlerFactory = std::function<std::unique_ptr<ToolHandler>()>;

}  // namespace hindcast
