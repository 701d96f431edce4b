// NetworkLink: messages with latency, loss and faults per direction. Over TCP a message that meets
// loss or a partition is not lost but late: it is delivered at the first retransmission after the
// heal, so a heal releases a burst, up to twice the partition's length after its beginning.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/models/network/link_fault.hpp"
#include "hindcast/models/network/link_options.hpp"
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
  bool partitioned(Direction direction) const { return cut(direction, 0) != nullptr; }
  const LinkCounts& counts(Direction direction) const {
    return counts_[static_cast<std::size_t>(direction)];
  }
  const Options& options() const { return options_; }

  Transit carry(const Parcel& parcel) override;

 private:
  struct Active {
    std::uint32_t number;
    LinkFault fault;
  };
  // One direction of a shared TCP connection whose oldest message is not through.
  struct Stall {
    Key stream;
    Direction direction;
    std::uint32_t transmissions;
    Instant next;  // when it transmits again
  };

  Transit decide(const Parcel& parcel);
  Transit carry_datagram(const Parcel& parcel);
  Transit carry_opening(const Parcel& parcel);
  Transit carry_shared(const Parcel& parcel);
  Transit carry_alone(const Parcel& parcel);
  static Transit given_up(const Parcel& parcel);
  Transit delivered(const Parcel& parcel);

  const LinkFault* cut(Direction direction, std::uint64_t bytes) const;
  bool passes(const Parcel& parcel);
  bool is_lost(const Parcel& parcel);
  Duration latency(const Parcel& parcel, Direction direction, std::uint32_t leg);
  void count(const Parcel& parcel, const Transit& transit);
  void tell(const LinkFault& fault, bool begins);

  Options options_;
  std::vector<Active> faults_;
  std::uint32_t faults_begun_ = 0;
  std::vector<Stall> stalls_;
  LinkCounts counts_[2];
};

}  // namespace hindcast
