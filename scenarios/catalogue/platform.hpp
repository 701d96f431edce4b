// Platform: the parts of a design that a story needs, by role. A part that is absent is null; a
// story that cannot be told without it says so before it is bound.
#pragma once

#include <string>
#include <vector>

#include "hindcast/models/load/clients.hpp"
#include "hindcast/models/network/link.hpp"
#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

class Platform {
 public:
  // Finds the parts of a world that was built from a design.
  explicit Platform(World& world);

  Clients* clients = nullptr;

  // Nodes of the design's own processes that an operator can restart: those that are called and
  // also call others, and workers. Services of somebody else (a database in the cloud) are not
  // among them.
  std::vector<Node*> restartable;

  // Returns the link of the connection from this port, or null.
  NetworkLink* link_of(std::string_view port) const;

  // The harms that every story looks for: what was acknowledged and is lost, what was served and
  // never committed, what was served stale.
  void add_harms(Observation& observation) const;

 private:
  World& world_;
};

}  // namespace hindcast
