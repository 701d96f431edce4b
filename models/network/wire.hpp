// Wire: what a packet meets on a link, whatever transport is above it: cuts, loss, the queue for
// the bandwidth, latency, and the faults of this moment, which all add up.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hindcast/models/network/link_fault.hpp"
#include "hindcast/models/network/link_options.hpp"
#include "hindcast/sim/link.hpp"

namespace hindcast {

class Wire {
 public:
  // Draws are keyed by `path`, the link's. The options outlive it.
  Wire(World& world, Key path, const NetworkLinkOptions& options)
      : world_(world), path_(path), options_(options) {}

  // Adds a fault and returns its number.
  std::uint32_t begin(const LinkFault& fault);
  // Takes it away and returns it; nothing if it has ended.
  std::optional<LinkFault> end(std::uint32_t number);
  // The number of the newest fault, if there is any.
  std::optional<std::uint32_t> newest() const;

  // Returns the first cut in the way of such a message, or null.
  const LinkFault* cut(Direction direction, std::uint64_t bytes) const;
  // Whether this transmission is lost by chance. Asks once for each (message, transmission).
  bool is_lost(const Parcel& parcel);
  // Puts the message into the queue for the bandwidth. Returns when it arrives, from now; nothing
  // if the queue is full.
  std::optional<Duration> transmit(const Parcel& parcel);
  // All of it: nothing if the message does not arrive.
  std::optional<Duration> pass(const Parcel& parcel);
  // `leg` tells apart the packets of one direction that a message may need.
  Duration latency(const Parcel& parcel, Direction direction, std::uint32_t leg);
  // Whether a datagram is sent twice.
  bool is_duplicated(const Parcel& parcel);

  // Whether what becomes of one message depends on those before it.
  bool has_memory() const;
  // Messages that found the queue full.
  std::uint64_t overflowed(Direction direction) const { return way(direction).overflowed; }

 private:
  struct Active {
    std::uint32_t number;
    LinkFault fault;
  };
  // What one direction remembers.
  struct Way {
    TransmissionQueue queue;
    BurstLoss burst;
    BurstLoss burst_of_faults;
    std::uint64_t overflowed = 0;
  };

  const Way& way(Direction direction) const { return ways_[static_cast<std::size_t>(direction)]; }
  Way& way(Direction direction) { return ways_[static_cast<std::size_t>(direction)]; }
  Ratio loss_of(const Parcel& parcel);
  Ratio burst_loss_of(const Parcel& parcel);
  Duration lateness(const Parcel& parcel);
  TransmissionQueue::Rules rules(const Parcel& parcel) const;

  World& world_;
  Key path_;
  const NetworkLinkOptions& options_;
  std::vector<Active> faults_;
  std::uint32_t begun_ = 0;
  Way ways_[2];
};

}  // namespace hindcast
