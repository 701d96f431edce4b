// Rate: how often something happens, exact. It is kept in millionths of an event per day, the
// largest unit in which 1 per second, minute, hour and day (and their decimals to six places) are
// whole.
#pragma once

#include <compare>
#include <cstdint>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class Rate {
 public:
  static constexpr std::uint64_t kPerDay = 1'000'000;
  static constexpr std::uint64_t kPerSecond = kPerDay * 86'400;

  constexpr Rate() = default;
  static constexpr Rate zero() { return Rate(0); }
  // REQUIRES: the product fits 64 bits (below 2 * 10^8 per second).
  static constexpr Rate per_second(std::uint64_t count) { return times(count, kPerSecond); }
  static constexpr Rate per_minute(std::uint64_t count) { return times(count, kPerDay * 1'440); }
  static constexpr Rate per_hour(std::uint64_t count) { return times(count, kPerDay * 24); }
  static constexpr Rate millionths_per_day(std::uint64_t count) { return Rate(count); }

  constexpr std::uint64_t millionths_per_day() const { return millionths_; }

  // Returns the mean time between two events, rounded to the nearest nanosecond and at least one;
  // infinite for a rate of zero and for one below an event in 292 years.
  constexpr Duration interval() const {
    if (millionths_ == 0) return Duration::infinite();
    __extension__ using Wide = unsigned __int128;
    const Wide day = static_cast<Wide>(86'400'000'000'000U) * kPerDay;
    const Wide nanoseconds = (day + millionths_ / 2) / millionths_;
    const auto longest = static_cast<Wide>(Duration::infinite().count());
    if (nanoseconds >= longest) return Duration::infinite();
    return Duration::nanoseconds(nanoseconds == 0 ? 1 : static_cast<std::int64_t>(nanoseconds));
  }

  friend constexpr auto operator<=>(Rate, Rate) = default;

 private:
  explicit constexpr Rate(std::uint64_t millionths) : millionths_(millionths) {}
  static constexpr Rate times(std::uint64_t count, std::uint64_t unit) {
    HINDCAST_CHECK(count <= ~std::uint64_t{0} / unit);
    return Rate(count * unit);
  }

  std::uint64_t millionths_ = 0;
};

}  // namespace hindcast
