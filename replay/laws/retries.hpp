// What retries do to load and success in closed form, and the mean field of a server whose callers
// give up and try again. Nothing in a run uses it.
#pragma once

#include <cstdint>
#include <optional>

namespace hindcast {

// Returns the attempts per call where each fails independently: the sum of failure^k for k up to
// `retries`.
double attempts_per_call(double failure, std::uint32_t retries);
// Returns the share of calls that succeed: 1 - failure^(retries + 1).
double success_of_calls(double failure, std::uint32_t retries);
// Returns how many calls the last of so many layers sees for one call at the first, when nothing
// succeeds.
double calls_through_layers(std::uint32_t attempts, std::uint32_t layers);

// Returns the load below which a retry storm ends by itself: when every attempt fails, the server
// sees (retries + 1) of them per call.
double stable_load(double capacity, std::uint32_t retries);

// Every attempt times out with probability p = exp(-(capacity - x) timeout), the sojourn time of
// M/M/1 at the effective load x = load * sum of p^k.
struct RetryField {
  double load = 0;
  double capacity = 0;
  double timeout = 0;
  std::uint32_t retries = 0;
};
struct FixedPoint {
  double timed_out = 0;  // p
  double effective = 0;  // x
};
// The lowest two fixed points below the capacity: the stable one, to which the system returns, and
// the unstable one, beyond which it runs away. Both are missing where collapse is certain.
struct FixedPoints {
  std::optional<FixedPoint> stable{};
  std::optional<FixedPoint> unstable{};
};
FixedPoints fixed_points(const RetryField& field);

}  // namespace hindcast
