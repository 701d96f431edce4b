// KeyTable: values by text key, in a dense slab with an open-addressed index over it. Its order is
// that of its history of insertions and erasures, never of addresses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/sim/key.hpp"

namespace hindcast::redis {

template <class Value>
class KeyTable {
 public:
  struct Slot {
    std::string key;
    std::uint64_t hash;
    Value value;
  };

  std::size_t size() const { return slots_.size(); }
  const std::vector<Slot>& slots() const { return slots_; }

  // Returns null when there is none. Pointers are good until the next insertion or erasure.
  Value* find(std::string_view key) {
    const std::size_t at = place_of(key, hash_text(key));
    return at == kNone ? nullptr : &slots_[index_[at] - 1].value;
  }
  const Value* find(std::string_view key) const {
    const std::size_t at = place_of(key, hash_text(key));
    return at == kNone ? nullptr : &slots_[index_[at] - 1].value;
  }

  Slot* find_slot(std::string_view key) {
    const std::size_t at = place_of(key, hash_text(key));
    return at == kNone ? nullptr : &slots_[index_[at] - 1];
  }
  // Calls `visit` with each slot, whose value it may change.
  template <class Visit>
  void for_each(Visit visit) {
    for (Slot& slot : slots_) visit(slot);
  }

  // Returns the value of `key`, a new one if there is none.
  Value& at(std::string_view key) {
    const std::uint64_t hash = hash_text(key);
    if (const std::size_t known = place_of(key, hash); known != kNone) {
      return slots_[index_[known] - 1].value;
    }
    if ((slots_.size() + 1) * 2 > index_.size()) grow();
    slots_.push_back({std::string(key), hash, Value{}});
    place(hash, static_cast<std::uint32_t>(slots_.size()));
    return slots_.back().value;
  }

  bool erase(std::string_view key) {
    const std::size_t at = place_of(key, hash_text(key));
    if (at == kNone) return false;
    const std::uint32_t number = index_[at];
    close_gap(at);
    if (number != slots_.size()) {
      index_[place_of(slots_.back().key, slots_.back().hash)] = number;
      slots_[number - 1] = std::move(slots_.back());
    }
    slots_.pop_back();
    return true;
  }

  void clear() {
    slots_.clear();
    index_.clear();
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  std::size_t mask() const { return index_.size() - 1; }

  // Returns where in the index the key stands.
  std::size_t place_of(std::string_view key, std::uint64_t hash) const {
    if (index_.empty()) return kNone;
    for (std::size_t at = hash & mask(); index_[at] != 0; at = (at + 1) & mask()) {
      const Slot& slot = slots_[index_[at] - 1];
      if (slot.hash == hash && slot.key == key) return at;
    }
    return kNone;
  }
  void place(std::uint64_t hash, std::uint32_t number) {
    std::size_t at = hash & mask();
    while (index_[at] != 0) at = (at + 1) & mask();
    index_[at] = number;
  }
  void grow() {
    index_.assign(index_.empty() ? 16 : index_.size() * 2, 0);
    for (std::size_t number = 1; number <= slots_.size(); ++number) {
      place(slots_[number - 1].hash, static_cast<std::uint32_t>(number));
    }
  }
  // Moves up what was probed past an entry that goes.
  void close_gap(std::size_t gap) {
    for (std::size_t at = (gap + 1) & mask(); index_[at] != 0; at = (at + 1) & mask()) {
      const std::size_t wanted = slots_[index_[at] - 1].hash & mask();
      if (((at - wanted) & mask()) < ((at - gap) & mask())) continue;
      index_[gap] = index_[at];
      gap = at;
    }
    index_[gap] = 0;
  }

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> index_;  // number of the slot plus one; 0 is free
};

}  // namespace hindcast::redis
