#include "hindcast/models/network/link_fault.hpp"

#include <fmt/format.h>

#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

const char* words_for(PartitionKind kind) {
  switch (kind) {
    case PartitionKind::drop:
      return "dropped silently";
    case PartitionKind::reject:
      return "rejected (ICMP port unreachable)";
    case PartitionKind::tcp_reset:
      return "rejected (TCP reset)";
  }
  return "";
}

std::string share(Ratio ratio) {
  const std::uint64_t parts = ratio.parts_per_billion();
  return fmt::format("{}.{} % of them", parts / 10'000'000, parts / 1'000'000 % 10);
}

}  // namespace

const char* describe(Directions directions) {
  switch (directions) {
    case Directions::both:
      return "both ways";
    case Directions::request:
      return "toward the server";
    case Directions::reply:
      return "toward the client";
  }
  return "";
}

std::string describe(const LinkFault& fault) {
  std::string words;
  const auto add = [&words](bool holds, const std::string& more) {
    if (!holds) return;
    if (!words.empty()) words += ", ";
    words += more;
  };
  if (fault.cut) add(true, words_for(*fault.cut));
  add(fault.added_latency > Duration::zero(), "late by " + human(fault.added_latency));
  add(fault.loss > Ratio::zero(), "lost, " + share(fault.loss));
  add(fault.burst_loss.is_on(), "lost in bursts");
  add(fault.duplication > Ratio::zero(), "sent twice, " + share(fault.duplication));
  add(fault.reordering > Ratio::zero(), "out of order, " + share(fault.reordering));
  add(fault.bandwidth != kBandwidthUnlimited,
      fmt::format("limited to {} a second", to_text(fault.bandwidth)));
  add(fault.clogged_until > Instant{}, "clogged");
  add(fault.bytes_min > 0, fmt::format("if they have {} bytes or more", fault.bytes_min));
  return words;
}

LinkFault grey_failure(Duration added_latency, Ratio loss) {
  return {.added_latency = added_latency, .loss = loss};
}

}  // namespace hindcast
