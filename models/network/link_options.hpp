// NetworkLinkOptions: the parameters of a network link, with their field table.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hindcast/models/network/burst_loss.hpp"
#include "hindcast/models/network/tcp.hpp"
#include "hindcast/models/network/transmission_queue.hpp"
#include "hindcast/sim/byte_size.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// How the way back differs; what is not said is as on the way there.
struct ReplyWayOptions {
  std::optional<Distribution> latency{};
  std::optional<ByteSize> bandwidth{};
  std::optional<Ratio> loss{};

  static const FieldTable<ReplyWayOptions>& fields();
};

struct NetworkLinkOptions {
  // One way. A round trip takes two.
  Distribution latency = Distribution::constant(std::chrono::microseconds(250));
  // A declared table instead of the law: each message takes one of these, the first being the
  // quiet one. Where schedules are explored, each entry is an alternative.
  std::vector<Duration> delays = {};
  Ratio loss = Ratio::zero();
  // Of whole messages; TCP suppresses duplicates, so only without `retransmits`.
  Ratio duplication = Ratio::zero();
  // Loss in bursts, beside `loss`; each direction has a chain of its own.
  BurstLossOptions burst_loss = {};
  // How often a message is overtaken by those behind it: it is late by up to `late_max` more. TCP
  // puts them in order again, so only without `retransmits`.
  Ratio reordering = Ratio::zero();
  Duration late_max = std::chrono::milliseconds(10);
  // Bytes a second, each way, of each connection over the link (a connection has a link of its
  // own). A message is as long as it says (Payload::bytes); headers and handshakes count nothing.
  ByteSize bandwidth = kBandwidthUnlimited;
  // How many messages may wait for the bandwidth, each way; one more is dropped, which over TCP
  // costs a retransmission timeout.
  std::uint32_t queue = 1'000;
  ReplyWayOptions reply = {};
  // The messages travel over TCP: a lost one is late, not lost.
  bool retransmits = true;
  // All messages between two ports share one TCP connection, so a lost one delays those behind it
  // (ioredis). Otherwise each call under way has a connection of its own (an HTTP agent).
  bool multiplexed = false;
  TcpOptions tcp = {};

  static const FieldTable<NetworkLinkOptions>& fields();
};

}  // namespace hindcast
