// ConnectionOptions: the caller's policy as a system file writes it: a timeout, plain retries, and
// what models/resilience has beyond them, each part in an object of its own ("breaker", "retry",
// "bulkhead", ...).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hindcast/models/resilience/resilience_options.hpp"
#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/objective.hpp"
#include "hindcast/sim/parameter.hpp"

namespace hindcast {

struct ConnectionOptions {
  Duration timeout = Duration::infinite();
  std::uint32_t attempts_max = 1;
  Duration backoff = Duration::zero();
  Duration backoff_max = Duration::infinite();
  Backoff::Jitter jitter = Backoff::Jitter::none;
  ResilienceOptions resilience{};

  static const FieldTable<ConnectionOptions>& fields();
};

// Returns the policy with its guards.
CallPolicy policy_of(const ConnectionOptions& options, const GuardPlace& place);

// Returns the parameters of a connection as a person wants to see them: a value that is left to a
// breaker's preset is the preset's, with its source; what a preset does not have, and the values of
// parts that are off, are left out.
std::vector<Parameter> shown_parameters(const ConnectionOptions& options, const ParameterSet& set);

// The field table of a design's objective.
const FieldTable<Objective>& objective_fields();

}  // namespace hindcast
