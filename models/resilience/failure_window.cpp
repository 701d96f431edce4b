#include "hindcast/models/resilience/failure_window.hpp"

#include <algorithm>

namespace hindcast {

void CountWindow::record(const WindowCounts& one, const ClockReading&) {
  total_ += one;
  if (ring_.size() < size_) {
    ring_.push_back(one);
    return;
  }
  total_ -= ring_[next_];
  ring_[next_] = one;
  next_ = (next_ + 1) % size_;
}

void CountWindow::reset(const ClockReading&) {
  ring_.clear();
  next_ = 0;
  total_ = {};
}

void IntervalWindow::record(const WindowCounts& one, const ClockReading& now) {
  expire(now);
  total_ += one;
}

WindowCounts IntervalWindow::counts(const ClockReading& now) {
  expire(now);
  return total_;
}

void IntervalWindow::reset(const ClockReading& now) {
  expires_ = saturating_add(now.monotonic, interval_);
  total_ = {};
}

bool IntervalWindow::expire(const ClockReading& now) {
  if (expires_ >= now.monotonic) return false;
  reset(now);
  return true;
}

SecondsWindow::SecondsWindow(std::uint32_t seconds, bool reads_wall, const ClockReading& now)
    : reads_wall_(reads_wall), buckets_(seconds) {
  reset(now);
}

std::int64_t SecondsWindow::second_of(const ClockReading& now) const {
  const Duration since = (reads_wall_ ? now.wall : now.monotonic).since_start();
  return since / Duration(std::chrono::seconds(1));
}

// A new SlidingTimeWindowMetrics: the first bucket is this second's, the others are stamped ahead.
void SecondsWindow::reset(const ClockReading& now) {
  std::int64_t second = second_of(now);
  for (Bucket& bucket : buckets_) bucket = {.second = second++};
  head_ = 0;
  total_ = {};
}

SecondsWindow::Bucket& SecondsWindow::move_to(std::int64_t second) {
  const std::int64_t difference = second - buckets_[head_].second;
  if (difference == 0) return buckets_[head_];
  std::int64_t moves = std::min(difference, static_cast<std::int64_t>(buckets_.size()));
  do {
    --moves;
    head_ = (head_ + 1) % buckets_.size();
    total_ -= buckets_[head_].counts;
    buckets_[head_] = {.second = second - moves};
  } while (moves > 0);
  return buckets_[head_];
}

void SecondsWindow::record(const WindowCounts& one, const ClockReading& now) {
  total_ += one;
  move_to(second_of(now)).counts += one;
}

WindowCounts SecondsWindow::counts(const ClockReading& now) {
  move_to(second_of(now));
  return total_;
}

RollingWindow::Window& RollingWindow::current(Instant now) {
  if (windows_.empty() || now - windows_.back().started_at >= window_) {
    windows_.push_back({.started_at = now});
  }
  while (now - windows_.front().started_at >= duration_) {
    total_ -= windows_.front().counts;
    windows_.erase(windows_.begin());
  }
  return windows_.back();
}

void RollingWindow::record(const WindowCounts& one, const ClockReading& now) {
  total_ += one;
  current(read(now)).counts += one;
}

WindowCounts RollingWindow::counts(const ClockReading& now) {
  current(read(now));
  return total_;
}

void RollingWindow::reset(const ClockReading&) {
  windows_.clear();
  total_ = {};
}

SnapshotWindow::SnapshotWindow(Duration duration, Duration interval, const ClockReading& now)
    : interval_(interval),
      next_(now.monotonic + interval),
      ring_(static_cast<std::size_t>(std::max<std::int64_t>(duration / interval, 1))) {}

void SnapshotWindow::reset(const ClockReading& now) {
  std::fill(ring_.begin(), ring_.end(), WindowCounts{});
  total_ = {};
  open_ = {};
  next_ = now.monotonic + interval_;
}

void SnapshotWindow::take_snapshot() {
  total_ += open_;
  total_ -= ring_[oldest_];
  ring_[oldest_] = open_;
  open_ = {};
  oldest_ = (oldest_ + 1) % ring_.size();
  next_ = next_ + interval_;
}

void SnapshotWindow::skip_idle(Instant now) {
  if (total_.calls > 0 || open_.calls > 0 || next_ > now) return;
  next_ = next_ + interval_ * ((now - next_) / interval_ + 1);
}

}  // namespace hindcast
