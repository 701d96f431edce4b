// The designs that hindcast ships, as the text of their files.
#pragma once

#include <span>
#include <string_view>

namespace hindcast {

struct ShippedSystem {
  std::string_view name;
  std::string_view text;
};

std::span<const ShippedSystem> shipped_systems();

}  // namespace hindcast
