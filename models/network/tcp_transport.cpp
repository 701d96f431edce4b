#include "hindcast/models/network/tcp_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {
namespace {

const Node* server_of(const Connection* ends) {
  return ends == nullptr ? nullptr : &ends->server.owner().node();
}

// Whether nobody is there to acknowledge what comes to this node.
bool is_deaf(const Node* server) {
  return server != nullptr && !server->alive() && server->crash_kind() == CrashKind::host;
}

// How long a message has waited that was transmitted so often, when it is transmitted next.
Duration waited(const TcpOptions& options, std::uint32_t transmissions) {
  Duration sum = Duration::zero();
  for (std::uint32_t nth = 0; nth < transmissions; ++nth) sum += data_timeout(options, nth);
  return sum;
}

// Whether the client's balancer has noticed the loss of the host, and so closed its connection to
// it: what comes now, to the host that is back, goes over a new one.
bool is_closed_by_balancer(const Connection* ends, std::uint32_t server_life, Duration since_loss) {
  const Node* const server = server_of(ends);
  if (server == nullptr || !server->alive() || server->life() == server_life) return false;
  const Balancing& balancing = ends->policy.balancing;
  return balancing.order != Balancing::Order::none && since_loss >= balancing.host_loss_noticed;
}

}  // namespace

TcpTransport::TcpTransport(World& world, const Link& link, Wire& wire,
                           const NetworkLinkOptions& options)
    : world_(world), link_(link), wire_(wire), options_(options) {
  if (!options_.tcp.keepalive) return;
  keepalive_ = std::make_unique<Keepalive>(world, wire, options, [this](Connection& ends) {
    ++broken_;
    tear_down(peers_of(ends.path), "is given up: nobody answers its keepalive probes");
  });
}

Transit TcpTransport::carry(const Parcel& parcel) {
  Peers& peers = peers_of(parcel.stream);
  const Transit transit = decide(parcel, peers);
  if (keepalive_ != nullptr && peers.ends != nullptr) {
    keepalive_->note(parcel, transit, *peers.ends);
  }
  return transit;
}

Transit TcpTransport::decide(const Parcel& parcel, Peers& peers) {
  if (parcel.opens && parcel.direction == Direction::request) return carry_opening(parcel, peers);
  const LinkFault* const fault = wire_.cut(parcel.direction, parcel.bytes);
  if (fault != nullptr && fault->cut == PartitionKind::tcp_reset) {
    return cut_by_reset(parcel, peers);
  }
  return options_.multiplexed ? carry_shared(parcel, peers) : carry_alone(parcel, peers);
}

// A firewall answers in the name of the other end. The side that sends is told; the client never
// hears of a reply that was rejected.
Transit TcpTransport::cut_by_reset(const Parcel& parcel, Peers& peers) {
  ++broken_;
  if (parcel.direction == Direction::reply) {
    peers.forgotten = peers.open;
    return {Fate::lost};
  }
  if (options_.multiplexed) tear_down(peers, "is reset by a firewall");
  return {Fate::reset};
}

// A new connection: SYN, SYN-ACK, then the message.
Transit TcpTransport::carry_opening(const Parcel& parcel, Peers& peers) {
  if (parcel.abandoned) return {Fate::lost};  // the socket was closed while it connected
  const LinkFault* const fault = wire_.cut(Direction::request, parcel.bytes);
  if (fault != nullptr && fault->cut != PartitionKind::drop) return {Fate::refused};
  const bool answered = fault == nullptr && wire_.cut(Direction::reply, 0) == nullptr &&
                        !is_deaf(server_of(peers.ends));
  std::optional<Duration> there;
  if (answered && !wire_.is_lost(parcel)) there = wire_.transmit(parcel);
  if (!there) {
    peers.connecting = parcel.held < syn_transmissions(options_.tcp);
    if (!peers.connecting) return {Fate::refused};
    return {Fate::held, syn_timeout(options_.tcp, parcel.held)};
  }
  open(peers);
  peers.stalls[0].reset();
  peers.stalls[1].reset();
  Transit transit{Fate::delivered, *there};
  transit.delay += wire_.latency(parcel, Direction::request, 1);
  transit.delay += wire_.latency(parcel, Direction::reply, 1);
  return transit;
}

// One message on a connection of its own, with its own retransmission timer.
Transit TcpTransport::carry_alone(const Parcel& parcel, Peers& peers) {
  if (parcel.abandoned && parcel.held > options_.tcp.tcp_orphan_retries) return {Fate::lost};
  if (parcel.held >= data_transmissions(options_.tcp)) return given_up(parcel, peers);
  const bool heard = parcel.direction == Direction::reply || !is_deaf(server_of(peers.ends));
  if (heard) {
    if (const auto there = wire_.pass(parcel)) return {Fate::delivered, *there};
  }
  return {Fate::held, data_timeout(options_.tcp, parcel.held)};
}

// A connection has one timer, that of its oldest message: those behind it wait for the same
// retransmission, and share its end when TCP gives up.
Transit TcpTransport::carry_shared(const Parcel& parcel, Peers& peers) {
  const Instant now = world_.now();
  std::optional<Stall>& stall = peers.stalls[static_cast<std::size_t>(parcel.direction)];
  const bool asks = parcel.direction == Direction::request;
  if (stall && asks && parcel.held == 0 &&
      is_closed_by_balancer(peers.ends, peers.server_life,
                            now - (stall->next - waited(options_.tcp, stall->transmissions)))) {
    stall.reset();
    open(peers);
  }
  if (stall && now < stall->next) return {Fate::held, stall->next - now};
  if (stall && now == stall->next && parcel.held == 0) {
    return {Fate::held, Duration::zero()};  // behind those that wait for this very instant
  }
  if (stall && now > stall->next) stall.reset();  // whoever was to transmit is gone
  if (stall && stall->transmissions >= data_transmissions(options_.tcp)) {
    return given_up(parcel, peers);
  }
  if (asks && is_deaf(server_of(peers.ends))) return stalled(peers, parcel);
  const auto there = wire_.pass(parcel);
  if (!there) return stalled(peers, parcel);
  stall.reset();
  if (asks && is_half_open(peers)) return answered_by_reset(parcel, peers, *there);
  if (asks) open(peers);
  return {Fate::delivered, *there};
}

// Holds a message of a shared connection until the next retransmission.
Transit TcpTransport::stalled(Peers& peers, const Parcel& parcel) {
  std::optional<Stall>& stall = peers.stalls[static_cast<std::size_t>(parcel.direction)];
  if (!stall) stall = {0, world_.now()};
  const Duration wait = data_timeout(options_.tcp, stall->transmissions++);
  stall->next = world_.now() + wait;
  return {Fate::held, wait};
}

// TCP gives up: the sender's side learns it. All calls of a shared connection end with it.
Transit TcpTransport::given_up(const Parcel& parcel, Peers& peers) {
  const bool asks = parcel.direction == Direction::request;
  if (!options_.multiplexed) {
    ++broken_;
  } else if (asks && peers.open) {
    ++broken_;
    tear_down(peers, "is given up: nobody acknowledges what it sends");
  } else if (!asks) {
    peers.forgotten = peers.open;
  }
  return {asks ? Fate::reset : Fate::lost};
}

// The host at the other end does not know the connection: its kernel answers with RST, and all who
// wait on it learn it when that has come back.
Transit TcpTransport::answered_by_reset(const Parcel& parcel, Peers& peers, Duration there) {
  ++broken_;
  const Duration back = there + wire_.latency(parcel, Direction::reply, 2);
  if (std::exchange(peers.reset_on_its_way, true)) return {Fate::reset, back};
  world_.inject("reset", [this, stream = peers.stream, back] {
    sleep(back);
    tear_down(peers_of(stream), "is reset: the host at its other end does not know it");
  });
  return {Fate::reset, back};
}

void TcpTransport::open(Peers& peers) {
  peers.open = true;
  peers.connecting = false;
  peers.was_reset = false;
  peers.forgotten = false;
  if (const Node* const server = server_of(peers.ends)) peers.server_life = server->life();
}

void TcpTransport::tear_down(Peers& peers, const char* why) {
  peers.open = false;
  peers.was_reset = true;
  peers.forgotten = false;
  peers.reset_on_its_way = false;
  if (peers.ends == nullptr) return;
  if (world_.story().listening()) {
    world_.story().tell(world_.now(), link_.name(), Weight::notable,
                        fmt::format("the connection {} {}", peers.ends->name(), why));
  }
  world_.exchanges().hang_up(*peers.ends);
}

// A killed process's host has said goodbye (FIN); one that lost power has not.
bool TcpTransport::is_half_open(const Peers& peers) {
  const Node* const server = server_of(peers.ends);
  if (!peers.open || server == nullptr) return false;
  if (peers.forgotten) return true;
  const bool same = server->alive() && server->life() == peers.server_life;
  return !same && server->crash_kind() == CrashKind::host;
}

ConnectionState TcpTransport::state_of(const Connection& connection) const {
  HINDCAST_CHECK(options_.multiplexed);
  const auto found = std::find_if(peers_.begin(), peers_.end(), [&](const Peers& known) {
    return known.stream == connection.path;
  });
  if (found == peers_.end()) return ConnectionState::closed;
  if (found->connecting) return ConnectionState::connecting;
  if (!found->open) return found->was_reset ? ConnectionState::reset : ConnectionState::closed;
  if (is_half_open(*found)) return ConnectionState::half_open;
  const Node& server = connection.server.owner().node();
  const bool same = server.alive() && server.life() == found->server_life;
  return same ? ConnectionState::established : ConnectionState::closed;
}

TcpTransport::Peers& TcpTransport::peers_of(Key stream) {
  for (Peers& known : peers_) {
    if (known.stream == stream) return known;
  }
  Peers peers{.stream = stream, .ends = nullptr};
  for (const auto& connection : world_.connections()) {
    if (connection->path == stream) peers.ends = connection.get();
  }
  peers_.push_back(peers);
  return peers_.back();
}

}  // namespace hindcast
