#include "hindcast/sim/context.hpp"

#include <cstdlib>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/context_switch.hpp"

#ifdef HINDCAST_ASAN
#include <pthread.h>
#endif

namespace hindcast {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

// All contexts of a thread run the same entry: the scheduler's.
thread_local ContextEntry entry_of_thread = nullptr;

void first_entry(transfer_t left) {
  ContextSwitch::keep_left(left);
  ContextSwitch::tell_finish(nullptr);
  const ContextEntry entry = entry_of_thread;
  entry();
  std::abort();
}

}  // namespace

// The frames that the last fiber on this stack left for good are still marked.
void clean_stack([[maybe_unused]] std::byte* bottom, [[maybe_unused]] std::byte* top) {
#ifdef HINDCAST_ASAN
  __asan_unpoison_memory_region(bottom, static_cast<std::size_t>(top - bottom));
#endif
}

void prepare_context(Context& context, std::byte* bottom, std::byte* top, ContextEntry entry) {
  entry_of_thread = entry;
  context.stack_bottom = bottom;
  context.stack_bytes = static_cast<std::size_t>(top - bottom);
  context.exceptions = {};
  context.stack_pointer = make_fcontext(top, context.stack_bytes, &first_entry);
#ifdef HINDCAST_TSAN
  if (context.sanitizer_state != nullptr) __tsan_destroy_fiber(context.sanitizer_state);
  context.sanitizer_state = __tsan_create_fiber(0);
#else
  context.sanitizer_state = nullptr;
#endif
}

void leave_context(Context& from, Context& to) {
  ContextSwitch::swap_exceptions(from, to);
  ContextSwitch::tell_start(from, to, true);
  jump_fcontext(to.stack_pointer, nullptr);
  std::abort();
}

void adopt_thread_context([[maybe_unused]] Context& context) {
#ifdef HINDCAST_ASAN
  pthread_attr_t attributes;
  HINDCAST_CHECK(pthread_getattr_np(pthread_self(), &attributes) == 0);
  void* address = nullptr;
  std::size_t bytes = 0;
  pthread_attr_getstack(&attributes, &address, &bytes);
  pthread_attr_destroy(&attributes);
  context.stack_bottom = address;
  context.stack_bytes = bytes;
#endif
#ifdef HINDCAST_TSAN
  context.sanitizer_state = __tsan_get_current_fiber();
#endif
}

}  // namespace hindcast
