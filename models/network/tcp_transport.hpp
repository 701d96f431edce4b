// TcpTransport: messages over TCP. What the wire loses is late, not lost; connections are objects
// with a life, and what their client sees depends on what became of the other end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "hindcast/models/network/connection_state.hpp"
#include "hindcast/models/network/keepalive.hpp"
#include "hindcast/models/network/link_options.hpp"
#include "hindcast/models/network/wire.hpp"
#include "hindcast/sim/connection.hpp"

namespace hindcast {

class TcpTransport {
 public:
  // The wire and the options outlive it.
  TcpTransport(World& world, const Link& link, Wire& wire, const NetworkLinkOptions& options);

  Transit carry(const Parcel& parcel);

  // Returns the state of a connection that all its messages share. REQUIRES: multiplexed. Without
  // it each call under way has a socket of its own, which lives as long as the call.
  ConnectionState state_of(const Connection& connection) const;
  // How many connections, or sockets of one call, were torn down: by a RST, or given up.
  std::uint64_t broken() const { return broken_; }

 private:
  // One direction of a shared connection whose oldest message is not through.
  struct Stall {
    std::uint32_t transmissions;
    Instant next;  // when it transmits again
  };
  // What both ends know of the TCP connection between two ports.
  struct Peers {
    Key stream;
    Connection* ends;  // null for messages that no connection sends
    bool open = false;
    bool connecting = false;
    bool was_reset = false;
    bool forgotten = false;         // its server gave it up, or was told of a reset
    bool reset_on_its_way = false;  // from the server's host
    std::uint32_t server_life = 0;  // of the process at its other end
    std::optional<Stall> stalls[2] = {};
  };

  Transit decide(const Parcel& parcel, Peers& peers);
  Transit carry_opening(const Parcel& parcel, Peers& peers);
  Transit carry_shared(const Parcel& parcel, Peers& peers);
  Transit carry_alone(const Parcel& parcel, Peers& peers);
  Transit cut_by_reset(const Parcel& parcel, Peers& peers);
  Transit given_up(const Parcel& parcel, Peers& peers);
  Transit answered_by_reset(const Parcel& parcel, Peers& peers, Duration there);
  Transit stalled(Peers& peers, const Parcel& parcel);

  Peers& peers_of(Key stream);
  static bool is_half_open(const Peers& peers);
  static void open(Peers& peers);
  void tear_down(Peers& peers, const char* why);

  World& world_;
  const Link& link_;
  Wire& wire_;
  const NetworkLinkOptions& options_;
  std::vector<Peers> peers_;
  std::unique_ptr<Keepalive> keepalive_;
  std::uint64_t broken_ = 0;
};

}  // namespace hindcast
