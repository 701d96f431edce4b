// Design: the system under test, read from a JSON file or shipped with the program. It is data:
// many worlds can be built from one design, on many threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hindcast/models/network/link.hpp"
#include "hindcast/models/time/zone_tables.hpp"
#include "hindcast/scenarios/design/component_kind.hpp"
#include "hindcast/scenarios/design/connection_options.hpp"
#include "hindcast/scenarios/design/replicas.hpp"
#include "hindcast/sim/objective.hpp"
#include "hindcast/sim/parameter.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

struct ComponentDesign {
  std::string name;
  std::string node;  // components that name the same node fail together; by default its own
  const ComponentKind* kind = nullptr;
  std::shared_ptr<void> options;
  std::shared_ptr<ReplicaOptions> replicas;  // null if its kind has none
  Place place;
};

struct LinkDesign {
  std::string name;
  std::shared_ptr<NetworkLinkOptions> options;
};

struct ConnectionDesign {
  std::string from;  // "mcp.cache"
  std::string to;    // "redis.resp"
  std::string link;  // empty: delivered at once
  std::string path;  // of its parameters: `from`, or "mcp.cache.1" for a port's second connection
  std::shared_ptr<ConnectionOptions> options;
  // Own code instead of the shipped breakers and retries; no plug: none.
  PluggedIn breaker{};
  PluggedIn retry{};
  std::shared_ptr<RouteOptions> route;  // null if no replicas can be at its other end
  // The times of failed calls go into the observation, breaker or not: for comparing a design with
  // and without a breaker. Changes nothing that happens, and is no parameter.
  bool keeps_failures = false;
  Place place;
  Place from_place;
  Place to_place;

  // "mcp.cache -> redis.resp", as sim/connection.hpp names it.
  std::string name() const { return from + " -> " + to; }
};

struct Design {
  std::string name;     // from the file
  std::string summary;  // one line, for reports
  std::string id;       // the shipped name, or the content hash of a file
  bool shipped = false;
  std::shared_ptr<const ZoneTables> zones;  // null: the pinned ones
  std::string program;  // whose registry it was read with; empty: hindcast's own
  std::shared_ptr<Objective> objective;
  std::vector<ComponentDesign> components;
  std::vector<LinkDesign> links;
  std::vector<ConnectionDesign> connections;
  // Views on all options above, in file order: what --set, show, hash and shrinker work on.
  std::vector<ParameterSet> parameter_sets;
  std::vector<PluggedIn> plugged;  // all own code in it, in file order

  std::vector<Parameter> parameters() const;
  // The same for a person: with presets resolved, and without what belongs to a part of a policy
  // that is off.
  std::vector<Parameter> shown_parameters() const;
  // A hash of structure and parameters: what the design does, not how its file is written.
  std::uint64_t content_hash() const;
  const ComponentDesign* find(std::string_view component) const;
  // The tz database that its runs read, if they read civil time.
  const ZoneTables& zone_tables() const { return zones ? *zones : ZoneTables::pinned(); }
};

// Reads a design. Throws InputError with place, cause and fix for everything that is wrong with it,
// unconnected or wrongly connected ports included.
Design read_design(std::string_view text, std::string_view file, const KindRegistry& kinds);
Design read_design_file(const std::string& path, const KindRegistry& kinds);

// Adds the design's components, links and connections to a world. A link is the kind of path that a
// connection takes: each connection has one of its own, and the first that names it gives it its
// name. REQUIRES: read_design accepted it.
void build_design(const Design& design, World& world);

// Throws InputError for what only the parts together can have wrong: a connection to a port that is
// not there, of the wrong role or protocol, or over no link; a client port that is left
// unconnected; replicas that make no sense; calls that never end. Called by read_design, and again
// after parameters were set.
void check_design(const Design& design);

// Throws InputError if a policy cannot work: it falls back to a connection that is not there, or
// says twice how often it tries.
void check_policies(const Design& design);

}  // namespace hindcast
