// Ratio: a proportion in parts per billion, so that probabilities, losses and thresholds are
// integers with one exact text ("2.5%" is 25,000,000 parts).
#pragma once

#include <compare>
#include <cstdint>

#include "hindcast/sim/check.hpp"

namespace hindcast {

class Ratio {
 public:
  static constexpr std::uint64_t kOne = 1'000'000'000;

  constexpr Ratio() = default;
  static constexpr Ratio parts_per_billion(std::uint64_t parts) { return Ratio(parts); }
  static constexpr Ratio percent(std::uint64_t percent) { return Ratio(percent * (kOne / 100)); }
  // Returns numerator / denominator, rounded down to a part per billion. REQUIRES: denominator > 0
  // and numerator below 2^34.
  static constexpr Ratio of(std::uint64_t numerator, std::uint64_t denominator) {
    HINDCAST_CHECK(denominator > 0 && numerator < (std::uint64_t{1} << 34));
    return Ratio(numerator * kOne / denominator);
  }
  static constexpr Ratio zero() { return Ratio(0); }
  static constexpr Ratio one() { return Ratio(kOne); }

  constexpr std::uint64_t parts_per_billion() const { return parts_; }
  friend constexpr auto operator<=>(Ratio, Ratio) = default;

  // Says whether an event of this probability happens, for one uniform 64-bit draw. Ratios of one
  // and above always happen, zero never.
  constexpr bool happens(std::uint64_t uniform) const {
    if (parts_ >= kOne) return true;
    return (uniform >> 34) * kOne < (parts_ << 30);
  }

 private:
  explicit constexpr Ratio(std::uint64_t parts) : parts_(parts) {}

  std::uint64_t parts_ = 0;
};

}  // namespace hindcast
