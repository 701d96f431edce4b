// RetryBudget: how many retries a process may make, so that retries cannot multiply the load of a
// service that fails anyway. One budget serves one connection; it is full at the start.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hindcast/sim/call_end.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct RetryBudgetOptions {
  enum class Kind : std::uint8_t {
    none,     // without end
    ratio,    // a bucket of `size` tokens; each call adds `ratio`, each retry takes one
    grpc,     // gRPC proposal A6: a failure takes one, a success adds `ratio`; none below the half
    finagle,  // `ratio` of the calls of the last `window`, and `reserve` for each second of it
    aws,      // @smithy/core 3.41.0: a retry takes `cost`, returned if it succeeds
  };

  Kind kind = Kind::none;
  std::uint32_t size = 5;
  Ratio ratio = Ratio::percent(10);
  Duration window = std::chrono::seconds(10);
  std::uint32_t reserve = 10;
  std::uint32_t cost = 14;

  static const FieldTable<RetryBudgetOptions>& fields();
};

class RetryBudget {
 public:
  virtual ~RetryBudget() = default;

  // A call ended its first attempt.
  virtual void called(Instant now) = 0;
  // An attempt ended; `retried` says that it was a retry.
  virtual void ended(bool good, bool retried) = 0;
  // Takes what one retry costs; false if that is not there.
  virtual bool take(Instant now) = 0;
};

// Returns null for the kind none.
std::unique_ptr<RetryBudget> make_retry_budget(const RetryBudgetOptions& options);

}  // namespace hindcast
