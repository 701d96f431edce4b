// LinkFault: something wrong with a link, per direction, for as long as its handle is not healed.
// Faults add up: a link can be slow, lossy and cut in one direction at the same time.
#pragma once

#include <cstdint>
#include <optional>

#include "hindcast/sim/link.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

enum class Directions : std::uint8_t { both, request, reply };

constexpr bool covers(Directions directions, Direction direction) {
  if (directions == Directions::both) return true;
  return (directions == Directions::request) == (direction == Direction::request);
}

// What a cut does with packets, as the targets of iptables do. Checked on Linux 6.18:
//             a new connection              an established one
//   drop      hangs, ETIMEDOUT after 131 s  hangs, ETIMEDOUT after 924.6 s
//   reject    ECONNREFUSED at once          hangs: the ICMP message is a soft error
//   tcp_reset ECONNREFUSED at once          ECONNRESET
// A call is new if it says so (CallOptions::opens); else it travels on an established connection.
// Rejecting replies tells the server's side only, so the client hangs for all three.
enum class PartitionKind : std::uint8_t { drop, reject, tcp_reset };

struct LinkFault {
  Directions directions = Directions::both;
  std::optional<PartitionKind> cut{};
  Duration added_latency = Duration::zero();
  Ratio loss = Ratio::zero();  // beside the link's own
  // Only messages of at least so many bytes are affected: a grey failure, in which small health
  // checks pass and real traffic does not (a broken path MTU).
  std::uint64_t bytes_min = 0;
};

// Names one fault of one link.
struct LinkFaultHandle {
  std::uint32_t number = 0;
};

}  // namespace hindcast
