// Standing: what a fiber waits for and which mutexes it may hold, as far as its parts tell. A step
// that comes earlier than it did, or that never came, touches what stood open then: a wait for a
// condition gives a mutex back, a crash or a cancellation ends waits.
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/replay/explore/history.hpp"

namespace hindcast {

class Standing {
 public:
  // Takes the next part of the fiber into account.
  void follow(const Sequence& sequence, const Part& part);

  // Adds to the last part of `to`, of which only the `request` is known, the mutex that this fiber
  // gives back or asks for within the same step.
  void add_mutex(const Touch& request, Sequence& to) const;
  // Adds to the last part of `to` what it touches when it ends this fiber. A crash has no effect
  // but that waits end; what a cancelled fiber holds or was granted goes on to the next.
  void add_end(Operation how, Sequence& to) const;

 private:
  Touch request_;                    // of the wait that it is in, or in which it may be
  std::uint32_t given_back_ = 0;     // the mutex of the last wait for a condition
  std::vector<std::uint32_t> held_;  // more, if a try failed: then more seems to be dependent
};

}  // namespace hindcast
