// Topology: who calls whom in a design, with which capacities, bounds and policies. It is plain
// data: read off a World after construction, or written by hand or by an importer, and what every
// law of the graph is computed from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/rate.hpp"
#include "hindcast/sim/ratio.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class World;

enum class VertexKind : std::uint8_t { client, service, cache, queue, pool, store };

const char* name_of(VertexKind kind);

// How often requests of one operation lead to a call, and what that call asks for.
struct OperationCalls {
  std::string operation{};  // of the request; empty: of any
  Ratio calls = Ratio::one();
  std::string as{};          // the operation that the callee sees; empty: the request's own
  Ratio unshielded = calls;  // instead of `calls`, when the port's shield is gone
};

// How a component uses one of its client ports; what a model says about itself.
struct PortUse {
  std::string port{};
  Ratio calls_per_request = Ratio::one();  // the mean on a calm day (a visit ratio)
  // What the component's own code does around a call, beneath the connection's policy.
  Duration timeout = Duration::infinite();  // of one attempt
  std::uint32_t attempts_max = 1;
  Duration backoff_total = Duration::zero();  // the waits between all attempts, at their longest
  bool waits = true;          // false: posts, or hands over to a fiber that nobody waits for
  bool has_fallback = false;  // when the call fails, the request is still answered well
  // How many of the port's connections must answer; 0: all of them.
  std::uint32_t needed = 0;
  // A port of the same component whose callee spares this call, as a cache does. When that callee
  // is gone, this port carries `calls_unshielded` instead of `calls_per_request`.
  std::string shield_port{};
  Ratio calls_unshielded = Ratio::one();
  // If there are any, they replace `calls_per_request` and `calls_unshielded`: the calls of all
  // entries that match the request add up, and the mean is taken over what the design asks for.
  std::vector<OperationCalls> by_operation{};
  // A call is so many messages, one after the other, each with the timeout of its own; the first
  // that fails ends the call.
  std::uint32_t steps = 1;
  // The component takes its work from the callee at its own pace: what others put there is what it
  // works on.
  bool pulls = false;
  // A file of the same host, not messages: no policy of the connection applies.
  bool mounted = false;
  // The component's own parameters behind `timeout` and `attempts_max`, by field name; may be
  // empty.
  std::string timeout_parameter{};
  std::string attempts_parameter{};
};

struct TopologyVertex {
  std::string name{};
  std::string node{};  // vertices of one node fail together; empty: a node of its own
  VertexKind kind = VertexKind::service;
  std::uint32_t replicas = 1;    // equal instances, any of which can answer
  Rate offered = Rate::zero();   // requests that begin here (clients)
  Ratio unavailability{};        // of one replica, on its own; zero: not known
  std::uint32_t servers = 0;     // requests worked on at once, per replica; 0: no limit
  Duration service_time{};       // mean, without what it calls; zero: not known
  Rate capacity = Rate::zero();  // per replica; zero: servers / service_time, if both are known
  // Places that a request holds until all its calls are answered (sessions of a pool, worker
  // threads), per replica; 0: no limit, as in an event loop.
  std::uint32_t slots = 0;
  std::string slots_parameter{};  // the parameter behind `slots`, by field name; may be empty
  std::uint64_t slots_parameter_max = 1'000'000;
  bool queues = false;                            // requests wait here for a server or a slot
  std::optional<std::uint64_t> queue_max{};       // none: without bound
  Duration queue_timeout = Duration::infinite();  // the longest that a request waits there
  std::string queue_timeout_parameter{};          // by field name; may be empty
  bool calls_at_once = false;                     // all its calls together, not one after the other
  std::optional<Distribution> popularity{};  // of clients: which of its keys a request is about
  std::vector<PortUse> uses{};  // by port; a port that is not named is used once per request
};

// The calls from one vertex to another over one connection.
struct TopologyEdge {
  std::string from{};
  std::string to{};
  std::string port{};  // of the caller; edges that share it are alternatives if `needed` says so
  Ratio calls_per_request = Ratio::one();
  std::optional<Ratio> calls_most{};         // of one request; none: calls_per_request, rounded up
  Duration timeout = Duration::infinite();   // of one attempt
  Duration deadline = Duration::infinite();  // of the whole call with its retries
  std::uint32_t attempts_max = 1;
  std::uint32_t steps = 1;  // messages of one attempt, each with the timeout of its own
  Duration backoff_total = Duration::zero();
  std::optional<Ratio> retry_budget{};  // retries per call at most, in the mean (a token bucket)
  bool has_breaker = false;             // one that can open
  bool has_fallback = false;
  bool waits = true;
  bool pulls = false;        // the caller works on what others put at the callee
  bool mounted = false;      // a file of the same host, not messages
  std::uint32_t needed = 0;  // of the edges of this caller's port; 0: all
  std::string shield{};      // the vertex that spares these calls; may be empty
  Ratio calls_unshielded = Ratio::one();
  // Full paths ("mcp.cache.timeout") of the parameters that change timeout and attempts; empty if
  // none does. `attempts_parameters` are those that must all be 1 for one attempt.
  std::vector<std::string> timeout_parameters{};
  std::vector<std::string> attempts_parameters{};
};

struct Topology {
  std::vector<TopologyVertex> vertices{};
  std::vector<TopologyEdge> edges{};
};

// Returns the topology in its one order: vertices by name, edges by caller, callee and port.
Topology in_order(Topology topology);

// Returns what is wrong with a topology that was not read off a world: names that are empty, double
// or unknown, a vertex without replicas, an edge without attempts, a port that needs more
// connections than it has.
std::optional<TextError> problem_of(const Topology& topology);

// Returns the topology of a world whose components and connections exist, in its order.
Topology topology_of(const World& world);

// Returns the waits between that many attempts, jitter at its longest. Source: sim/call_policy.hpp.
Duration longest_waits(const Backoff& backoff, std::uint32_t attempts);

// Returns the most that one replica serves in a second, in requests; zero if that is not known.
Rate capacity_of(const TopologyVertex& vertex);

}  // namespace hindcast
