#include "hindcast/sim/context.hpp"

#include <boost/context/detail/fcontext.hpp>
#include <cstdlib>

#include "hindcast/sim/check.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define HINDCAST_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HINDCAST_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define HINDCAST_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HINDCAST_TSAN 1
#endif
#endif
#ifdef HINDCAST_ASAN
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef HINDCAST_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace __cxxabiv1 {
struct __cxa_eh_globals;
extern "C" __cxa_eh_globals* __cxa_get_globals() noexcept;
}  // namespace __cxxabiv1

namespace hindcast {
namespace {

using boost::context::detail::fcontext_t;
using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

ExceptionState& exception_state_of_thread() {
  thread_local ExceptionState* const state =
      reinterpret_cast<ExceptionState*>(__cxxabiv1::__cxa_get_globals());
  return *state;
}

// Saves the exception state of `from` and installs that of `to`; both are almost always empty.
void swap_exceptions(Context& from, Context& to) {
  ExceptionState& state = exception_state_of_thread();
  const bool busy = state.caught != nullptr || state.uncaught != 0 ||
                    to.exceptions.caught != nullptr || to.exceptions.uncaught != 0;
  if (!busy) return;
  from.exceptions = state;
  state = to.exceptions;
  to.exceptions = {};
}

void tell_start_switch([[maybe_unused]] Context& from, [[maybe_unused]] Context& to,
                       [[maybe_unused]] bool leaving) {
#ifdef HINDCAST_ASAN
  __sanitizer_start_switch_fiber(leaving ? nullptr : &from.sanitizer_state, to.stack_bottom,
                                 to.stack_bytes);
#endif
#ifdef HINDCAST_TSAN
  __tsan_switch_to_fiber(to.sanitizer_state, 0);
#endif
}

void tell_finish_switch([[maybe_unused]] void* sanitizer_state) {
#ifdef HINDCAST_ASAN
  __sanitizer_finish_switch_fiber(sanitizer_state, nullptr, nullptr);
#endif
}

// The context that was left tells through `data` where its stack pointer is to be kept.
void keep_left(transfer_t left) {
  if (left.data != nullptr) *static_cast<fcontext_t*>(left.data) = left.fctx;
}

// All contexts of a thread run the same entry: the scheduler's.
thread_local ContextEntry entry_of_thread = nullptr;

void first_entry(transfer_t left) {
  keep_left(left);
  tell_finish_switch(nullptr);
  const ContextEntry entry = entry_of_thread;
  entry();
  std::abort();
}

}  // namespace

void prepare_context(Context& context, std::byte* bottom, std::byte* top, ContextEntry entry) {
  entry_of_thread = entry;
  context.stack_bottom = bottom;
  context.stack_bytes = static_cast<std::size_t>(top - bottom);
  context.exceptions = {};
  context.stack_pointer = make_fcontext(top, context.stack_bytes, &first_entry);
#ifdef HINDCAST_ASAN
  // The frames that the last fiber on this stack left for good are still marked.
  __asan_unpoison_memory_region(bottom, context.stack_bytes);
#endif
#ifdef HINDCAST_TSAN
  if (context.sanitizer_state != nullptr) __tsan_destroy_fiber(context.sanitizer_state);
  context.sanitizer_state = __tsan_create_fiber(0);
#else
  context.sanitizer_state = nullptr;
#endif
}

void switch_context(Context& from, Context& to) {
  swap_exceptions(from, to);
  tell_start_switch(from, to, false);
  keep_left(jump_fcontext(to.stack_pointer, &from.stack_pointer));
  tell_finish_switch(from.sanitizer_state);
}

void leave_context(Context& from, Context& to) {
  swap_exceptions(from, to);
  tell_start_switch(from, to, true);
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
