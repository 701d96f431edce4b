#include "hindcast/models/resilience/rate_limiter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hindcast {

bool RateLimiter::admit(GuardedCall&) {
  const Instant moment = now();
  const auto limit = static_cast<std::int64_t>(options_.calls_max);
  const std::int64_t period = moment.since_start() / options_.period;
  if (life_.begins()) {
    permits_ = limit;
    period_ = period;
  }
  permits_ = std::min(limit, permits_ + (period - period_) * limit);
  period_ = period;
  Duration wait = Duration::zero();
  if (permits_ < 1) {
    const std::int64_t missing = 1 - permits_;
    const std::int64_t periods = (missing + limit - 1) / limit;
    wait = Instant::at(options_.period * (period + periods)) - moment;
  }
  if (wait > options_.wait_max) {
    ++rejected_;
    return false;
  }
  --permits_;
  if (wait > Duration::zero()) sleep(wait);
  return true;
}

// io.github.resilience4j.ratelimiter.RequestNotPermitted.
std::string RateLimiter::rejection() const {
  return fmt::format("RateLimiter '{}' does not permit further calls", place_.connection);
}

const FieldTable<RateLimiterOptions>& RateLimiterOptions::fields() {
  static const FieldTable<RateLimiterOptions> table{
      field("calls_max", &RateLimiterOptions::calls_max,
            {.minimum = 1,
             .unlimited = true,
             .about = "in a period; unlimited: no limiter (resilience4j 2.x: 50)"}),
      field("period", &RateLimiterOptions::period,
            {.minimum = Duration::nanoseconds(1),
             .maximum = std::chrono::hours(24),
             .about = "after which permits are whole again (resilience4j 2.x: 500ns)"}),
      field("wait_max", &RateLimiterOptions::wait_max,
            {.about = "for a permit", .source = "resilience4j 2.x RateLimiterConfig"}),
  };
  return table;
}

}  // namespace hindcast
