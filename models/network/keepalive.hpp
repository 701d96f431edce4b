// Keepalive: SO_KEEPALIVE for calls that wait on connections on which nothing moves. The first
// probe comes after tcp_keepalive_time, unanswered ones every tcp_keepalive_intvl; after
// tcp_keepalive_probes of them, and one interval more, the connection is given up: 2 h 11 min 15 s
// with the defaults. A host that does not know the connection answers the first probe with RST.
// While data is unacknowledged nothing is probed; how long a probe travels is not modelled.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "hindcast/models/network/link_options.hpp"
#include "hindcast/models/network/wire.hpp"
#include "hindcast/sim/connection.hpp"
#include "hindcast/sim/exchanges.hpp"

namespace hindcast {

class Keepalive {
 public:
  // Called when a shared connection turns out to be broken.
  using GiveUp = std::function<void(Connection& ends)>;

  Keepalive(World& world, Wire& wire, const NetworkLinkOptions& options, GiveUp give_up)
      : world_(world), wire_(wire), options_(options), give_up_(std::move(give_up)) {}

  // Sees what became of each message of a connection.
  void note(const Parcel& parcel, const Transit& transit, Connection& ends);

 private:
  // One TCP connection: of all messages between two ports, or of one call.
  struct Socket {
    const Connection* ends;
    std::uint32_t server_life;
    Instant heard;             // when the peer was last heard of
    std::uint32_t missed = 0;  // probes since then
    std::uint32_t probes = 0;  // in all
    bool forgotten = false;    // its server gave it up
  };
  enum class Answer : std::uint8_t { acknowledged, silence, reset };

  void watch(Connection& ends);
  Instant sweep(Connection& ends);
  Instant sweep_shared(Connection& ends, const std::vector<OpenCall>& calls);
  Instant sweep_alone(Connection& ends, const std::vector<OpenCall>& calls);
  bool is_broken(Key name, Socket& socket);
  Answer probe(Key name, Socket& socket);
  Instant due(const Socket& socket) const;

  World& world_;
  Wire& wire_;
  const NetworkLinkOptions& options_;
  GiveUp give_up_;
  std::map<Key, Socket> sockets_;
  std::vector<const Connection*> watched_;
};

}  // namespace hindcast
