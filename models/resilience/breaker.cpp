#include "hindcast/models/resilience/breaker.hpp"

#include <array>
#include <cstddef>

namespace hindcast {

const char* name_of(BreakerState state) {
  static constexpr std::array kNames = {"closed", "open", "half-open", "isolated"};
  return kNames.at(static_cast<std::size_t>(state));
}

}  // namespace hindcast
