// channel.send(item), channel.receive(): a queue between fibers, first in, first out, bounded or
// not. Closing it refuses new items; a closed channel drains, then ends.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/ring.hpp"
#include "hindcast/sim/time.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

template <class Item>
class Channel final : public Waitable {
 public:
  static constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();

  // REQUIRES: capacity > 0.
  explicit Channel(std::size_t capacity = kUnbounded, Label name = "channel")
      : Waitable(name), capacity_(capacity) {
    HINDCAST_CHECK(capacity > 0);
  }

  // Waits for room. Returns false if the channel is or gets closed: the item was not sent.
  bool send(Item item) { return send_for(std::move(item), Duration::infinite()); }
  // Returns false also when no room came in time.
  bool send_for(Item item, Duration timeout) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return false;
    scheduler.point(Operation::send_request, key());
    scheduler.touch(Operation::send_request, key());
    if (closed_) return false;
    if (accept(item)) return true;
    bool taken = false;
    Waiter waiter;
    Offer offer{&item, &taken};
    waiter.operation = Operation::send_wait;
    waiter.item = &offer;
    return scheduler.wait(*this, send_queue_, waiter, timeout) == WaitOutcome::granted && taken;
  }
  // Returns false when there is no room now or the channel is closed.
  bool try_send(Item item) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return false;
    scheduler.point(Operation::send_try, key());
    scheduler.touch(Operation::send_try, key());
    return !closed_ && accept(item);
  }

  // Waits for an item. Returns nothing when the channel is closed and drained.
  std::optional<Item> receive() { return receive_for(Duration::infinite()); }
  // Returns nothing also when no item came in time.
  std::optional<Item> receive_for(Duration timeout) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return std::nullopt;
    scheduler.point(Operation::receive_request, key());
    scheduler.touch(Operation::receive_request, key());
    if (!items_.empty()) return take();
    if (closed_) return std::nullopt;
    std::optional<Held> received;
    Waiter waiter;
    waiter.operation = Operation::receive_wait;
    waiter.item = &received;
    scheduler.wait(*this, receive_queue_, waiter, timeout);
    scheduler.touch(Operation::receive_wait, key());
    if (!received) return std::nullopt;
    return std::move(received->item);
  }
  std::optional<Item> try_receive() {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return std::nullopt;
    scheduler.point(Operation::receive_try, key());
    scheduler.touch(Operation::receive_try, key());
    if (items_.empty()) {
      tries_ += scheduler.emit(events::kTried, key().value, sends_);
      return std::nullopt;
    }
    return take();
  }

  void close() {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided() || closed_) return;
    scheduler.point(Operation::channel_close, key());
    scheduler.touch(Operation::channel_close, key());
    scheduler.emit(events::kReleased, key().value, stamp_);
    closed_ = true;
    while (!receive_queue_.empty()) scheduler.grant(receive_queue_.oldest());
    while (!send_queue_.empty()) scheduler.grant(send_queue_.oldest());
  }

  bool closed() const { return closed_; }
  std::size_t size() const { return items_.size(); }
  std::size_t receivers_waiting() const { return receive_queue_.size(); }
  std::size_t senders_waiting() const { return send_queue_.size(); }

  // An item that a cancelled receiver never saw goes to the next, or back to the front.
  void forfeited(Waiter& waiter) override {
    if (waiter.operation != Operation::receive_wait) return;
    std::optional<Held>& received = *static_cast<std::optional<Held>*>(waiter.item);
    if (!received) return;
    if (!receive_queue_.empty()) return hand_to_receiver(std::move(*received));
    items_.push_front(std::move(*received));
  }

 private:
  // An item and the identity of its sending: which fiber, and what it had seen by then.
  struct Held {
    Item item;
    std::uint64_t origin;
  };
  // What a waiting sender has to give.
  struct Offer {
    Item* item;
    bool* taken;
  };

  std::uint64_t note_send() {
    const std::uint64_t chain = Scheduler::current().emit(events::kSent, key().value, tries_);
    sends_ += chain;
    return chain;
  }

  // Hands the item to the oldest receiver, or stores it. Returns false when there is no room.
  bool accept(Item& item) {
    if (!receive_queue_.empty()) {
      const std::uint64_t origin = note_send();
      hand_to_receiver({std::move(item), origin});
      return true;
    }
    if (items_.size() >= capacity_) return false;
    const std::uint64_t origin = note_send();
    store({std::move(item), origin});
    return true;
  }

  void hand_to_receiver(Held held) {
    Waiter& oldest = receive_queue_.oldest();
    oldest.value = held.origin;
    static_cast<std::optional<Held>*>(oldest.item)->emplace(std::move(held));
    Scheduler::current().grant(oldest);
  }

  // Takes the first item and lets the oldest waiting sender fill its place.
  std::optional<Item> take() {
    Scheduler& scheduler = Scheduler::current();
    Held held = items_.pop_front();
    stamp_ = scheduler.emit(events::kReceived, key().value, mix(stamp_, held.origin));
    if (!send_queue_.empty()) {
      Waiter& oldest = send_queue_.oldest();
      const Offer& offer = *static_cast<Offer*>(oldest.item);
      store({std::move(*offer.item), mix(oldest.fiber->chain, stamp_)});
      *offer.taken = true;
      scheduler.grant(oldest);
    }
    return std::move(held.item);
  }

  void store(Held held) {
    items_.push_back(std::move(held));
    Scheduler& scheduler = Scheduler::current();
    if (items_.size() > scheduler.limits().queue_max) [[unlikely]] {
      scheduler.stop({Verdict::inconclusive, "queue_max",
                      std::string("too many items in channel ") + name(), scheduler.now()});
    }
  }

  std::size_t capacity_;
  Ring<Held> items_;
  WaitQueue send_queue_;
  WaitQueue receive_queue_;
  bool closed_ = false;
  std::uint64_t sends_ = 0;  // sums of chains: only their order against tries matters
  std::uint64_t tries_ = 0;
};

}  // namespace hindcast
