// StormOptions: a server, callers who give up and try again, and a trigger after which they may
// never let it recover (Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021).
#pragma once

#include <cstdint>
#include <limits>

#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/retry_budget.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

// What becomes of a call that finds the queue full. It moves the load at which a system tips over
// by 20 to 30 places of the queue, so whoever bounds the queue must say it.
enum class Rejected : std::uint8_t {
  unstated,
  lost,        // an error at once, and nobody tries again
  at_once,     // an error at once, and the next attempt at the same instant
  at_timeout,  // silence: the next attempt when the caller's timeout ends
};

struct StormOptions {
  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  Rate load = Rate::per_second(5);
  Rate capacity = Rate::per_second(10);  // of the one server; its service times are exponential
  std::uint64_t queue = kUnlimited;      // places to wait, without the one in service
  Rejected rejected = Rejected::unstated;
  Duration timeout = std::chrono::seconds(3);  // of one attempt
  std::uint32_t retries = 3;                   // at once after a failed attempt
  RetryBudgetOptions budget{};                 // of these retries
  BreakerOptions breaker{};                    // between the clients and the server
  Rate trigger = Rate::per_second(30);         // the load while it lasts
  Duration trigger_after = std::chrono::seconds(60);
  Duration trigger_length = std::chrono::seconds(20);
  Duration horizon = std::chrono::seconds(600);
  // The objective, and the windows in which it must hold.
  Ratio objective = Ratio::percent(50);  // of the calls that begin in a window, answered well
  Duration window = std::chrono::seconds(60);

  static const FieldTable<StormOptions>& fields();

  Duration call_max() const { return timeout * (static_cast<std::int64_t>(retries) + 1); }
};

const char* name_of(Rejected rejected);

}  // namespace hindcast
