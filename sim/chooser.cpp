#include "hindcast/sim/chooser.hpp"

#include <array>
#include <cstddef>

namespace hindcast {

const char* name_of(Operation operation) {
  static constexpr std::array kNames = {
      "nothing",        "start",
      "wake",           "yield",
      "node memory",    "read",
      "write",          "lock request",
      "lock wait",      "try lock",
      "unlock",         "acquire request",
      "acquire wait",   "try acquire",
      "release",        "condition wait",
      "condition wake", "signal",
      "broadcast",      "event set",
      "event reset",    "event wait",
      "send request",   "send wait",
      "try send",       "receive request",
      "receive wait",   "try receive",
      "close",          "call",
      "await reply",    "reply",
      "deliver",        "expire",
      "join",           "exit",
      "cancel",         "crash",
      "restart",        "pause",
      "resume",         "link change",
      "observe",
  };
  static_assert(kNames.size() == static_cast<std::size_t>(Operation::observe) + 1);
  return kNames.at(static_cast<std::size_t>(operation));
}

const char* name_of(ChoiceKind kind) {
  static constexpr std::array kNames = {"schedule", "message", "delay",
                                        "fault",    "instant", "value"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Key ChoicePoint::key() const {
  const Key of_kind = child(asker, hash_text(name_of(kind)), 0);
  return child(of_kind, label.hash(), nth);
}

}  // namespace hindcast
