// run_twice(run): the same run with two fillings of fresh stacks and fresh memory. What differs
// between them has read what nobody wrote, or has used an address.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/heap.hpp"

namespace hindcast::testing {

// Runs `run` twice, with the poison for its stacks, and returns both results. The heap is shifted
// and filled otherwise the second time. The program must include tests/support/watched_heap.hpp.
template <class Result>
std::pair<Result, Result> run_twice(const std::function<Result(std::uint8_t)>& run) {
  Heap::poison = 0x5c;
  Result first = run(0x11);
  Heap::poison = 0xa3;
  // Other addresses: small blocks of many sizes stay allocated during the second run.
  std::vector<std::unique_ptr<char[]>> ballast;
  for (std::size_t bytes = 8; bytes < 4096; bytes += 24) {
    ballast.push_back(std::make_unique<char[]>(bytes));
    if (ballast.size() % 3 == 0) ballast[ballast.size() / 2].reset();
  }
  Result second = run(0xee);
  Heap::poison = 0;
  return {std::move(first), std::move(second)};
}

}  // namespace hindcast::testing
