// NetworkLink: messages with latency, bandwidth, loss and faults per direction. Over TCP a message
// that meets loss or a partition is not lost but late: it is delivered at the first retransmission
// after the heal, so a heal releases a burst, up to twice the partition's length after its
// beginning.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/models/network/link_fault.hpp"
#include "hindcast/models/network/link_options.hpp"
#include "hindcast/models/network/tcp_transport.hpp"
#include "hindcast/models/network/wire.hpp"
#include "hindcast/sim/link.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

namespace events {

inline constexpr EventKind kLinkFaulty{"network.faulty"};
inline constexpr EventKind kLinkHealed{"network.healed"};

}  // namespace events

// What became of messages so far. Held and lost count transmissions.
struct LinkCounts {
  std::uint64_t delivered = 0;
  std::uint64_t lost = 0;
  std::uint64_t held = 0;
  std::uint64_t refused = 0;
  std::uint64_t reset = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t overflowed = 0;  // of those lost or held: they found the queue full
};

class NetworkLink final : public Link {
 public:
  using Options = NetworkLinkOptions;

  NetworkLink(World& world, std::string name, Options options);

  // Begins a fault and returns its name. Usually called by a fiber of the adversary. `calm()` heals
  // all.
  LinkFaultHandle begin(const LinkFault& fault);
  LinkFaultHandle partition(PartitionKind kind, Directions directions = Directions::both);
  // Ends one fault; nothing if it has ended.
  void heal(LinkFaultHandle fault);
  // Ends all faults.
  void heal();

  // Says whether a cut lies in the way of small messages.
  bool partitioned(Direction direction) const { return wire_.cut(direction, 0) != nullptr; }
  LinkCounts counts(Direction direction) const;
  // REQUIRES: multiplexed TCP.
  ConnectionState state_of(const Connection& connection) const { return tcp_.state_of(connection); }
  // How many TCP connections were torn down so far, by a RST or given up.
  std::uint64_t broken_connections() const { return tcp_.broken(); }
  const Options& options() const { return options_; }

  Transit carry(const Parcel& parcel) override;
  bool retransmits() const override { return options_.retransmits; }

 private:
  Transit carry_datagram(const Parcel& parcel);
  void count(const Parcel& parcel, const Transit& transit);
  void tell(const LinkFault& fault, bool begins);

  Options options_;
  Wire wire_;
  TcpTransport tcp_;
  LinkCounts counts_[2];
};

}  // namespace hindcast
