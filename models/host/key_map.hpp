// KeyMap<Value>: values by 64-bit keys, for oracles that count millions of records: one probe on
// average, no order, no iteration, and nothing is ever removed.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/key.hpp"

namespace hindcast {

template <class Value>
class KeyMap {
 public:
  static constexpr std::size_t kEntriesMax = std::size_t{1} << 26U;

  // Returns the value of `key`, a new one if there is none. Valid until the next call.
  Value& operator[](Key key) {
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    Slot& slot = slots_[place_of(key)];
    if (!slot.taken) {
      slot.key = key;
      slot.taken = true;
      ++used_;
    }
    return slot.value;
  }

  // Returns null if there is none.
  const Value* find(Key key) const {
    if (slots_.empty()) return nullptr;
    const Slot& slot = slots_[place_of(key)];
    return slot.taken ? &slot.value : nullptr;
  }

  std::size_t size() const { return used_; }

 private:
  struct Slot {
    Key key{};
    Value value{};
    bool taken = false;
  };

  std::size_t place_of(Key key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = static_cast<std::size_t>(mix(key.value, kMixThird)) & mask;
    while (slots_[place].taken && slots_[place].key != key) place = (place + 1) & mask;
    return place;
  }

  void grow() {
    HINDCAST_CHECK(slots_.size() < kEntriesMax);
    std::vector<Slot> before(slots_.empty() ? 64 : slots_.size() * 2);
    std::swap(before, slots_);
    for (Slot& slot : before) {
      if (slot.taken) slots_[place_of(slot.key)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace hindcast
