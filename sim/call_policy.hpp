// CallPolicy: what a caller does about slow and failed calls. It sits on a connection, never on a
// component, so the same server can be called with and without it.
//
// From the outside in: wrappers, call_guards, retries, guards, the attempt with its timeout.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hindcast/sim/call_end.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

// Waits between attempts: base * 2^n up to `maximum`, with the named jitter (AWS Architecture Blog,
// "Exponential Backoff and Jitter", 2015).
struct Backoff {
  enum class Jitter : std::uint8_t { none, full, equal };

  Duration base = Duration::zero();
  Duration maximum = Duration::infinite();
  Jitter jitter = Jitter::none;
};

// Which of a port's connections an attempt goes over, where they lead to replicas of one server. A
// retry chooses anew, as gRPC's client-side balancers do. A replica that is not up is passed over
// once it has been found so for long enough, unless all are.
struct Balancing {
  enum class Order : std::uint8_t {
    none,         // the connection that the call names
    round_robin,  // one after the other; a caller's process has one turn for all its fibers
    random,       // each with the same probability
  };

  Order order = Order::none;
  // How long it takes until the end of a process, or of its host, is known.
  Duration exit_noticed = Duration::infinite();
  Duration host_loss_noticed = Duration::infinite();
};

struct CallPolicy {
  // How many guards an attempt may have, and how many a call.
  static constexpr std::size_t kGuardsMax = 8;

  Duration timeout = Duration::infinite();  // of one attempt
  std::uint32_t attempts_max = 1;
  Backoff backoff{};
  // Asked in order before each attempt, settled in reverse.
  std::vector<std::shared_ptr<CallGuard>> guards{};
  // Asked in order once for each call, before its first attempt, and settled by the end of the
  // call. Their own timeouts bound the call with its retries.
  std::vector<std::shared_ptr<CallGuard>> call_guards{};
  // If there is one, it decides, and attempts_max and backoff do not count.
  std::shared_ptr<RetryPolicy> retry{};
  // The first one is the outermost.
  std::vector<std::shared_ptr<CallWrapper>> wrappers{};
  Duration deadline = Duration::infinite();  // of the whole call with its retries
  Balancing balancing{};                     // of its attempts over all the port's connections
};

}  // namespace hindcast
