// StackPool: fiber stacks in large mappings, reused last in, first out. A stack reserves 256 KiB of
// address space and costs only the pages that it touches. Each has a guard page below it: by
// MADV_GUARD_INSTALL (Linux 6.13) without a mapping of its own, before that by mprotect while the
// kernel's map limit allows, else none, and `unguarded()` says how many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hindcast {

class StackPool {
 public:
  static constexpr std::size_t kStackBytes = std::size_t{256} * 1024;
  static constexpr std::size_t kPageBytes = 4096;

  StackPool() = default;
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;
  ~StackPool();

  // Returns a free stack's number. Fails a check when the machine refuses more address space.
  std::uint32_t acquire();
  void release(std::uint32_t stack) { free_.push_back(stack); }

  // Returns one past the highest usable byte. Tops are staggered by cache lines, since equal
  // offsets in every page would fight for the same cache sets.
  std::byte* top(std::uint32_t stack) const {
    return bottom(stack) + kStackBytes - (stack * 5U % 16U) * 64U;
  }
  // Returns the lowest usable byte, above the guard page.
  std::byte* bottom(std::uint32_t stack) const {
    return chunks_[stack / kChunkStacks] + (stack % kChunkStacks) * kSlotBytes + kPageBytes;
  }

  // Fills the top `bytes` of every stack handed out from now on with `value`: a run whose result
  // depends on them reads uninitialised memory. Zero switches it off.
  void poison(std::uint8_t value, std::size_t bytes) {
    poison_value_ = value;
    poison_bytes_ = bytes;
  }

  std::size_t unguarded() const { return unguarded_; }

 private:
  static constexpr std::uint32_t kChunkStacks = 512;
  static constexpr std::size_t kSlotBytes = kStackBytes + kPageBytes;

  void add_chunk();
  void guard(std::byte* page);

  // The chunks that a thread keeps for its next pool, with the guards that they have: mapping one
  // anew for each of many short runs would cost more than the runs.
  struct Parked;
  static Parked& parked();

  std::vector<std::byte*> chunks_;
  std::uint32_t guarded_ = 0;  // stacks of adopted chunks that have their guards already
  std::vector<std::uint32_t> free_;
  std::uint32_t used_ = 0;
  std::size_t protected_ = 0;
  std::size_t unguarded_ = 0;
  std::uint8_t poison_value_ = 0;
  std::size_t poison_bytes_ = 0;
};

}  // namespace hindcast
