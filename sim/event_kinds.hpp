// The kernel's event kinds. Models register theirs beside their code in the same way; a test checks
// that no two names share a code.
#pragma once

#include <span>

#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kSpawned{"fiber.spawned"};
inline constexpr EventKind kExited{"fiber.exited"};
inline constexpr EventKind kCancelled{"fiber.cancelled"};
inline constexpr EventKind kJoined{"fiber.joined"};
inline constexpr EventKind kSlept{"sleep.returned"};
inline constexpr EventKind kGranted{"wait.granted"};
inline constexpr EventKind kExpired{"wait.expired"};
inline constexpr EventKind kChosen{"choice.answered"};
inline constexpr EventKind kDrawn{"draw"};
inline constexpr EventKind kRequested{"object.requested"};
inline constexpr EventKind kReleased{"object.released"};
inline constexpr EventKind kTried{"object.tried"};
inline constexpr EventKind kRead{"cell.read"};
inline constexpr EventKind kWritten{"cell.written"};
inline constexpr EventKind kSent{"message.sent"};
inline constexpr EventKind kReceived{"message.received"};
inline constexpr EventKind kReplied{"message.replied"};
inline constexpr EventKind kCallEnded{"call.ended"};
inline constexpr EventKind kNodeBooted{"node.booted"};
inline constexpr EventKind kNodeCrashed{"node.crashed"};
inline constexpr EventKind kNodePaused{"node.paused"};
inline constexpr EventKind kNodeResumed{"node.resumed"};
inline constexpr EventKind kCalm{"world.calm"};
inline constexpr EventKind kVerdict{"verdict"};

}  // namespace events

// Every kind of the kernel, for printing traces.
std::span<const EventKind> kernel_event_kinds();

}  // namespace hindcast
