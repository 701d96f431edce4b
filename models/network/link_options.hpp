// NetworkLinkOptions: the parameters of a network link, with their field table.
#pragma once

#include <vector>

#include "hindcast/models/network/tcp.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct NetworkLinkOptions {
  // One way. A round trip takes two.
  Distribution latency = Distribution::constant(std::chrono::microseconds(250));
  // A declared table instead of the law: each message takes one of these, the first being the
  // quiet one. Where schedules are explored, each entry is an alternative.
  std::vector<Duration> delays = {};
  Ratio loss = Ratio::zero();
  // Of whole messages; TCP suppresses duplicates, so only without `retransmits`.
  Ratio duplication = Ratio::zero();
  // The messages travel over TCP: a lost one is late, not lost.
  bool retransmits = true;
  // All messages between two ports share one TCP connection, so a lost one delays those behind it
  // (ioredis). Otherwise each call under way has a connection of its own (an HTTP agent).
  bool multiplexed = false;
  TcpOptions tcp = {};

  static const FieldTable<NetworkLinkOptions>& fields();
};

}  // namespace hindcast
