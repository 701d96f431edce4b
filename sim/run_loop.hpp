// RunLoop: a process that runs one callback at a time, such as Node.js. Code that waited for a
// reply goes on only in its turn, and what expired until then counts as expired, although the reply
// had come.
#pragma once

#include "hindcast/sim/time.hpp"

namespace hindcast {

class RunLoop {
 public:
  virtual ~RunLoop() = default;

  // Suspends until the calling fiber may go on. Returns the instant at which its turn began.
  virtual Instant await_turn() = 0;
};

}  // namespace hindcast
