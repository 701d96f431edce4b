// Context: a suspended flow of control, and the switch between two of them. Boost.Context
// before 1.88 does not save the C++ exception state, so the switch does (two fibers that switch
// inside `catch` would rethrow each other's exceptions); address and thread sanitizers are told of
// every switch.
#pragma once

#include <cstddef>

namespace hindcast {

// The part of the C++ runtime's per-thread state that belongs to a flow of control (Itanium C++
// ABI,
// __cxa_eh_globals).
struct ExceptionState {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

struct Context {
  void* stack_pointer = nullptr;
  ExceptionState exceptions;
  void* sanitizer_state = nullptr;  // the fake stack (ASan) or the fiber (TSan)
  const void* stack_bottom = nullptr;
  std::size_t stack_bytes = 0;
};

// What a new context runs; it must not return.
using ContextEntry = void (*)();

// Prepares `context` to run `entry` on the stack that ends at `top`. The first switch to it starts
// it.
void prepare_context(Context& context, std::byte* bottom, std::byte* top, ContextEntry entry);

// Forgets what a sanitizer knows about a stack that was left for good.
void clean_stack(std::byte* bottom, std::byte* top);

// Continues `to` and abandons `from`, whose stack may be reused once `to` runs.
[[noreturn]] void leave_context(Context& from, Context& to);

// Describes the calling thread's own stack in `context`, which is what the sanitizers need to know
// before the first switch away from it.
void adopt_thread_context(Context& context);

}  // namespace hindcast
