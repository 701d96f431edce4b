#include "hindcast/sim/stack_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/context.hpp"

namespace hindcast {
namespace {

constexpr int kGuardInstall = 102;  // MADV_GUARD_INSTALL, linux/mman.h since 6.13
constexpr std::size_t kProtectedMax =
    20'000;                             // two maps each; the kernel's default limit is 65,530
constexpr std::size_t kParkedMax = 32;  // chunks; some 100 MB if all their stacks were used

}  // namespace

// What a thread keeps for its next world: the pages that fibers touched are there already.
struct StackPool::Parked {
  std::vector<std::byte*> chunks{};
  std::uint32_t guarded = 0;

  ~Parked() {
    for (std::byte* const chunk : chunks) munmap(chunk, kChunkStacks * kSlotBytes);
  }
};

StackPool::Parked& StackPool::parked() {
  thread_local Parked parked;
  return parked;
}

StackPool::~StackPool() {
  Parked& kept = parked();
  if (kept.chunks.empty() && unguarded_ == 0) {
    const std::size_t count = std::min(chunks_.size(), kParkedMax);
    const auto end = chunks_.begin() + static_cast<std::ptrdiff_t>(count);
    kept.chunks.assign(chunks_.begin(), end);
    kept.guarded =
        std::min(std::max(guarded_, used_), static_cast<std::uint32_t>(count) * kChunkStacks);
    chunks_.erase(chunks_.begin(), end);
  }
  for (std::byte* const chunk : chunks_) munmap(chunk, kChunkStacks * kSlotBytes);
}

std::uint32_t StackPool::acquire() {
  std::uint32_t stack = 0;
  if (!free_.empty()) {
    stack = free_.back();
    free_.pop_back();
  } else {
    if (used_ == chunks_.size() * kChunkStacks) add_chunk();
    stack = used_++;
    if (stack >= guarded_) guard(bottom(stack) - kPageBytes);
  }
  clean_stack(bottom(stack), top(stack));
  if (poison_bytes_ != 0) {
    const std::size_t bytes = std::min(poison_bytes_, kStackBytes - 1024);
    std::memset(top(stack) - bytes, poison_value_, bytes);
  }
  return stack;
}

void StackPool::add_chunk() {
  Parked& kept = parked();
  if (chunks_.empty() && !kept.chunks.empty()) {
    chunks_ = std::exchange(kept.chunks, {});
    guarded_ = kept.guarded;
    protected_ = guarded_;  // at most: each may be a mapping of its own
    return;
  }
  void* mapping = mmap(nullptr, kChunkStacks * kSlotBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  HINDCAST_CHECK(mapping != MAP_FAILED);
  // A huge page would make each touched stack cost 2 MiB.
  madvise(mapping, kChunkStacks * kSlotBytes, MADV_NOHUGEPAGE);
  chunks_.push_back(static_cast<std::byte*>(mapping));
}

void StackPool::guard(std::byte* page) {
  if (madvise(page, kPageBytes, kGuardInstall) == 0) return;
  if (protected_ < kProtectedMax && mprotect(page, kPageBytes, PROT_NONE) == 0) {
    ++protected_;
    return;
  }
  ++unguarded_;
}

}  // namespace hindcast
