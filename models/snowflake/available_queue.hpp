// AvailableQueue: the resting resources of a pool, and the one iterator with which the evictor
// walks over them, run after run (Deque and DequeIterator of generic-pool 3.9.0). Each entry is a
// new node, so the iterator notices when the entry it stands on has left the queue.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hindcast {

class AvailableQueue {
 public:
  void push_back(std::uint64_t resource);
  void push_front(std::uint64_t resource);
  // REQUIRES: not empty.
  std::uint64_t pop_front();

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::vector<std::uint64_t> all() const;

  // Moves the iterator on. Returns nothing, now and until it is reset, at the end and when the
  // entry it stood on has left.
  std::optional<std::uint64_t> next();
  // Takes the entry under the iterator out of the queue, if it is still there.
  void remove_current();
  void reset();

 private:
  static constexpr std::uint32_t kNone = 0xffffffffU;

  struct Node {
    std::uint64_t resource = 0;
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
  };

  std::uint32_t new_node(std::uint64_t resource);
  void unlink(std::uint32_t node);
  void move_cursor(std::uint32_t node);

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> free_;
  std::uint32_t head_ = kNone;
  std::uint32_t tail_ = kNone;
  std::size_t size_ = 0;

  std::uint32_t cursor_ = kNone;
  bool cursor_left_ = false;  // its node is out of the queue and kept for the iterator alone
  bool started_ = false;
  bool done_ = false;
};

}  // namespace hindcast
