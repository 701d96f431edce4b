// NetworkRule: a link fault with a lifetime, as a value. Rules are composed by being applied beside
// each other: on one link their effects add up, and each ends for itself.
//
//   apply(world, links, {.fault = grey_failure(200ms, Ratio::percent(20)), .length = 5min});
//   apply(world, links, {.fault = {.cut = PartitionKind::drop}, .period = 30s, .active = 5s});
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/network/link.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct NetworkRule {
  LinkFault fault{};
  bool clogs = false;                 // while it is active, nothing leaves; then all of it does
  Duration after = Duration::zero();  // from now to its beginning
  Duration length = Duration::infinite();  // from its beginning to its end
  // A flapping rule is active for so long at the beginning of each period. Infinite: all the time.
  Duration period = Duration::infinite();
  Duration active = Duration::infinite();
};

// Follows the rule on these links, on a fiber of the adversary, until it ends or the world is calm.
// REQUIRES: a clog has an end; of a period, more than nothing and not all is active.
void apply(World& world, std::vector<NetworkLink*> links, const NetworkRule& rule);

// A rule as files and command lines say it: a kind, and the sizes that belong to kinds.
struct NetworkRuleOptions {
  enum class Kind : std::uint8_t {
    none,
    drop,
    reject,
    tcp_reset,
    grey,
    slow,
    lossy,
    bursty,
    clog,
    narrow,
    duplicate,
    reorder,
  };

  Kind kind = Kind::none;
  Directions directions = Directions::both;
  Duration after = Duration::zero();
  Duration period = Duration::infinite();
  Duration active = Duration::infinite();
  Duration added_latency = std::chrono::milliseconds(200);
  Ratio loss = Ratio::percent(20);
  BurstLossOptions burst_loss = {Ratio::percent(1), Ratio::percent(10)};
  ByteSize bandwidth = ByteSize::bytes(100'000);
  Ratio how_often = Ratio::percent(10);
  Duration late_max = std::chrono::milliseconds(10);
  std::uint64_t bytes_min = 0;

  // REQUIRES: not none.
  NetworkRule lasting(Duration length) const;

  static const FieldTable<NetworkRuleOptions>& fields();
};

}  // namespace hindcast
