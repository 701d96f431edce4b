// run_twice(run): the same run with two fillings of fresh stacks and fresh memory. What differs
// between them has read what nobody wrote, or has used an address.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/heap.hpp"

namespace hindcast::testing {

// Gives back blocks of many sizes, the lowest addresses first: an allocator that hands out what
// came back last now goes down in memory where it went up before.
inline void shuffle_free_memory() {
  for (std::size_t bytes = 8; bytes < 1024; bytes += 16) {
    std::vector<std::unique_ptr<char[]>> blocks(64);
    for (auto& block : blocks) block = std::make_unique<char[]>(bytes);
    std::sort(blocks.begin(), blocks.end());
    for (auto& block : blocks) block.reset();
  }
}

// Runs `run` twice, with the poison for its stacks, and returns both results. The heap is shuffled
// and filled otherwise the second time. The program must include tests/support/watched_heap.hpp.
template <class Result>
std::pair<Result, Result> run_twice(const std::function<Result(std::uint8_t)>& run) {
  Heap::poison = 0x5c;
  Result first = run(0x11);
  Heap::poison = 0xa3;
  shuffle_free_memory();
  Result second = run(0xee);
  Heap::poison = 0;
  return {std::move(first), std::move(second)};
}

}  // namespace hindcast::testing
