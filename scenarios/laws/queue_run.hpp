// QueueRun: one queue with its servers and nothing else, measured batch by batch in integers: what
// the closed forms of queueing theory are about. Customers are items of a channel, servers are
// fibers; a service takes a second on average.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct WaitingLineOptions {
  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  std::uint32_t servers = 1;
  Ratio load = Ratio::percent(80);      // of each server
  std::uint64_t capacity = kUnlimited;  // customers in the system; who finds it full is lost
  // Of the service times: 0 is constant, 1 exponential; below 1 a constant and an exponential part,
  // above 1 two exponential phases with balanced means.
  Ratio cv_squared = Ratio::one();

  static const FieldTable<WaitingLineOptions>& fields();
};

// The customers that came within one batch, and the time that it lasted.
struct LineBatch {
  std::uint64_t arrived = 0;
  std::uint64_t lost = 0;
  std::uint64_t waited = 0;
  std::int64_t waits = 0;                     // ns, the sum
  std::int64_t sojourns = 0;                  // ns, the sum
  std::int64_t time = 0;                      // ns
  std::int64_t queue_area = 0;                // customers in the queue, integrated over the time
  std::int64_t system_area = 0;               // and in the system
  std::vector<std::int64_t> sojourn_times{};  // if they are kept
};

struct QueueLength {
  std::uint64_t customers = 0;
  std::size_t batches = 30;
  bool keeps_sojourns = false;
};

struct QueueRun {
  std::vector<LineBatch> batches{};  // without the first, in which the queue fills
  // Little's law over the whole run, from empty to empty: the integral of the customers in the
  // system, and the sum of their own stamps, kept by separate code. Equal to the nanosecond.
  __extension__ __int128 integral = 0;
  __extension__ __int128 stamps = 0;
  std::uint64_t digest = 0;

  bool little_holds() const { return integral == stamps; }
};

// Runs one seed to the last customer's departure. REQUIRES: batches < customers.
QueueRun run_queue(const WaitingLineOptions& options, const QueueLength& length,
                   std::uint64_t seed);

}  // namespace hindcast
