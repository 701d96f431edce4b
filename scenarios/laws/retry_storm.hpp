// RetryStorm: one run of a server under callers who retry, and what it came to. It is made of the
// shipped models: a service, its clients, and the policies of the connection between them.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/models/service/generic_service.hpp"
#include "hindcast/models/service/service_clients.hpp"
#include "hindcast/scenarios/laws/storm_options.hpp"

namespace hindcast {

class World;

// How a run ended. Windows are counted back from the last instant at which every call can be
// judged: the horizon less the longest that a call may last.
struct StormEnd {
  // From the end of the trigger to the first instant from which the objective holds in every window
  // to the end of the run; infinite: never, the system is still down.
  Duration recovery = Duration::zero();
  // While the trigger lasted: calls that began, and calls that were answered well. Their ratio is
  // the goodput per call offered.
  std::uint64_t offered = 0;
  std::uint64_t good = 0;
  std::uint64_t calls = 0;     // of the whole run
  std::uint64_t attempts = 0;  // that reached the server
  std::uint64_t digest = 0;

  bool down() const { return recovery.is_infinite(); }
};

class RetryStorm {
 public:
  // Builds it in an empty world, which then runs to the horizon.
  // REQUIRES: the rules of StormOptions hold.
  RetryStorm(World& world, const StormOptions& options);

  // REQUIRES: the world has run.
  StormEnd end() const;

 private:
  struct Window {
    std::uint64_t offered = 0;
    std::uint64_t good = 0;
  };

  // The windows after the trigger and before `judged`, the last one first.
  std::vector<Window> windows_before(Instant judged) const;
  Duration recovery() const;

  StormOptions options_;
  World& world_;
  GenericService& server_;
  ServiceClients& clients_;
};

}  // namespace hindcast
