// The system files that `hindcast new` writes.
#pragma once

#include <cstdint>
#include <string_view>

namespace hindcast {

enum class Starter : std::uint8_t {
  services,  // services of any kind, which call one another
  platform,  // an MCP server with a cache, a queue and a Snowflake pool
};

std::string_view starter_system(Starter starter = Starter::platform);

}  // namespace hindcast
