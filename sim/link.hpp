// Link: what lies between two ports. The kernel asks it what becomes of each message;
// models/network has the real ones, and a connection without a link delivers at once.
#pragma once

#include <cstdint>
#include <string>

#include "hindcast/sim/key.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class World;

enum class Direction : std::uint8_t { request, reply };

// One message as the link sees it. `path` is its identity: draws and questions about it are keyed
// by it, so other traffic does not change its fate.
struct Parcel {
  Key path;
  Direction direction = Direction::request;
  std::uint64_t bytes = 0;
  Key stream;              // the connection that it travels on
  std::uint32_t held = 0;  // how often the link has held it before
  bool opens = false;      // the first message of a new connection: it pays for the handshake
  bool abandoned = false;  // its caller has left meanwhile
};

enum class Fate : std::uint8_t {
  delivered,
  lost,     // silence: the sender learns nothing
  refused,  // an ICMP reject or a closed port: the caller is told
  reset,    // the connection is torn down: the caller is told
  held,     // not yet: the sender's TCP transmits it again, and the link is asked again, after
            // `delay`
};

// What becomes of a message. For refused and reset, `delay` is when the caller is told.
struct Transit {
  Fate fate = Fate::delivered;
  Duration delay = Duration::zero();
  bool duplicated = false;
  Duration duplicate_delay = Duration::zero();
};

class Link {
 public:
  Link(World& world, std::string name);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  virtual ~Link() = default;

  const std::string& name() const { return name_; }
  Key path() const { return path_; }

  virtual Transit carry(const Parcel& parcel) = 0;
  // Whether it is asked again about a message that came to a host without power: nobody there has
  // acknowledged it, so the sender's TCP transmits it again.
  virtual bool retransmits() const { return false; }

 protected:
  World& world() const { return world_; }

 private:
  World& world_;
  std::string name_;
  Key path_;
};

}  // namespace hindcast
