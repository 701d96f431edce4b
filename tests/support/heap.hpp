// The heap of a test program, under watch: how often it was asked for memory, and with what fresh
// and freed memory is filled. Include tests/support/watched_heap.hpp in exactly one source of the
// program.
#pragma once

#include <cstdint>

namespace hindcast::testing {

struct Heap {
  static inline std::uint64_t allocations = 0;
  // 0 leaves memory as it is.
  static inline std::uint8_t poison = 0;
};

}  // namespace hindcast::testing
