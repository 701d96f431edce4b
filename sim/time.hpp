// Duration and Instant: virtual time in whole nanoseconds, with checked arithmetic. An Instant
// counts from the start of the world; it is neither civil nor monotonic time of any node
// (models/host has those types, and none converts to another silently).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>

#include "hindcast/sim/check.hpp"

namespace hindcast {

// A span of virtual time: int64 nanoseconds. One value means "for ever"; arithmetic that would
// overflow is a failed check, except that "for ever" absorbs what is added to it.
class Duration {
 public:
  constexpr Duration() = default;

  // Implicit, so that models are written with the literals of std::chrono: `25ms`, `10s`.
  template <class Count, class Period>
  constexpr Duration(std::chrono::duration<Count, Period> span)
      : count_(checked_count(std::chrono::duration_cast<std::chrono::nanoseconds>(span).count())) {}

  static constexpr Duration nanoseconds(std::int64_t count) { return Duration(count); }
  static constexpr Duration infinite() {
    return Duration(std::numeric_limits<std::int64_t>::max());
  }
  static constexpr Duration zero() { return Duration(0); }

  constexpr std::int64_t count() const { return count_; }
  constexpr bool is_infinite() const { return count_ == std::numeric_limits<std::int64_t>::max(); }

  friend constexpr auto operator<=>(Duration, Duration) = default;

  friend constexpr Duration operator+(Duration left, Duration right) {
    if (left.is_infinite() || right.is_infinite()) return infinite();
    std::int64_t sum = 0;
    HINDCAST_CHECK(!__builtin_add_overflow(left.count_, right.count_, &sum));
    return Duration(sum);
  }
  // REQUIRES: right is finite.
  friend constexpr Duration operator-(Duration left, Duration right) {
    HINDCAST_CHECK(!right.is_infinite());
    if (left.is_infinite()) return infinite();
    std::int64_t difference = 0;
    HINDCAST_CHECK(!__builtin_sub_overflow(left.count_, right.count_, &difference));
    return Duration(difference);
  }
  friend constexpr Duration operator*(Duration left, std::int64_t factor) {
    if (left.is_infinite() && factor > 0) return infinite();
    std::int64_t product = 0;
    HINDCAST_CHECK(!__builtin_mul_overflow(left.count_, factor, &product));
    return Duration(product);
  }
  friend constexpr Duration operator*(std::int64_t factor, Duration right) {
    return right * factor;
  }
  // REQUIRES: divisor is not zero. Rounds toward zero.
  friend constexpr Duration operator/(Duration left, std::int64_t divisor) {
    HINDCAST_CHECK(divisor != 0);
    return left.is_infinite() ? infinite() : Duration(left.count_ / divisor);
  }
  friend constexpr std::int64_t operator/(Duration left, Duration right) {
    HINDCAST_CHECK(right.count_ != 0);
    return left.count_ / right.count_;
  }
  constexpr Duration operator-() const { return zero() - *this; }
  constexpr Duration& operator+=(Duration other) { return *this = *this + other; }
  constexpr Duration& operator-=(Duration other) { return *this = *this - other; }

 private:
  explicit constexpr Duration(std::int64_t count) : count_(count) {}
  static constexpr std::int64_t checked_count(std::int64_t count) { return count; }

  std::int64_t count_ = 0;
};

// A moment of the world: nanoseconds since it began. `never()` lies after every other moment.
class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant at(Duration since_start) { return Instant(since_start.count()); }
  static constexpr Instant never() { return at(Duration::infinite()); }

  constexpr std::int64_t count() const { return count_; }
  constexpr Duration since_start() const { return Duration::nanoseconds(count_); }
  constexpr bool is_never() const { return since_start().is_infinite(); }

  friend constexpr auto operator<=>(Instant, Instant) = default;
  // A moment beyond the 292 years that an Instant spans never comes.
  friend constexpr Instant operator+(Instant left, Duration right) {
    std::int64_t sum = 0;
    const bool beyond =
        __builtin_add_overflow(left.count_, right.count(), &sum) && right.count() > 0;
    return beyond ? never() : at(left.since_start() + right);
  }
  friend constexpr Instant operator-(Instant left, Duration right) {
    return at(left.since_start() - right);
  }
  friend constexpr Duration operator-(Instant left, Instant right) {
    return left.since_start() - right.since_start();
  }

 private:
  explicit constexpr Instant(std::int64_t count) : count_(count) {}

  std::int64_t count_ = 0;
};

// Returns start + delay; what lies beyond the last instant is never.
constexpr Instant saturating_add(Instant start, Duration delay) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(start.count(), delay.count(), &sum)) return Instant::never();
  return Instant::at(Duration::nanoseconds(sum));
}

}  // namespace hindcast
