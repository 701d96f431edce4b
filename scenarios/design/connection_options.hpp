// ConnectionOptions: the caller's policy as a system file writes it.
#pragma once

#include <cstdint>

#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/objective.hpp"

namespace hindcast {

struct ConnectionOptions {
  Duration timeout = Duration::infinite();
  std::uint32_t attempts_max = 1;
  Duration backoff = Duration::zero();
  Duration backoff_max = Duration::infinite();
  Backoff::Jitter jitter = Backoff::Jitter::none;

  static const FieldTable<ConnectionOptions>& fields();
};

CallPolicy policy_of(const ConnectionOptions& options);

// The field table of a design's objective.
const FieldTable<Objective>& objective_fields();

}  // namespace hindcast
