#include "hindcast/sim/observation.hpp"

#include <array>
#include <cstddef>

namespace hindcast {

const char* name_of(Grade grade) {
  static constexpr std::array kNames = {"graceful", "degraded", "broke"};
  return kNames.at(static_cast<std::size_t>(grade));
}

const char* name_of(FailureMode mode) {
  static constexpr std::array kNames = {"none",      "Crash",      "Hang",
                                        "Data Loss", "Corruption", "Outage"};
  return kNames.at(static_cast<std::size_t>(mode));
}

const char* name_of(Recovery recovery) {
  static constexpr std::array kNames = {"Automatic", "Manual", "None"};
  return kNames.at(static_cast<std::size_t>(recovery));
}

}  // namespace hindcast
