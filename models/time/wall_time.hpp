// WallTime: what a host's settable clock reads (CLOCK_REALTIME, Date.now()): nanoseconds since
// 1970-01-01T00:00:00Z as POSIX counts them, so that a leap second has no reading of its own. It
// holds the years 1678 to 2261. It may jump; only differences of two readings of one clock between
// which nobody set it are durations.
#pragma once

#include <compare>
#include <cstdint>

#include "hindcast/models/time/utc_time.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class WallTime {
 public:
  constexpr WallTime() = default;
  static constexpr WallTime nanoseconds(std::int64_t since_1970) { return WallTime(since_1970); }
  // The reading of a clock that is right; a leap second reads as the second before it, again.
  // REQUIRES: within the years above.
  static constexpr WallTime of(const UtcTime& utc) {
    std::int64_t scaled = 0;
    HINDCAST_CHECK(!__builtin_mul_overflow(utc.seconds, kSecond, &scaled));
    return WallTime(scaled + utc.nanoseconds);
  }

  constexpr std::int64_t nanoseconds() const { return since_1970_; }
  // Rounded down, for times before 1970 too.
  constexpr std::int64_t milliseconds() const { return floored(kSecond / 1'000); }
  constexpr std::int64_t seconds() const { return floored(kSecond); }
  constexpr UtcTime utc() const {
    return {seconds(), static_cast<std::uint32_t>(since_1970_ - seconds() * kSecond)};
  }

  friend constexpr auto operator<=>(WallTime, WallTime) = default;
  friend constexpr WallTime operator+(WallTime left, Duration right) {
    return WallTime((Instant::at(Duration::nanoseconds(left.since_1970_)) + right).count());
  }
  friend constexpr Duration operator-(WallTime left, WallTime right) {
    return Duration::nanoseconds(left.since_1970_) - Duration::nanoseconds(right.since_1970_);
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;

  explicit constexpr WallTime(std::int64_t since_1970) : since_1970_(since_1970) {}
  constexpr std::int64_t floored(std::int64_t unit) const {
    return since_1970_ / unit - (since_1970_ % unit < 0 ? 1 : 0);
  }

  std::int64_t since_1970_ = 0;
};

// The moments at which a world may begin and to which its clocks may be set: the years 1970 to
// 2099. In seconds, 1970 to the end of 2099 and all that a story adds fit a WallTime.
constexpr bool clocks_can_read(std::int64_t posix) {
  constexpr std::int64_t kEnd = 4'102'444'800;  // 2100-01-01
  return posix >= 0 && posix < kEnd;
}

// When worlds begin, unless a story says otherwise: 2024-01-01T00:00:00Z.
inline constexpr WallTime kWorldBegins = WallTime::nanoseconds(1'704'067'200'000'000'000);

}  // namespace hindcast
