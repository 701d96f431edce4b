// What an MCP client reads when a call has no result: the texts of the TypeScript SDK 1.32.2.
#pragma once

#include <string_view>

#include "hindcast/sim/call_policy.hpp"

namespace hindcast::mcp {

// Returns the client's error for a call that ended without a result. A connection that is refused
// looks to a stdio client like one that is closed: the process that it spawned is gone.
constexpr std::string_view error_text(CallStatus status) {
  switch (status) {
    case CallStatus::ok: return "";
    case CallStatus::timed_out: return "MCP error -32001: Request timed out";
    case CallStatus::refused:
    case CallStatus::closed: return "MCP error -32000: Connection closed";
    case CallStatus::rejected: return "rejected by the caller's own policy";
  }
  return "";
}

}  // namespace hindcast::mcp
