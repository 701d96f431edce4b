#include "hindcast/replay/explore/standing.hpp"

#include <algorithm>

namespace hindcast {
namespace {

// How the request is withdrawn when its fiber is ended, and what it does if it was granted already.
struct Withdrawal {
  Operation expiry = Operation::none;
  Operation forfeit = Operation::none;
};

Withdrawal withdrawal_of(Operation request) {
  switch (request) {
    case Operation::lock_request:
      return {Operation::expire, Operation::lock_release};
    case Operation::semaphore_request:
      return {Operation::expire, Operation::semaphore_release};
    case Operation::receive_request:
      return {Operation::expire, Operation::channel_close};
    case Operation::send_request:
      return {Operation::send_expire, Operation::none};
    case Operation::condition_wait:
    case Operation::event_wait:
      return {Operation::expire, Operation::none};
    default:
      return {};
  }
}

}  // namespace

void Standing::follow(const Sequence& sequence, const Part& part) {
  if (part.choice) return;
  request_ = {};
  if (part.wide) return;  // what it touches is of those that it ends
  for (const Touch& touch : sequence.touches(part)) {
    switch (touch.operation) {
      case Operation::node_memory:
        break;
      case Operation::lock_try:
      case Operation::lock_request:
        held_.push_back(touch.object);
        request_ = touch;
        break;
      case Operation::lock_release:
        std::erase(held_, touch.object);
        if (request_.operation == Operation::condition_wait) given_back_ = touch.object;
        break;
      default:
        request_ = touch;
        break;
    }
  }
}

void Standing::add_mutex(const Touch& request, Sequence& to) const {
  if (request.operation == Operation::condition_wait) {
    for (const std::uint32_t mutex : held_) to.add_touch({Operation::lock_release, mutex, 0});
  }
  const bool ends =
      request.operation == Operation::condition_wake ||
      (request.operation == Operation::expire && request_.operation == Operation::condition_wait);
  if (ends) to.add_touch({Operation::lock_request, given_back_, 0});
}

void Standing::add_end(Operation how, Sequence& to) const {
  const Withdrawal withdrawal = withdrawal_of(request_.operation);
  if (withdrawal.expiry != Operation::none) to.add_touch({withdrawal.expiry, request_.object, 0});
  if (how != Operation::cancel) return;
  if (withdrawal.forfeit != Operation::none) to.add_touch({withdrawal.forfeit, request_.object, 0});
  for (const std::uint32_t mutex : held_) to.add_touch({Operation::lock_release, mutex, 0});
}

}  // namespace hindcast
