#include "hindcast/models/network/link.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/sim/world.hpp"

namespace hindcast {

NetworkLink::NetworkLink(World& world, std::string name, Options options)
    : Link(world, std::move(name)),
      options_(std::move(options)),
      wire_(world, path(), options_),
      tcp_(world, *this, wire_, options_) {
  HINDCAST_CHECK(options_.loss <= Ratio::one() && options_.duplication <= Ratio::one());
  world.on_calm([this] { heal(); });
}

LinkFaultHandle NetworkLink::begin(const LinkFault& fault) {
  HINDCAST_CHECK(fault.loss <= Ratio::one() && fault.duplication <= Ratio::one());
  Scheduler& scheduler = world().scheduler();
  scheduler.point(Operation::link_change, path());
  scheduler.touch(Operation::link_change, path());
  const std::uint32_t number = wire_.begin(fault);
  scheduler.emit(events::kLinkFaulty, path().value, hash_text(describe(fault)), number);
  tell(fault, true);
  return {number};
}

LinkFaultHandle NetworkLink::partition(PartitionKind kind, Directions directions) {
  return begin({.directions = directions, .cut = kind});
}

void NetworkLink::heal(LinkFaultHandle handle) {
  Scheduler& scheduler = world().scheduler();
  scheduler.point(Operation::link_change, path());
  const std::optional<LinkFault> fault = wire_.end(handle.number);
  scheduler.touch(fault ? Operation::link_change : Operation::observe, path());
  if (!fault) return;
  scheduler.emit(events::kLinkHealed, path().value, 0, handle.number);
  tell(*fault, false);
}

void NetworkLink::heal() {
  while (const auto number = wire_.newest()) heal(LinkFaultHandle{*number});
}

void NetworkLink::tell(const LinkFault& fault, bool begins) {
  Story& story = world().story();
  if (!story.listening()) return;
  const Weight weight = fault.cut ? Weight::turning_point : Weight::notable;
  const std::string what = fmt::format("packets {} are {}{}", describe(fault.directions),
                                       begins ? "" : "no longer ", describe(fault));
  story.tell(world().now(), name(), weight, what);
}

Transit NetworkLink::carry(const Parcel& parcel) {
  // A queue and a chain of losses make the order of messages matter.
  world().scheduler().touch(wire_.has_memory() ? Operation::link_change : Operation::observe,
                            path());
  const Transit transit = options_.retransmits ? tcp_.carry(parcel) : carry_datagram(parcel);
  count(parcel, transit);
  return transit;
}

// Without TCP beneath, a message has one chance.
Transit NetworkLink::carry_datagram(const Parcel& parcel) {
  if (const LinkFault* const fault = wire_.cut(parcel.direction, parcel.bytes)) {
    const bool told = fault->cut != PartitionKind::drop && parcel.direction == Direction::request;
    return {told ? Fate::refused : Fate::lost};
  }
  const std::optional<Duration> there = wire_.pass(parcel);
  if (!there) return {Fate::lost};
  Transit transit{Fate::delivered, *there};
  transit.duplicated = wire_.is_duplicated(parcel);
  if (transit.duplicated) transit.duplicate_delay = wire_.latency(parcel, parcel.direction, 3);
  return transit;
}

LinkCounts NetworkLink::counts(Direction direction) const {
  LinkCounts counts = counts_[static_cast<std::size_t>(direction)];
  counts.overflowed = wire_.overflowed(direction);
  return counts;
}

void NetworkLink::count(const Parcel& parcel, const Transit& transit) {
  LinkCounts& counts = counts_[static_cast<std::size_t>(parcel.direction)];
  switch (transit.fate) {
    case Fate::delivered:
      ++counts.delivered;
      break;
    case Fate::lost:
      ++counts.lost;
      break;
    case Fate::refused:
      ++counts.refused;
      break;
    case Fate::reset:
      ++counts.reset;
      break;
    case Fate::held:
      ++counts.held;
      break;
  }
  if (transit.duplicated) ++counts.duplicated;
}

}  // namespace hindcast
