#include "hindcast/sim/event_kinds.hpp"

#include <array>

namespace hindcast {

std::span<const EventKind> kernel_event_kinds() {
  using namespace events;
  static constexpr std::array kKinds = {
      kSpawned,    kExited,      kCancelled,  kJoined,      kSlept,    kGranted,
      kExpired,    kChosen,      kDrawn,      kRequested,   kReleased, kTried,
      kRead,       kWritten,     kSent,       kReceived,    kReplied,  kCallEnded,
      kNodeBooted, kNodeCrashed, kNodePaused, kNodeResumed, kCalm,     kVerdict,
  };
  return kKinds;
}

}  // namespace hindcast
