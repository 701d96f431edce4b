// Descriptors: how many files and sockets a process may have open at once (RLIMIT_NOFILE).
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

class Node;

class Descriptors {
 public:
  // `taken` are the ones that the runtime opened itself: 19 in Node.js 20.20.2, where 31 of 50 were
  // left.
  explicit Descriptors(std::uint32_t limit, std::uint32_t taken = 0)
      : limit_(limit), used_(taken) {}

  // Returns false, which is EMFILE, when none is left.
  bool take() {
    if (used_ >= limit_) return false;
    ++used_;
    return true;
  }
  // setrlimit: who has more than that keeps them.
  void set_limit(std::uint32_t limit) { limit_ = limit; }
  // REQUIRES: one was taken.
  void give_back() {
    HINDCAST_CHECK(used_ > 0);
    --used_;
  }

  std::uint32_t used() const { return used_; }
  std::uint32_t limit() const { return limit_; }

 private:
  std::uint32_t limit_;
  std::uint32_t used_;
};

// A component that counts what its process has open, for all that stand in that process.
class DescriptorOwner {
 public:
  virtual ~DescriptorOwner() = default;
  // Null while the process does not live.
  virtual std::shared_ptr<Descriptors> descriptors() const = 0;
};

// Returns what the process of this node has open; null if nobody counts.
std::shared_ptr<Descriptors> descriptors_of(const Node& node);

// One descriptor, given back when this ends.
class HeldDescriptor {
 public:
  // From nobody who counts (null) there is always one.
  explicit HeldDescriptor(std::shared_ptr<Descriptors> from)
      : from_(std::move(from)), held_(from_ == nullptr || from_->take()) {}
  HeldDescriptor(const HeldDescriptor&) = delete;
  HeldDescriptor& operator=(const HeldDescriptor&) = delete;
  ~HeldDescriptor() {
    if (held_ && from_ != nullptr) from_->give_back();
  }

  // False: EMFILE.
  bool held() const { return held_; }

 private:
  std::shared_ptr<Descriptors> from_;
  bool held_;
};

}  // namespace hindcast
