#include "hindcast/sim/call_end.hpp"

#include <array>
#include <cstddef>

namespace hindcast {

const char* name_of(CallStatus status) {
  static constexpr std::array kNames = {"ok", "timed out", "refused", "closed", "rejected"};
  return kNames.at(static_cast<std::size_t>(status));
}

}  // namespace hindcast
