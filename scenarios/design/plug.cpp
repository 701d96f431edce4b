#include "hindcast/scenarios/design/plug.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "hindcast/sim/check.hpp"

namespace hindcast {

const char* name_of(PlugPoint point) {
  static constexpr std::array kNames = {"circuit breaker", "retry policy", "cache loader",
                                        "tool handler", "queue worker"};
  return kNames.at(static_cast<std::size_t>(point));
}

std::string_view key_of(PlugPoint point) {
  static constexpr std::array kKeys = {"breaker", "retry", "loader", "tools", "handler"};
  return kKeys.at(static_cast<std::size_t>(point));
}

void PlugRegistry::add(Plug plug) {
  HINDCAST_CHECK(find(plug.point, plug.name) == nullptr);
  plugs_.push_back(std::move(plug));
}

const Plug* PlugRegistry::find(PlugPoint point, std::string_view name) const {
  const auto found = std::find_if(plugs_.begin(), plugs_.end(), [&](const Plug& plug) {
    return plug.point == point && plug.name == name;
  });
  return found == plugs_.end() ? nullptr : &*found;
}

}  // namespace hindcast
