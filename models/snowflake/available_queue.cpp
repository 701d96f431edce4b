#include "hindcast/models/snowflake/available_queue.hpp"

#include "hindcast/sim/check.hpp"

namespace hindcast {

std::uint32_t AvailableQueue::new_node(std::uint64_t resource) {
  ++size_;
  if (free_.empty()) {
    nodes_.push_back({resource});
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  const std::uint32_t node = free_.back();
  free_.pop_back();
  nodes_[node] = {resource};
  return node;
}

void AvailableQueue::push_back(std::uint64_t resource) {
  const std::uint32_t node = new_node(resource);
  nodes_[node].previous = tail_;
  (tail_ == kNone ? head_ : nodes_[tail_].next) = node;
  tail_ = node;
}

void AvailableQueue::push_front(std::uint64_t resource) {
  const std::uint32_t node = new_node(resource);
  nodes_[node].next = head_;
  (head_ == kNone ? tail_ : nodes_[head_].previous) = node;
  head_ = node;
}

std::uint64_t AvailableQueue::pop_front() {
  HINDCAST_CHECK(!empty());
  const std::uint64_t resource = nodes_[head_].resource;
  unlink(head_);
  return resource;
}

std::vector<std::uint64_t> AvailableQueue::all() const {
  std::vector<std::uint64_t> result;
  for (std::uint32_t node = head_; node != kNone; node = nodes_[node].next) {
    result.push_back(nodes_[node].resource);
  }
  return result;
}

void AvailableQueue::unlink(std::uint32_t node) {
  Node& leaving = nodes_[node];
  (leaving.previous == kNone ? head_ : nodes_[leaving.previous].next) = leaving.next;
  (leaving.next == kNone ? tail_ : nodes_[leaving.next].previous) = leaving.previous;
  leaving.previous = kNone;
  leaving.next = kNone;
  --size_;
  if (node == cursor_) {
    cursor_left_ = true;
  } else {
    free_.push_back(node);
  }
}

void AvailableQueue::move_cursor(std::uint32_t node) {
  if (cursor_left_) free_.push_back(cursor_);
  cursor_left_ = false;
  cursor_ = node;
}

std::optional<std::uint64_t> AvailableQueue::next() {
  if (done_) return std::nullopt;
  move_cursor(started_ ? nodes_[cursor_].next : head_);
  started_ = true;
  if (cursor_ == kNone) {
    done_ = true;
    return std::nullopt;
  }
  return nodes_[cursor_].resource;
}

void AvailableQueue::remove_current() {
  if (!started_ || done_ || cursor_left_) return;
  unlink(cursor_);
}

void AvailableQueue::reset() {
  move_cursor(kNone);
  started_ = false;
  done_ = false;
}

}  // namespace hindcast
