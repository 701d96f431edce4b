// ConnectionState: where a TCP connection is in its life, as its client's end and the world see it.
// What a client is told:
//
//   the server's process dies     FIN or RST at once; the next message opens a new connection
//   its host loses power          nothing; what is sent is transmitted again for 924.6 s, what was
//                                 acknowledged before waits for ever, or for keepalive
//   the host comes back           the next segment is answered by RST: all calls on it are closed
//   a partition                   nothing; it goes on with the first retransmission after the heal,
//                                 or ends as above after 924.6 s
//   a reset by a firewall         ECONNRESET at the next segment; the server knows nothing of it
#pragma once

#include <cstdint>

namespace hindcast {

enum class ConnectionState : std::uint8_t {
  closed,       // not opened yet, or ended by both sides
  connecting,   // a SYN is under way again
  established,  // both ends know it
  half_open,    // the client believes in it, the server's host does not: it died, or gave it up
  reset,        // torn down by a RST or given up; the next message opens it anew
};

const char* name_of(ConnectionState state);

}  // namespace hindcast
