// ReadyQueue: a growing ring of what could run now, oldest first. The front can be put back, so
// that a fiber that stops at a scheduling point keeps its turn.
#pragma once

#include <cstddef>
#include <vector>

#include "hindcast/sim/timer_queue.hpp"

namespace hindcast {

class ReadyQueue {
 public:
  ReadyQueue() : ring_(64) {}

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  // REQUIRES: index < size().
  const Due& operator[](std::size_t index) const {
    return ring_[(head_ + index) & (ring_.size() - 1)];
  }

  void push_back(Due due) {
    if (size_ == ring_.size()) grow();
    ring_[(head_ + size_++) & (ring_.size() - 1)] = due;
  }
  void push_front(Due due) {
    if (size_ == ring_.size()) grow();
    head_ = (head_ - 1) & (ring_.size() - 1);
    ring_[head_] = due;
    ++size_;
  }
  // REQUIRES: not empty.
  Due pop_front() {
    const Due due = ring_[head_];
    head_ = (head_ + 1) & (ring_.size() - 1);
    --size_;
    return due;
  }
  // Removes the entry at `index`, keeping the order of the others. REQUIRES: index < size().
  Due take(std::size_t index) {
    const Due due = (*this)[index];
    for (; index > 0; --index) at(index) = at(index - 1);
    pop_front();
    return due;
  }
  void clear() {
    head_ = 0;
    size_ = 0;
  }

 private:
  Due& at(std::size_t index) { return ring_[(head_ + index) & (ring_.size() - 1)]; }

  void grow() {
    std::vector<Due> larger(ring_.size() * 2);
    for (std::size_t index = 0; index < size_; ++index) larger[index] = (*this)[index];
    ring_.swap(larger);
    head_ = 0;
  }

  std::vector<Due> ring_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace hindcast
