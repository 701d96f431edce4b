#include "hindcast/models/network/link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

const char* words_for(Directions directions) {
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

std::string describe(const LinkFault& fault) {
  std::string words;
  const auto add = [&words](const std::string& more) {
    if (!words.empty()) words += ", ";
    words += more;
  };
  if (fault.cut) add(words_for(*fault.cut));
  if (fault.added_latency > Duration::zero()) add("late by " + human(fault.added_latency));
  if (fault.loss > Ratio::zero()) {
    const std::uint64_t parts = fault.loss.parts_per_billion();
    add(fmt::format("lost, {}.{} % of them", parts / 10'000'000, parts / 1'000'000 % 10));
  }
  if (fault.bytes_min > 0) add(fmt::format("if they have {} bytes or more", fault.bytes_min));
  return words;
}

bool affects(const LinkFault& fault, Direction direction, std::uint64_t bytes) {
  return covers(fault.directions, direction) && bytes >= fault.bytes_min;
}

// Returns the probability that at least one of two independent things happens.
Ratio either(Ratio left, Ratio right) {
  const std::uint64_t neither = (Ratio::kOne - left.parts_per_billion()) *
                                (Ratio::kOne - right.parts_per_billion()) / Ratio::kOne;
  return Ratio::parts_per_billion(Ratio::kOne - neither);
}

}  // namespace

NetworkLink::NetworkLink(World& world, std::string name, Options options)
    : Link(world, std::move(name)), options_(std::move(options)) {
  HINDCAST_CHECK(options_.loss <= Ratio::one() && options_.duplication <= Ratio::one());
  world.on_calm([this] { heal(); });
}

LinkFaultHandle NetworkLink::begin(const LinkFault& fault) {
  HINDCAST_CHECK(fault.loss <= Ratio::one());
  Scheduler& scheduler = world().scheduler();
  scheduler.point(Operation::link_change, path());
  scheduler.touch(Operation::link_change, path());
  const std::uint32_t number = faults_begun_++;
  faults_.push_back({number, fault});
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
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Active& active) {
    return active.number == handle.number;
  });
  if (found == faults_.end()) return;
  scheduler.touch(Operation::link_change, path());
  const LinkFault fault = found->fault;
  faults_.erase(found);
  scheduler.emit(events::kLinkHealed, path().value, 0, handle.number);
  tell(fault, false);
}

void NetworkLink::heal() {
  while (!faults_.empty()) heal(LinkFaultHandle{faults_.back().number});
}

void NetworkLink::tell(const LinkFault& fault, bool begins) {
  Story& story = world().story();
  if (!story.listening()) return;
  const Weight weight = fault.cut ? Weight::turning_point : Weight::notable;
  const std::string what = fmt::format("packets {} are {}{}", words_for(fault.directions),
                                       begins ? "" : "no longer ", describe(fault));
  story.tell(world().now(), name(), weight, what);
}

Transit NetworkLink::carry(const Parcel& parcel) {
  world().scheduler().touch(Operation::observe, path());
  const Transit transit = decide(parcel);
  count(parcel, transit);
  return transit;
}

Transit NetworkLink::decide(const Parcel& parcel) {
  if (!options_.retransmits) return carry_datagram(parcel);
  if (parcel.opens && parcel.direction == Direction::request) return carry_opening(parcel);
  const LinkFault* const fault = cut(parcel.direction, parcel.bytes);
  if (fault != nullptr && fault->cut == PartitionKind::tcp_reset) {
    // The side that sends is told; the client never hears of a reply that was rejected.
    return {parcel.direction == Direction::request ? Fate::reset : Fate::lost};
  }
  return options_.multiplexed ? carry_shared(parcel) : carry_alone(parcel);
}

// Without TCP beneath, a message has one chance.
Transit NetworkLink::carry_datagram(const Parcel& parcel) {
  if (const LinkFault* const fault = cut(parcel.direction, parcel.bytes)) {
    const bool told = fault->cut != PartitionKind::drop && parcel.direction == Direction::request;
    return {told ? Fate::refused : Fate::lost};
  }
  if (is_lost(parcel)) return {Fate::lost};
  Transit transit = delivered(parcel);
  if (options_.duplication == Ratio::zero()) return transit;
  const std::uint32_t nth = static_cast<std::uint32_t>(parcel.direction);
  transit.duplicated =
      world().scheduler().choose_about(
          {ChoiceKind::message, parcel.path, "duplication", nth, 2, options_.duplication, {}}) == 1;
  if (transit.duplicated) transit.duplicate_delay = latency(parcel, parcel.direction, 3);
  return transit;
}

// A new connection: SYN, SYN-ACK, then the message.
Transit NetworkLink::carry_opening(const Parcel& parcel) {
  if (parcel.abandoned) return {Fate::lost};  // the socket was closed while it connected
  const LinkFault* const fault = cut(Direction::request, parcel.bytes);
  if (fault != nullptr && fault->cut != PartitionKind::drop) return {Fate::refused};
  const bool answered = fault == nullptr && cut(Direction::reply, 0) == nullptr;
  if (!answered || is_lost(parcel)) {
    if (parcel.held >= syn_transmissions(options_.tcp)) return {Fate::refused};
    return {Fate::held, syn_timeout(options_.tcp, parcel.held)};
  }
  std::erase_if(stalls_, [&](const Stall& stall) { return stall.stream == parcel.stream; });
  Transit transit = delivered(parcel);
  transit.delay += latency(parcel, Direction::request, 1);
  transit.delay += latency(parcel, Direction::reply, 1);
  return transit;
}

// One message on a connection of its own, with its own retransmission timer.
Transit NetworkLink::carry_alone(const Parcel& parcel) {
  if (parcel.abandoned && parcel.held > options_.tcp.tcp_orphan_retries) return {Fate::lost};
  if (parcel.held >= data_transmissions(options_.tcp)) return given_up(parcel);
  if (passes(parcel)) return delivered(parcel);
  return {Fate::held, data_timeout(options_.tcp, parcel.held)};
}

// A connection has one timer, that of its oldest message: those behind it wait for the same
// retransmission, and share its end when TCP gives up.
Transit NetworkLink::carry_shared(const Parcel& parcel) {
  const Instant now = world().now();
  auto stall = std::find_if(stalls_.begin(), stalls_.end(), [&](const Stall& known) {
    return known.stream == parcel.stream && known.direction == parcel.direction;
  });
  if (stall != stalls_.end() && now < stall->next) return {Fate::held, stall->next - now};
  if (stall != stalls_.end() && now == stall->next && parcel.held == 0) {
    return {Fate::held, Duration::zero()};  // behind those that wait for this very instant
  }
  if (stall != stalls_.end() && now > stall->next) {
    // Whoever was to transmit is gone.
    stalls_.erase(stall);
    stall = stalls_.end();
  }
  if (stall != stalls_.end() && stall->transmissions >= data_transmissions(options_.tcp)) {
    return given_up(parcel);
  }
  if (passes(parcel)) {
    if (stall != stalls_.end()) stalls_.erase(stall);
    return delivered(parcel);
  }
  if (stall == stalls_.end()) {
    stall = stalls_.insert(stall, {parcel.stream, parcel.direction, 0, now});
  }
  const Duration wait = data_timeout(options_.tcp, stall->transmissions++);
  stall->next = now + wait;
  return {Fate::held, wait};
}

// TCP gives up: the sender's side learns it.
Transit NetworkLink::given_up(const Parcel& parcel) {
  return {parcel.direction == Direction::request ? Fate::reset : Fate::lost};
}

Transit NetworkLink::delivered(const Parcel& parcel) {
  return {Fate::delivered, latency(parcel, parcel.direction, 0)};
}

// Returns the first cut in the way of such a message, or null.
const LinkFault* NetworkLink::cut(Direction direction, std::uint64_t bytes) const {
  for (const Active& active : faults_) {
    if (active.fault.cut && affects(active.fault, direction, bytes)) return &active.fault;
  }
  return nullptr;
}

// Whether this transmission arrives.
bool NetworkLink::passes(const Parcel& parcel) {
  return cut(parcel.direction, parcel.bytes) == nullptr && !is_lost(parcel);
}

bool NetworkLink::is_lost(const Parcel& parcel) {
  Ratio loss = options_.loss;
  for (const Active& active : faults_) {
    if (affects(active.fault, parcel.direction, parcel.bytes)) {
      loss = either(loss, active.fault.loss);
    }
  }
  if (loss == Ratio::zero()) return false;
  const std::uint32_t nth = parcel.held * 2 + static_cast<std::uint32_t>(parcel.direction);
  return world().scheduler().choose_about(
             {ChoiceKind::message, parcel.path, "loss", nth, 2, loss, {}}) == 1;
}

// `leg` tells apart the packets of one direction that a message may need.
Duration NetworkLink::latency(const Parcel& parcel, Direction direction, std::uint32_t leg) {
  Scheduler& scheduler = world().scheduler();
  const std::uint32_t nth = leg * 2 + static_cast<std::uint32_t>(direction);
  Duration result = Duration::zero();
  if (const std::size_t entries = options_.delays.size(); entries == 0) {
    result = options_.latency.duration(scheduler.draw_for(path(), "latency", parcel.path, nth));
  } else if (scheduler.asks(ChoiceKind::delay)) {
    const auto arity = static_cast<std::uint32_t>(entries);
    const std::uint32_t entry = scheduler.choose_about(
        {ChoiceKind::delay, parcel.path, "delay", nth, arity, Ratio::of(arity - 1, arity), {}});
    result = options_.delays[entry];
  } else {
    const std::uint64_t random = scheduler.draw_for(path(), "delay", parcel.path, nth);
    result = options_.delays[bounded(random, entries)];
  }
  for (const Active& active : faults_) {
    if (affects(active.fault, direction, parcel.bytes)) result += active.fault.added_latency;
  }
  return result;
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
