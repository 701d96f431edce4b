// HINDCAST_CHECK: preconditions and state transitions, on in every build. A failed check is a
// broken program, never an event of the simulated world: it says where the world stood and stops.
#pragma once

#include <string>

namespace hindcast {

// What a failed check prints beside the condition: seed, step, virtual time and how to replay. The
// running world registers itself; without one the text is empty.
using CheckContext = std::string (*)();

// Sets the function that describes the running world. Returns the one before.
CheckContext set_check_context(CheckContext context) noexcept;

// Prints the failed condition with its place and the world's context, then aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace hindcast

#define HINDCAST_CHECK(condition)                      \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::hindcast::check_failed(#condition, __FILE__, __LINE__))
