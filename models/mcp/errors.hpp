// What an MCP client makes of a call that ended without a result
// (@modelcontextprotocol/sdk 1.32.2).
#pragma once

#include "hindcast/models/mcp/protocol.hpp"
#include "hindcast/sim/call_policy.hpp"

namespace hindcast::mcp {

inline constexpr std::int32_t kConnectionClosed = -32000;
inline constexpr std::int32_t kRequestTimeout = -32001;

// Returns the error that the client's promise rejects with: -32001 "MCP error -32001: Request timed
// out" for a timeout, -32000 "MCP error -32000: Connection closed" for a server that died
// meanwhile, -32000 "Not connected" for one that is not there, -32000 with the guard's text for a
// call that a guard rejected. REQUIRES: status is not ok.
ToolResult client_error(CallStatus status, std::string_view guard_text = {});

}  // namespace hindcast::mcp
