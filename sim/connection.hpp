// Connection: a client port, a link, a server port and the caller's policy. The list of connections
// is the topology that the graph reads.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/link.hpp"
#include "hindcast/sim/port.hpp"

namespace hindcast {

// What went over a connection so far, in attempts.
struct ConnectionCounts {
  std::uint64_t sent = 0;
  std::uint64_t ok = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t refused = 0;
  std::uint64_t closed = 0;
  std::uint64_t rejected = 0;
  std::uint64_t late = 0;       // replies whose caller had left
  std::uint64_t in_flight = 0;  // callers that wait now
};

class Connection {
 public:
  Connection(Port& client_port, Service& server_port, Link* between, CallPolicy call_policy)
      : client(client_port),
        server(server_port),
        link(between),
        policy(std::move(call_policy)),
        path(child(client_port.path(), server_port.path().value, 0)) {}

  // "mcp.cache -> redis.resp", for messages.
  std::string name() const { return client.full_name() + " -> " + server.full_name(); }

  Port& client;
  Service& server;
  Link* link;  // null: delivered at once
  CallPolicy policy;
  Key path;
  ConnectionCounts counts;
  // Of the balancing over a port's connections; what the first one keeps is for all of them.
  std::uint64_t turns = 0;
  Instant found_down = Instant::never();  // since when its server was found not to be up
};

}  // namespace hindcast
