#include "hindcast/scenarios/catalogue/callers.hpp"

#include <algorithm>

#include "hindcast/models/load/clients.hpp"
#include "hindcast/models/service/service_clients.hpp"

namespace hindcast {

template <class Kind>
void Callers::find(const World& world) {
  for (const auto& component : world.components()) {
    if (dynamic_cast<Kind*>(component.get()) == nullptr) continue;
    populations_.push_back(
        {component.get(), [](const Component& one) { return &static_cast<const Kind&>(one).log(); },
         [](Component& one, const Objective& objective) {
           static_cast<Kind&>(one).set_objective(objective);
         }});
  }
}

Callers::Callers(const World& world) {
  find<Clients>(world);
  find<ServiceClients>(world);
}

const CallLog& Callers::log_of(const Population& population) const {
  return *population.log(*population.component);
}

bool Callers::includes(const Node& node) const {
  return std::any_of(
      populations_.begin(), populations_.end(),
      [&node](const Population& population) { return &population.component->node() == &node; });
}

void Callers::set_objective(const Objective& objective) {
  for (const Population& population : populations_) {
    population.set_objective(*population.component, objective);
  }
}

std::optional<Instant> Callers::last_bad(Instant from, Instant to, Instant now) const {
  std::optional<Instant> last;
  for (const Population& population : populations_) {
    const std::optional<Instant> bad = log_of(population).last_bad(from, to, now);
    if (bad && (!last || *bad > *last)) last = bad;
  }
  return last;
}

std::optional<Instant> Callers::first_failure(Instant from) const {
  std::optional<Instant> first;
  for (const Population& population : populations_) {
    const std::optional<Instant> failure = log_of(population).first_failure(from);
    if (failure && (!first || *failure < *first)) first = failure;
  }
  return first;
}

// Of several populations, the one that waits longest.
Duration Callers::latency(Ratio quantile, Instant from, Instant to) const {
  Duration longest = Duration::zero();
  for (const Population& population : populations_) {
    longest = std::max(longest, log_of(population).latency(quantile, from, to));
  }
  return longest;
}

void Callers::add_impact(Instant began, Instant ended, Instant until,
                         Observation& observation) const {
  for (const Population& population : populations_) {
    const CallLog& log = log_of(population);
    const std::size_t first = observation.impacts.size();
    const std::string whose =
        populations_.size() == 1 ? std::string() : population.component->name() + " ";
    for (const std::string& kind : log.kinds()) {
      observation.impacts.push_back({whose + kind, 0, 0});
    }
    for (const CallRecord& call : log.calls()) {
      if (call.started >= began && call.started < ended) {
        ++observation.calls_hit;
        observation.good_hit += call.outcome == CallOutcome::good ? 1 : 0;
      }
      const bool within = call.started >= began && call.started <= until;
      if (!within) continue;
      const bool failed = call.outcome != CallOutcome::good;
      Impact& impact = observation.impacts[first + call.kind];
      ++impact.offered;
      ++observation.offered;
      impact.failed += failed ? 1 : 0;
      observation.good += failed ? 0 : 1;
      if (call.outcome == CallOutcome::failed) ++observation.errors[log.errors()[call.error]];
    }
  }
}

}  // namespace hindcast
