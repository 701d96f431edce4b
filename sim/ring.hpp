// Ring: a growing queue in one block of memory, open at both ends. Once it has grown to its longest
// it allocates nothing, unlike std::deque, which takes and gives back blocks as it moves along.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

template <class Item>
class Ring {
 public:
  Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() {
    clear();
    if (capacity_ != 0) std::allocator<Item>().deallocate(slots_, capacity_);
  }

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void push_back(Item item) {
    if (size_ == capacity_) grow();
    std::construct_at(at(size_), std::move(item));
    ++size_;
  }
  void push_front(Item item) {
    if (size_ == capacity_) grow();
    head_ = (head_ - 1) & (capacity_ - 1);
    std::construct_at(at(0), std::move(item));
    ++size_;
  }
  // REQUIRES: not empty.
  Item pop_front() {
    HINDCAST_CHECK(size_ > 0);
    Item* const first = at(0);
    Item item = std::move(*first);
    std::destroy_at(first);
    head_ = (head_ + 1) & (capacity_ - 1);
    --size_;
    return item;
  }
  void clear() {
    while (size_ > 0) pop_front();
  }

 private:
  static constexpr std::size_t kFirstCapacity = 8;

  Item* at(std::size_t index) const { return slots_ + ((head_ + index) & (capacity_ - 1)); }

  void grow() {
    const std::size_t larger = capacity_ == 0 ? kFirstCapacity : capacity_ * 2;
    Item* const slots = std::allocator<Item>().allocate(larger);
    for (std::size_t index = 0; index < size_; ++index) {
      std::construct_at(slots + index, std::move(*at(index)));
      std::destroy_at(at(index));
    }
    if (capacity_ != 0) std::allocator<Item>().deallocate(slots_, capacity_);
    slots_ = slots;
    capacity_ = larger;
    head_ = 0;
  }

  Item* slots_ = nullptr;
  std::size_t capacity_ = 0;  // a power of two, or nothing yet
  std::size_t head_ = 0;
  std::size_t size_ = 0;
};

}  // namespace hindcast
