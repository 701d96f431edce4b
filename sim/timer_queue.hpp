// TimerQueue: a monotone radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990). Entries may not be
// earlier than the last one taken; equal times keep the order in which they came; the lowest bucket
// is the set of simultaneous events.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "hindcast/sim/check.hpp"

namespace hindcast {

// Who is due: a slot of a slab and the epoch in which the timer was set. A slot whose epoch has
// moved on no longer waits for this timer, so cancelling costs nothing.
struct Due {
  std::uint32_t slot = 0;
  std::uint32_t epoch = 0;
};

class TimerQueue {
 public:
  bool empty() const { return occupied_ == 0; }
  std::size_t size() const { return size_; }

  // REQUIRES: `time` is not before the last time taken, and not negative.
  void push(std::int64_t time, Due due) {
    const unsigned bucket = bucket_of(time);
    buckets_[bucket].push_back({time, due});
    occupied_ |= std::uint64_t{1} << bucket;
    ++size_;
  }

  // Returns the earliest time. REQUIRES: not empty.
  std::int64_t lowest() {
    if ((occupied_ & 1) == 0) refill();
    return last_;
  }

  // Hands all entries of the earliest time to `take`, oldest first. REQUIRES: not empty; `take`
  // pushes nothing.
  template <class Take>
  void drain_lowest(Take&& take) {
    if ((occupied_ & 1) == 0) refill();
    std::vector<Entry>& bucket = buckets_[0];
    for (const Entry& entry : bucket) take(entry.due);
    size_ -= bucket.size();
    bucket.clear();
    occupied_ &= ~std::uint64_t{1};
  }

  // Calls `visit(time, due)` for every entry, in no order of note.
  template <class Visit>
  void each(Visit&& visit) const {
    for (const std::vector<Entry>& bucket : buckets_) {
      for (const Entry& entry : bucket) visit(entry.time, entry.due);
    }
  }

  // Removes every entry for which `keep` is false; used when most entries are stale.
  template <class Keep>
  void retain(Keep&& keep) {
    size_ = 0;
    occupied_ = 0;
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
      std::erase_if(buckets_[bucket], [&](const Entry& entry) { return !keep(entry.due); });
      size_ += buckets_[bucket].size();
      if (!buckets_[bucket].empty()) occupied_ |= std::uint64_t{1} << bucket;
    }
  }

  void clear() {
    for (; occupied_ != 0; occupied_ &= occupied_ - 1) {
      buckets_[static_cast<unsigned>(std::countr_zero(occupied_))].clear();
    }
    size_ = 0;
    last_ = 0;
  }

 private:
  struct Entry {
    std::int64_t time;
    Due due;
  };

  // Bucket 0 holds the time last taken; bucket b holds times whose highest bit that differs from it
  // is bit b - 1.
  unsigned bucket_of(std::int64_t time) const {
    HINDCAST_CHECK(time >= last_);
    return static_cast<unsigned>(
        std::bit_width(static_cast<std::uint64_t>(time) ^ static_cast<std::uint64_t>(last_)));
  }

  // Makes the lowest occupied bucket's minimum the new origin and spreads that bucket.
  void refill() {
    HINDCAST_CHECK(occupied_ != 0);
    const auto source = static_cast<unsigned>(std::countr_zero(occupied_));
    std::vector<Entry>& bucket = buckets_[source];
    occupied_ &= ~(std::uint64_t{1} << source);
    if (bucket.size() == 1) {
      last_ = bucket.front().time;
      std::swap(buckets_[0], bucket);
      occupied_ |= 1;
      return;
    }
    last_ =
        std::min_element(bucket.begin(), bucket.end(), [](const Entry& left, const Entry& right) {
          return left.time < right.time;
        })->time;
    for (const Entry& entry : bucket) {
      const unsigned target = bucket_of(entry.time);
      buckets_[target].push_back(entry);
      occupied_ |= std::uint64_t{1} << target;
    }
    bucket.clear();
  }

  std::array<std::vector<Entry>, 64> buckets_;
  std::uint64_t occupied_ = 0;
  std::int64_t last_ = 0;
  std::size_t size_ = 0;
};

}  // namespace hindcast
