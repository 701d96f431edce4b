// Descriptors: how many files and sockets a process may have open at once (RLIMIT_NOFILE).
#pragma once

#include <cstdint>

#include "hindcast/sim/check.hpp"

namespace hindcast {

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

// One descriptor, given back when this ends.
class HeldDescriptor {
 public:
  // `from` outlives this.
  explicit HeldDescriptor(Descriptors& from) : from_(from), held_(from.take()) {}
  HeldDescriptor(const HeldDescriptor&) = delete;
  HeldDescriptor& operator=(const HeldDescriptor&) = delete;
  ~HeldDescriptor() {
    if (held_) from_.give_back();
  }

  // False: EMFILE.
  bool held() const { return held_; }

 private:
  Descriptors& from_;
  bool held_;
};

}  // namespace hindcast
