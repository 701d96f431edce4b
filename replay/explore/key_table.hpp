// KeyTable: dense numbers for keys, in the order in which they are first seen. Numbers are local
// handles: never printed, hashed or compared across explorations.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/sim/key.hpp"

namespace hindcast {

class Pack;

class KeyTable {
 public:
  KeyTable() : slots_(64) {}

  std::uint32_t number(Key key) {
    std::size_t at = key.value & (slots_.size() - 1);
    while (slots_[at].used) {
      if (slots_[at].key == key) return slots_[at].number;
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = {key, static_cast<std::uint32_t>(keys_.size()), true};
    keys_.push_back(key);
    if (keys_.size() * 2 > slots_.size()) grow();
    return static_cast<std::uint32_t>(keys_.size() - 1);
  }
  Key key(std::uint32_t number) const { return keys_[number]; }
  std::size_t size() const { return keys_.size(); }
  void pack(Pack& pack);

 private:
  struct Slot {
    Key key;
    std::uint32_t number = 0;
    bool used = false;
  };

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (!slot.used) continue;
      std::size_t at = slot.key.value & (slots_.size() - 1);
      while (slots_[at].used) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::vector<Key> keys_;
};

}  // namespace hindcast
