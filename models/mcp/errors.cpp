#include "hindcast/models/mcp/errors.hpp"

#include "hindcast/sim/check.hpp"

namespace hindcast::mcp {

ToolResult client_error(CallStatus status, std::string_view guard_text) {
  HINDCAST_CHECK(status != CallStatus::ok);
  switch (status) {
    case CallStatus::timed_out:
      return {kRequestTimeout, true, "MCP error -32001: Request timed out"};
    case CallStatus::refused:
      return {kConnectionClosed, true, "Not connected"};
    case CallStatus::rejected:
      return {kConnectionClosed, true, std::string(guard_text.empty() ? "rejected" : guard_text)};
    case CallStatus::ok:
    case CallStatus::closed:
      break;
  }
  return {kConnectionClosed, true, "MCP error -32000: Connection closed"};
}

}  // namespace hindcast::mcp
