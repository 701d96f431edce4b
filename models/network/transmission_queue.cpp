#include "hindcast/models/network/transmission_queue.hpp"

#include <algorithm>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/fixed_point.hpp"

namespace hindcast {

Duration transmission_time(std::uint64_t bytes, ByteSize bandwidth) {
  HINDCAST_CHECK(bandwidth.bytes() > 0);
  if (bandwidth == kBandwidthUnlimited) return Duration::zero();
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const Uint128 nanoseconds =
      (Uint128{bytes} * kSecond + bandwidth.bytes() - 1) / bandwidth.bytes();
  // Whatever would take longer than a century takes a century.
  constexpr Uint128 kCentury = Uint128{36'525} * 86'400 * kSecond;
  return Duration::nanoseconds(static_cast<std::int64_t>(std::min(nanoseconds, kCentury)));
}

std::size_t TransmissionQueue::waiting(Instant now) {
  while (!starts_.empty() && starts_.front() <= now) starts_.pop_front();
  return starts_.size();
}

std::optional<Instant> TransmissionQueue::accept(Instant now, std::uint64_t bytes,
                                                 const Rules& rules) {
  if (waiting(now) >= rules.waiting_max) return std::nullopt;
  const Instant start = std::max({now, free_at_, rules.closed_until});
  free_at_ = start + transmission_time(bytes, rules.bandwidth);
  if (start > now) starts_.push_back(start);
  return free_at_;
}

}  // namespace hindcast
