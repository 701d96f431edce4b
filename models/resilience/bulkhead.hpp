// Bulkhead: at most so many calls at once over a connection; others queue, first in, first out, for
// a bounded time, or are rejected. The defaults are resilience4j's.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/semaphore.hpp"

namespace hindcast {

struct BulkheadOptions {
  std::uint32_t concurrent_max = std::numeric_limits<std::uint32_t>::max();  // unlimited: none
  Duration wait_max = Duration::zero();
  std::uint32_t queue_max = std::numeric_limits<std::uint32_t>::max();

  bool is_set() const { return concurrent_max != std::numeric_limits<std::uint32_t>::max(); }
  static const FieldTable<BulkheadOptions>& fields();
};

class Bulkhead final : public CallGuard {
 public:
  Bulkhead(GuardPlace place, const BulkheadOptions& options)
      : place_(std::move(place)), options_(options) {}

  bool admit(GuardedCall& call) override;
  void settle(const GuardedCall& call, const CallEnd& end) override;
  void abandon(const GuardedCall& call) override;
  std::string rejection() const override;

  std::uint64_t rejected() const { return rejected_; }
  std::uint32_t running_max() const { return running_max_; }

 private:
  GuardPlace place_;
  BulkheadOptions options_;
  CallerLife life_;
  std::unique_ptr<Semaphore> permits_;  // of this life
  std::uint64_t lives_ = 0;
  std::uint64_t rejected_ = 0;
  std::uint32_t running_ = 0;
  std::uint32_t running_max_ = 0;
};

}  // namespace hindcast
