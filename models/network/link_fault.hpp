// LinkFault: something wrong with a link, per direction, for as long as its handle is not healed.
// Faults add up: a link can be slow, lossy and cut in one direction at the same time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "hindcast/models/network/burst_loss.hpp"
#include "hindcast/models/network/transmission_queue.hpp"
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
  // Loss in bursts, beside all other loss.
  BurstLossOptions burst_loss{};
  // Of whole messages, and of messages that others overtake, late by up to `late_max`. TCP
  // suppresses the former and puts the latter in order again: over it nothing is duplicated, and a
  // message out of order is only late.
  Ratio duplication = Ratio::zero();
  Ratio reordering = Ratio::zero();
  Duration late_max = std::chrono::milliseconds(10);
  // The link's bandwidth is no more than this.
  ByteSize bandwidth = kBandwidthUnlimited;
  // A clog: what is sent waits in the link's queue until this moment, then all of it leaves at
  // once, in order. What has been clogged stays so if the fault is healed before.
  Instant clogged_until = Instant{};
};

// Slow, lossy, and alive: connects succeed, small exchanges mostly too, and nothing is ever down.
LinkFault grey_failure(Duration added_latency, Ratio loss);

// Returns what it does to packets, as a clause: "dropped silently, late by 0.5 s".
std::string describe(const LinkFault& fault);
const char* describe(Directions directions);

// Names one fault of one link.
struct LinkFaultHandle {
  std::uint32_t number = 0;
};

}  // namespace hindcast
