// RateLimiter: at most so many calls per period; a call may reserve a permit of a later period and
// wait for it (resilience4j 2.x, AtomicRateLimiter).
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/sim/call_guard.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct RateLimiterOptions {
  std::uint32_t calls_max = std::numeric_limits<std::uint32_t>::max();  // unlimited: none
  Duration period = std::chrono::seconds(1);
  Duration wait_max = std::chrono::seconds(5);

  bool is_set() const { return calls_max != std::numeric_limits<std::uint32_t>::max(); }
  static const FieldTable<RateLimiterOptions>& fields();
};

class RateLimiter final : public CallGuard {
 public:
  RateLimiter(GuardPlace place, const RateLimiterOptions& options)
      : place_(std::move(place)), options_(options), permits_(options.calls_max) {}

  bool admit(GuardedCall& call) override;
  void settle(const GuardedCall&, const CallEnd&) override {}
  std::string rejection() const override;

  std::uint64_t rejected() const { return rejected_; }

 private:
  GuardPlace place_;
  RateLimiterOptions options_;
  CallerLife life_;
  std::int64_t permits_;  // below zero: reserved ones of later periods
  std::int64_t period_ = 0;
  std::uint64_t rejected_ = 0;
};

}  // namespace hindcast
