#include "hindcast/scenarios/catalogue/breaker_watch.hpp"

#include <algorithm>

#include "hindcast/models/network/link.hpp"
#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/models/resilience/failed_calls.hpp"
#include "hindcast/models/resilience/watched_breaker.hpp"
#include "hindcast/sim/connection.hpp"

namespace hindcast {
namespace {

bool is_cut(const Link* link) {
  const auto* const network = dynamic_cast<const NetworkLink*>(link);
  return network != nullptr &&
         (network->partitioned(Direction::request) || network->partitioned(Direction::reply));
}

// Whether the other side of a connection is up and reachable, with all that it calls itself.
// `seen` ends cycles of calls.
bool is_well(const Connection& connection, std::vector<const Component*>& seen) {
  const Component& server = connection.server.owner();
  if (is_cut(connection.link) || !server.listens()) return false;
  if (std::find(seen.begin(), seen.end(), &server) != seen.end()) return true;
  seen.push_back(&server);
  for (const Port* const port : server.ports()) {
    if (port->role() != Port::Role::client) continue;
    for (const Connection* const further : port->connections()) {
      if (!is_well(*further, seen)) return false;
    }
  }
  return true;
}

// Whether a call would be answered: of several replicas one is enough, the balancer goes there.
bool can_answer(const Connection& connection) {
  const auto well = [](const Connection* one) {
    std::vector<const Component*> seen;
    return is_well(*one, seen);
  };
  if (connection.policy.balancing.order == Balancing::Order::none) return well(&connection);
  const auto& replicas = connection.client.connections();
  return std::any_of(replicas.begin(), replicas.end(), well);
}

std::vector<WatchedBreaker*> breakers_of(const Connection& connection) {
  std::vector<WatchedBreaker*> found;
  for (const auto* const guards : {&connection.policy.call_guards, &connection.policy.guards}) {
    for (const auto& guard : *guards) {
      if (auto* const watched = dynamic_cast<WatchedBreaker*>(guard.get())) {
        found.push_back(watched);
      }
    }
  }
  return found;
}

const FailedCalls* failed_calls_of(const Connection& connection) {
  for (const auto& guard : connection.policy.guards) {
    if (const auto* const found = dynamic_cast<const FailedCalls*>(guard.get())) return found;
  }
  return nullptr;
}

// The preset's name; "own" for code of one's own.
std::string kind_of(WatchedBreaker& breaker) {
  const auto* const ours = dynamic_cast<const CircuitBreaker*>(&breaker.breaker());
  const bool shipped = ours != nullptr && ours->options().preset != BreakerPreset::none;
  return shipped ? name_of(ours->options().preset) : "own";
}

// Returns when it first opened, or `from` if it was not closed then.
Instant trip_of(const BreakerRecord& record, Instant from) {
  BreakerState state = BreakerState::closed;
  for (const BreakerChange& change : record.timeline) {
    if (change.at.monotonic > from) break;
    state = change.to;
  }
  return state == BreakerState::closed ? record.first_opened(from) : from;
}

BreakerObservation observe(WatchedBreaker& breaker, const Connection& connection, Instant from,
                           Instant to) {
  const BreakerRecord& record = breaker.record();
  BreakerObservation seen;
  seen.connection = breaker.name();
  seen.kind = kind_of(breaker);
  seen.opened = record.opened;
  seen.failed = record.failed;
  seen.rejected = record.rejected;
  seen.healthy_rejected = record.healthy_rejected;
  seen.stuck = breaker.state() != BreakerState::closed;
  const Instant trip = trip_of(record, from);
  if (trip.is_never()) return seen;
  seen.opened_after = trip - from;
  if (const FailedCalls* const failed = failed_calls_of(connection)) {
    seen.dead_calls = failed->sent_within(trip, to).size();
  }
  return seen;
}

// Whether guards are seen for the first time: connections to replicas share theirs.
bool is_new(const CallGuard* guard, std::vector<const CallGuard*>& seen) {
  if (std::find(seen.begin(), seen.end(), guard) != seen.end()) return false;
  seen.push_back(guard);
  return true;
}

}  // namespace

void judge_breakers(World& world) {
  for (const auto& connection : world.connections()) {
    for (WatchedBreaker* const breaker : breakers_of(*connection)) {
      breaker->judge_health_by([over = connection.get()] { return can_answer(*over); });
    }
  }
}

std::vector<BreakerObservation> observe_breakers(const World& world, Instant from, Instant to) {
  std::vector<BreakerObservation> all;
  std::vector<const CallGuard*> seen;
  for (const auto& connection : world.connections()) {
    const std::vector<WatchedBreaker*> breakers = breakers_of(*connection);
    for (WatchedBreaker* const breaker : breakers) {
      if (is_new(breaker, seen)) all.push_back(observe(*breaker, *connection, from, to));
    }
    const FailedCalls* const failed = failed_calls_of(*connection);
    if (failed == nullptr || !failed->reports_times() || !is_new(failed, seen)) continue;
    if (breakers.empty()) {
      all.emplace_back();
      all.back().connection = connection->name();
      all.back().failed = failed->count();
    }
    for (const Instant at : failed->sent_within(from, to)) {
      all.back().failed_at.push_back(at - from);
    }
  }
  return all;
}

}  // namespace hindcast
