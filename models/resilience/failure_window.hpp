// FailureWindow: what a breaker remembers of the calls that ended, and how it forgets. Each library
// forgets in its own way; that is where their clocks and their surprises are.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hindcast/models/resilience/breaker.hpp"

namespace hindcast {

struct RuleBreakerOptions;

struct WindowCounts {
  std::uint64_t calls = 0;
  std::uint64_t failures = 0;
  std::uint64_t slow = 0;

  WindowCounts& operator+=(const WindowCounts& other) {
    calls += other.calls;
    failures += other.failures;
    slow += other.slow;
    return *this;
  }
  // REQUIRES: `other` was added before.
  WindowCounts& operator-=(const WindowCounts& other) {
    calls -= other.calls;
    failures -= other.failures;
    slow -= other.slow;
    return *this;
  }
};

class FailureWindow {
 public:
  virtual ~FailureWindow() = default;

  // A call ended, or was rejected, which some breakers count too.
  virtual void record(const WindowCounts& one, const ClockReading& now) = 0;
  virtual WindowCounts counts(const ClockReading& now) = 0;
  virtual void reset(const ClockReading& now) = 0;
};

// The last `size` calls.
class CountWindow final : public FailureWindow {
 public:
  explicit CountWindow(std::uint32_t size) : size_(size) {}

  void record(const WindowCounts& one, const ClockReading& now) override;
  WindowCounts counts(const ClockReading&) override { return total_; }
  void reset(const ClockReading& now) override;

 private:
  std::size_t size_;
  std::vector<WindowCounts> ring_;
  std::size_t next_ = 0;
  WindowCounts total_;
};

// All calls since the last reset, or since the last multiple of `interval` after it that a call met
// (gobreaker v2, Settings.Interval; infinite: since the reset). The counts are cleared by the first
// call after an interval.
class IntervalWindow final : public FailureWindow {
 public:
  IntervalWindow(Duration interval, const ClockReading& now) : interval_(interval) { reset(now); }

  void record(const WindowCounts& one, const ClockReading& now) override;
  WindowCounts counts(const ClockReading& now) override;
  void reset(const ClockReading& now) override;
  // Clears what is over. Returns whether it did.
  bool expire(const ClockReading& now);

 private:
  Duration interval_;
  Instant expires_;
  WindowCounts total_;
};

// resilience4j 2.x, SlidingTimeWindowMetrics: one bucket for each epoch second of the wall clock
// (or of the monotonic one, LOCK_FREE). After a backward step the difference is negative, each call
// evicts one bucket, and the window becomes the last N calls.
class SecondsWindow final : public FailureWindow {
 public:
  SecondsWindow(std::uint32_t seconds, bool reads_wall, const ClockReading& now);

  void record(const WindowCounts& one, const ClockReading& now) override;
  WindowCounts counts(const ClockReading& now) override;
  void reset(const ClockReading& now) override;

 private:
  struct Bucket {
    std::int64_t second = 0;
    WindowCounts counts{};
  };

  std::int64_t second_of(const ClockReading& now) const;
  Bucket& move_to(std::int64_t second);

  bool reads_wall_;
  std::vector<Bucket> buckets_;
  std::size_t head_ = 0;
  WindowCounts total_;
};

// Polly 8, RollingHealthMetrics: sub-windows that begin with a call; those that began a sampling
// duration ago are forgotten.
class RollingWindow final : public FailureWindow {
 public:
  RollingWindow(Duration duration, std::uint32_t windows, bool reads_wall)
      : duration_(duration), window_(duration / windows), reads_wall_(reads_wall) {}

  void record(const WindowCounts& one, const ClockReading& now) override;
  WindowCounts counts(const ClockReading& now) override;
  void reset(const ClockReading& now) override;

 private:
  struct Window {
    Instant started_at;
    WindowCounts counts{};
  };

  Window& current(Instant now);
  Instant read(const ClockReading& now) const { return reads_wall_ ? now.wall : now.monotonic; }

  Duration duration_;
  Duration window_;
  bool reads_wall_;
  std::vector<Window> windows_;  // oldest first
  WindowCounts total_;
};

// Hystrix 1.5, HealthCountsStream: a timer closes a bucket at each snapshot, and the sum of the
// closed buckets is looked at only then.
class SnapshotWindow final : public FailureWindow {
 public:
  SnapshotWindow(Duration duration, Duration interval, const ClockReading& now);

  void record(const WindowCounts& one, const ClockReading&) override { open_ += one; }
  // The latest snapshot.
  WindowCounts counts(const ClockReading&) override { return total_; }
  void reset(const ClockReading& now) override;

  Instant next_snapshot() const { return next_; }
  // Closes the bucket that is open, at its time.
  void take_snapshot();
  // Skips snapshots up to `now` that would show nothing.
  void skip_idle(Instant now);

 private:
  Duration interval_;
  Instant next_;
  std::vector<WindowCounts> ring_;
  std::size_t oldest_ = 0;
  WindowCounts total_;
  WindowCounts open_;
};

}  // namespace hindcast
