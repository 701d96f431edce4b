// channel.send(item), channel.receive(): a queue between fibers, first in, first out, bounded or
// not. Closing it refuses new items; a closed channel drains, then ends.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"
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
    Waiter waiter;
    Sender sender{&waiter, &item};
    waiter.operation = Operation::send_wait;
    waiter.value = 0;
    senders_.push_back(&sender);
    const Leave leave{senders_, &sender};
    const WaitOutcome outcome = scheduler.wait(*this, send_queue_, waiter, timeout);
    return outcome == WaitOutcome::granted && sender.taken;
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
    scheduler.point(Operation::receive_request, key());
    scheduler.touch(Operation::receive_request, key());
    if (!items_.empty()) return take();
    if (closed_) return std::nullopt;
    Waiter waiter;
    Receiver receiver{&waiter, std::nullopt};
    waiter.operation = Operation::receive_wait;
    receivers_.push_back(&receiver);
    const Leave leave{receivers_, &receiver};
    scheduler.wait(*this, receive_queue_, waiter, timeout);
    scheduler.touch(Operation::receive_wait, key());
    return std::move(receiver.item);
  }
  std::optional<Item> try_receive() {
    Scheduler& scheduler = Scheduler::current();
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

 private:
  // An item and the identity of its sending: which fiber, and what it had seen by then.
  struct Held {
    Item item;
    std::uint64_t origin;
  };
  struct Sender {
    Waiter* waiter;
    Item* item;
    bool taken = false;
  };
  struct Receiver {
    Waiter* waiter;
    std::optional<Item> item;
  };
  // Takes a waiting party off its list, also when its fiber is unwound.
  template <class Party>
  struct Leave {
    std::deque<Party*>& list;
    Party* party;
    ~Leave() { std::erase(list, party); }
  };
  template <class Party>
  Leave(std::deque<Party*>&, Party*) -> Leave<Party>;

  std::uint64_t note_send() {
    const std::uint64_t chain = Scheduler::current().emit(events::kSent, key().value, tries_);
    sends_ += chain;
    return chain;
  }

  // Hands the item to the oldest receiver, or stores it. Returns false when there is no room.
  bool accept(Item& item) {
    if (!receive_queue_.empty()) {
      hand_to_receiver({std::move(item), note_send()});
      return true;
    }
    if (items_.size() >= capacity_) return false;
    items_.push_back({std::move(item), note_send()});
    return true;
  }

  void hand_to_receiver(Held held) {
    Waiter& oldest = receive_queue_.oldest();
    for (Receiver* const receiver : receivers_) {
      if (receiver->waiter != &oldest) continue;
      receiver->item = std::move(held.item);
      oldest.value = held.origin;
    }
    Scheduler::current().grant(oldest);
  }

  // Takes the first item and lets the oldest waiting sender fill its place.
  std::optional<Item> take() {
    Scheduler& scheduler = Scheduler::current();
    Held held = std::move(items_.front());
    items_.pop_front();
    stamp_ = scheduler.emit(events::kReceived, key().value, mix(stamp_, held.origin));
    if (!send_queue_.empty()) {
      Waiter& oldest = send_queue_.oldest();
      for (Sender* const sender : senders_) {
        if (sender->waiter != &oldest) continue;
        items_.push_back({std::move(*sender->item), mix(sender->waiter->fiber->chain, stamp_)});
        sender->taken = true;
      }
      scheduler.grant(oldest);
    }
    return std::move(held.item);
  }

  std::size_t capacity_;
  std::deque<Held> items_;
  std::deque<Sender*> senders_;
  std::deque<Receiver*> receivers_;
  WaitQueue send_queue_;
  WaitQueue receive_queue_;
  bool closed_ = false;
  std::uint64_t sends_ = 0;  // sums of chains: only their order against tries matters
  std::uint64_t tries_ = 0;
};

}  // namespace hindcast
