#include "hindcast/models/resilience/fallback.hpp"

#include <utility>

#include "hindcast/sim/topology.hpp"

namespace hindcast {

CallEnd Fallback::substitute(Payload reply, std::uint32_t attempts) {
  ++used_;
  return {.status = CallStatus::ok,
          .reply = std::move(reply),
          .attempts = attempts,
          .is_fallback = true};
}

CallEnd Fallback::around(const GuardedCall& call, CallInner& inner) {
  if (life_.begins()) kept_.clear();
  CallEnd end = inner.run();
  const bool keeps = options_.kind == FallbackOptions::Kind::stale;
  if (end.is_good()) {
    if (keeps && kept_.size() > kKeptMax) {
      std::erase_if(kept_, [this](const auto& entry) {
        return now() - entry.second.at > options_.stale_max;
      });
    }
    if (keeps) kept_[call.request.hash()] = {end.reply, now()};
    return end;
  }
  if (value_) return substitute(value_(call.request), end.attempts);
  if (options_.kind == FallbackOptions::Kind::connection) {
    CallEnd other = inner.run_over(options_.connection);
    if (!other.is_good()) return end;
    return substitute(std::move(other.reply), end.attempts + other.attempts);
  }
  if (keeps) {
    const auto found = kept_.find(call.request.hash());
    if (found != kept_.end() && now() - found->second.at <= options_.stale_max) {
      return substitute(found->second.reply, end.attempts);
    }
  }
  return end;
}

void Fallback::describe(TopologyEdge& edge) const { edge.has_fallback = true; }

const FieldTable<FallbackOptions>& FallbackOptions::fields() {
  static const FieldTable<FallbackOptions> table{
      field("kind", &FallbackOptions::kind,
            {.names = {{Kind::none, "none"},
                       {Kind::connection, "connection"},
                       {Kind::stale, "stale"}},
             .about = "what stands in for a call that failed after all retries"}),
      field("connection", &FallbackOptions::connection,
            {.about = "which connection of the port, counted from 0"}),
      field("stale_max", &FallbackOptions::stale_max,
            {.about = "the age of the last good reply (RFC 5861 stale-if-error)"}),
  };
  return table;
}

}  // namespace hindcast
