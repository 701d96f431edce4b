#include "hindcast/sim/verdict.hpp"

#include <array>
#include <cstddef>

namespace hindcast {

const char* name_of(Verdict verdict) {
  static constexpr std::array kNames = {"passed", "violated", "deadlocked", "inconclusive",
                                        "diverged"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

}  // namespace hindcast
