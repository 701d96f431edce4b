// Callers: everybody outside a design who calls it, whatever they call: what the objective, the
// impact and the recovery of every story are measured at.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/models/load/call_log.hpp"
#include "hindcast/sim/observation.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

class Callers {
 public:
  // Finds the clients of a world: components of the kinds `clients` and `service_clients`.
  explicit Callers(const World& world);

  bool empty() const { return populations_.empty(); }
  bool includes(const Node& node) const;
  // What they were promised; to be set before the world runs.
  void set_objective(const Objective& objective);

  // As CallLog's, over all of them: an objective holds if it holds for each population.
  std::optional<Instant> last_bad(Instant from, Instant to, Instant now) const;
  std::optional<Instant> first_failure(Instant from) const;
  Duration latency(Ratio quantile, Instant from, Instant to) const;

  // Adds the calls that met a fault between `began` and `ended` and those that began until `until`.
  void add_impact(Instant began, Instant ended, Instant until, Observation& observation) const;

 private:
  struct Population {
    Component* component;
    const CallLog* (*log)(const Component&);
    void (*set_objective)(Component&, const Objective&);
  };

  template <class Kind>
  void find(const World& world);
  const CallLog& log_of(const Population& population) const;

  std::vector<Population> populations_;
};

}  // namespace hindcast
