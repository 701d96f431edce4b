// Replaces operator new and delete of a program by versions that count and fill memory as
// tests/support/heap.hpp says. For one source of each program that wants it.
#pragma once

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include "tests/support/heap.hpp"

namespace hindcast::testing {

inline void* watched(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  ++Heap::allocations;
  if (Heap::poison != 0) std::memset(memory, Heap::poison, malloc_usable_size(memory));
  return memory;
}

inline void give_back(void* memory) {
  if (memory != nullptr && Heap::poison != 0) {
    std::memset(memory, Heap::poison ^ 0xff, malloc_usable_size(memory));
  }
  std::free(memory);
}

inline void* watched_aligned(std::size_t bytes, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return watched(std::aligned_alloc(step, (bytes + step - 1) / step * step));
}

}  // namespace hindcast::testing

void* operator new(std::size_t bytes) { return hindcast::testing::watched(std::malloc(bytes)); }
void* operator new[](std::size_t bytes) { return hindcast::testing::watched(std::malloc(bytes)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return hindcast::testing::watched_aligned(bytes, alignment);
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return hindcast::testing::watched_aligned(bytes, alignment);
}
void operator delete(void* memory) noexcept { hindcast::testing::give_back(memory); }
void operator delete[](void* memory) noexcept { hindcast::testing::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { hindcast::testing::give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { hindcast::testing::give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept {
  hindcast::testing::give_back(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
  hindcast::testing::give_back(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  hindcast::testing::give_back(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
  hindcast::testing::give_back(memory);
}
