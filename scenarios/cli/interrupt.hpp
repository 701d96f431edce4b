// Ctrl-C and SIGTERM: a campaign stops at its next run and says what is known so far. A second
// signal ends the program at once.
#pragma once

#include <atomic>

#include "hindcast/scenarios/cli/exit_code.hpp"

namespace hindcast {

// Begins to watch for both signals, and ignores SIGPIPE (a closed pipe is a failed write). Returns
// the flag that they set.
const std::atomic<bool>& watch_interrupts();

// The exit code for the signal that came. REQUIRES: the flag is set.
ExitCode interrupted_code();

}  // namespace hindcast
