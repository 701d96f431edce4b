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
    const std::uint64_t name_of_send =
        begin_send(bounded() ? Operation::send_request : Operation::post);
    if (closed_) return false;
    const std::uint64_t origin = note_send();
    bool taken = accept(item, origin, name_of_send);
    Waiter waiter;
    if (taken) {
      if (!bounded()) return true;
      waiter.value = room_needed();
      if (!scheduler.splits(WaitSplit::permits)) {
        note_room(waiter.value);
        return true;
      }
    }
    Offer offer{&item, &taken, origin, name_of_send};
    waiter.operation = Operation::send_wait;
    waiter.item = &offer;
    waiter.quiet = true;
    waiter.at_once = taken;
    if (scheduler.wait(*this, send_queue_, waiter, timeout) == WaitOutcome::granted) {
      note_room(waiter.value);
    } else {
      send_expiries_ += scheduler.running()->chain;
    }
    return taken;
  }
  // Returns false when there is no room now or the channel is closed.
  bool try_send(Item item) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return false;
    const std::uint64_t name_of_send =
        begin_send(bounded() ? Operation::send_try : Operation::post);
    if (closed_) return false;
    const std::uint64_t origin = note_send();
    if (bounded()) waits_ += origin;
    return accept(item, origin, name_of_send);
  }

  // Waits for an item. Returns nothing when the channel is closed and drained.
  std::optional<Item> receive() { return receive_for(Duration::infinite()); }
  // Returns nothing also when no item came in time.
  std::optional<Item> receive_for(Duration timeout) {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return std::nullopt;
    scheduler.point(Operation::receive_request, key());
    scheduler.touch(Operation::receive_request, key());
    const std::uint64_t senders = bounded() ? waits_ + send_expiries_ : 0;
    stamp_ = scheduler.emit(events::kRequested, key().value, mix(stamp_, senders));
    std::optional<Held> received = take();
    const bool at_once = received.has_value() || closed_;
    if (at_once && !scheduler.splits(WaitSplit::all)) return receive_from(std::move(received));
    Waiter waiter;
    waiter.operation = Operation::receive_wait;
    waiter.item = &received;
    waiter.quiet = true;
    waiter.at_once = at_once;
    if (scheduler.wait(*this, receive_queue_, waiter, timeout) == WaitOutcome::expired) {
      ++withdrawn_;
      return std::nullopt;
    }
    return receive_from(std::move(received));
  }
  std::optional<Item> try_receive() {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return std::nullopt;
    scheduler.point(Operation::receive_try, key());
    std::optional<Held> held = take();
    scheduler.touch(Operation::receive_try, key(), held ? held->name : 0);
    const std::uint64_t senders = bounded() ? waits_ + send_expiries_ : 0;
    stamp_ = scheduler.emit(held ? events::kReceived : events::kTried, key().value,
                            mix(stamp_, senders + (held ? held->origin : 0)));
    if (held) return std::move(held->item);
    tries_ += stamp_;
    return std::nullopt;
  }

  void close() {
    Scheduler& scheduler = Scheduler::current();
    if (scheduler.voided()) return;
    scheduler.point(Operation::channel_close, key());
    // Only the first closing ends waits, which then bear its value.
    scheduler.touch(Operation::channel_close, key(), closed_ ? kEndsNothing : 0);
    const std::uint64_t senders = sends_ + send_expiries_;
    stamp_ = close_stamp_ =
        scheduler.emit(events::kReleased, key().value, mix(stamp_ + expiries_, senders));
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
    Scheduler::current().touch(Operation::channel_close, key());
    if (!receive_queue_.empty()) return hand_to_receiver(std::move(*received));
    items_.push_front(std::move(*received));
  }

 private:
  // An item and the identity of its sending: what the sender had seen by then, before and after.
  struct Held {
    Item item;
    std::uint64_t origin;
    std::uint64_t name;
  };
  // What a waiting sender has to give.
  struct Offer {
    Item* item;
    bool* taken;
    std::uint64_t origin;
    std::uint64_t name;
  };

  static constexpr std::uint64_t kEndsNothing = std::numeric_limits<std::uint64_t>::max();

  bool bounded() const { return capacity_ != kUnbounded; }

  std::uint64_t begin_send(Operation operation) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.point(operation, key());
    const Fiber* const sender = scheduler.running();
    const std::uint64_t name_of_send = sender == nullptr ? 1 : sender->chain;
    scheduler.touch(operation, key(), name_of_send);
    if (closed_) {
      const std::uint64_t chain = note_order(events::kTried, close_stamp_ + tries_ + expiries_);
      if (operation == Operation::send_try) waits_ += chain;
    }
    return name_of_send;
  }

  std::uint64_t note_send() { return note_order(events::kSent, tries_ + expiries_); }

  // The order of two sends matters only through what is received, unless there is a bound.
  std::uint64_t note_order(EventKind kind, std::uint64_t seen) {
    if (bounded()) seen = mix(send_stamp_, seen);
    send_stamp_ = Scheduler::current().emit(kind, key().value, seen);
    sends_ += send_stamp_;
    return send_stamp_;
  }

  // How many requests to receive it took for the last accepted send to have room, and one: zero
  // stands for a wait that is ended by closing the channel.
  std::uint64_t room_needed() const {
    return 1 + (accepted_ > capacity_ ? accepted_ - capacity_ + withdrawn_ : 0);
  }
  void note_room(std::uint64_t needed) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.touch(Operation::send_wait, key(), needed);
    waits_ += scheduler.emit(events::kGranted, key().value);
  }

  // Hands the item to the oldest receiver, or stores it. Returns false when there is no room.
  bool accept(Item& item, std::uint64_t origin, std::uint64_t name_of_send) {
    if (receive_queue_.empty() && items_.size() >= capacity_) return false;
    ++accepted_;
    if (!receive_queue_.empty()) {
      hand_to_receiver({std::move(item), origin, name_of_send});
    } else {
      store({std::move(item), origin, name_of_send});
    }
    return true;
  }

  void hand_to_receiver(Held held) {
    Waiter& oldest = receive_queue_.oldest();
    static_cast<std::optional<Held>*>(oldest.item)->emplace(std::move(held));
    Scheduler::current().grant(oldest);
  }

  // The end of a receive: with an item, or with nothing because the channel is closed.
  std::optional<Item> receive_from(std::optional<Held> held) {
    Scheduler& scheduler = Scheduler::current();
    scheduler.touch(Operation::receive_wait, key(), held ? held->name : 0);
    scheduler.emit(events::kReceived, key().value, held ? held->origin : 0);
    if (!held) return std::nullopt;
    return std::move(held->item);
  }

  // Takes the first item, if there is one, and lets the oldest waiting sender fill its place.
  std::optional<Held> take() {
    if (items_.empty()) return std::nullopt;
    std::optional<Held> held = items_.pop_front();
    if (!send_queue_.empty()) {
      Waiter& oldest = send_queue_.oldest();
      const Offer& offer = *static_cast<Offer*>(oldest.item);
      ++accepted_;
      store({std::move(*offer.item), offer.origin, offer.name});
      *offer.taken = true;
      oldest.value = room_needed();
      Scheduler::current().grant(oldest);
    }
    return held;
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
  std::uint64_t accepted_ = 0;   // of them, those that were not refused
  std::uint64_t withdrawn_ = 0;  // requests to receive that timed out
  // What the class of a run must know of the order of conflicting operations: sums of chains where
  // only the order between two kinds matters, chains of chains where each counts.
  std::uint64_t sends_ = 0;
  std::uint64_t send_stamp_ = 0;
  std::uint64_t close_stamp_ = 0;
  std::uint64_t tries_ = 0;
  std::uint64_t waits_ = 0;
  std::uint64_t send_expiries_ = 0;
};

}  // namespace hindcast
