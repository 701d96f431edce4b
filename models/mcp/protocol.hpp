// The messages between an MCP client and an MCP server, as far as the platform's tools go: a
// tools/call request and its result (MCP 2025-11-25; SDK 1.32.2 for what really happens).
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/key.hpp"

namespace hindcast::mcp {

struct ToolCall {
  static constexpr const char* kProtocol = "mcp";

  std::string tool{};      // "get_context", "update_context", "track_activity"
  std::string customer{};  // the argument that names the context
  std::string value{};     // what to store or track; unique per call, so that loss can be counted

  std::uint64_t hash() const {
    return mix(mix(hash_text(tool), hash_text(customer)), hash_text(value));
  }
  std::uint64_t bytes() const { return 200 + tool.size() + customer.size() + value.size(); }
};

// `is_error` is a tool result with isError true; a protocol error has a JSON-RPC `code` other than
// 0.
struct ToolResult {
  static constexpr const char* kProtocol = "mcp";

  std::int32_t code = 0;
  bool is_error = false;
  std::string text{};  // the result, or the error's message as the client reads it

  bool ok() const { return code == 0 && !is_error; }
  std::uint64_t hash() const {
    return mix(hash_text(text), static_cast<std::uint64_t>(code) << 1 | (is_error ? 1 : 0));
  }
  std::uint64_t bytes() const { return 100 + text.size(); }
};

}  // namespace hindcast::mcp
