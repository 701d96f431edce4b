// RetryFleet: many clients of a service whose answers fail independently, each with retries and a
// budget of its own; and a chain of services that all retry.
#pragma once

#include <cstdint>

#include "hindcast/models/resilience/retry_budget.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct FleetOptions {
  std::uint32_t clients = 100;
  Rate rate = Rate::per_second(10);  // of each
  Ratio failure = Ratio::percent(20);
  std::uint32_t retries = 3;  // at once
  RetryBudgetOptions budget{};
  Duration length = std::chrono::seconds(10);

  static const FieldTable<FleetOptions>& fields();
};

struct FleetEnd {
  std::uint64_t calls = 0;  // that ended
  std::uint64_t good = 0;
  std::uint64_t attempts = 0;
  std::uint64_t digest = 0;

  double success() const { return static_cast<double>(good) / static_cast<double>(calls); }
  double load() const { return static_cast<double>(attempts) / static_cast<double>(calls); }
};

// Runs one seed. Calls that have begun before the end are ended.
FleetEnd run_fleet(const FleetOptions& options, std::uint64_t seed);

struct LayersEnd {
  std::uint64_t calls = 0;  // that the last layer saw
  std::uint64_t digest = 0;
};

// Makes one call through so many layers, each of which makes `attempts`, to a service that always
// fails.
LayersEnd run_layers(std::uint32_t attempts, std::uint32_t layers, std::uint64_t seed);

}  // namespace hindcast
