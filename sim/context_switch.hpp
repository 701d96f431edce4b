// The switch itself, inline: after a switch every return is one that the processor did not foresee,
// so the scheduler keeps the frames between a model and its switch few. For the scheduler only.
#pragma once

#include <boost/context/detail/fcontext.hpp>

#include "hindcast/sim/context.hpp"

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
namespace context_detail {

using boost::context::detail::fcontext_t;
using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

inline ExceptionState& exception_state_of_thread() {
  thread_local ExceptionState* const state =
      reinterpret_cast<ExceptionState*>(__cxxabiv1::__cxa_get_globals());
  return *state;
}

// Saves the exception state of `from` and installs that of `to`; both are almost always empty.
inline void swap_exceptions(Context& from, Context& to) {
  ExceptionState& state = exception_state_of_thread();
  const bool busy = state.caught != nullptr || state.uncaught != 0 ||
                    to.exceptions.caught != nullptr || to.exceptions.uncaught != 0;
  if (!busy) return;
  from.exceptions = state;
  state = to.exceptions;
  to.exceptions = {};
}

inline void tell_start_switch([[maybe_unused]] Context& from, [[maybe_unused]] Context& to,
                              [[maybe_unused]] bool leaving) {
#ifdef HINDCAST_ASAN
  __sanitizer_start_switch_fiber(leaving ? nullptr : &from.sanitizer_state, to.stack_bottom,
                                 to.stack_bytes);
#endif
#ifdef HINDCAST_TSAN
  __tsan_switch_to_fiber(to.sanitizer_state, 0);
#endif
}

inline void tell_finish_switch([[maybe_unused]] void* sanitizer_state) {
#ifdef HINDCAST_ASAN
  __sanitizer_finish_switch_fiber(sanitizer_state, nullptr, nullptr);
#endif
}

// The context that was left tells through `data` where its stack pointer is to be kept.
inline void keep_left(transfer_t left) {
  if (left.data != nullptr) *static_cast<fcontext_t*>(left.data) = left.fctx;
}

}  // namespace context_detail

// Suspends `from` and continues `to`. Returns when something switches back to `from`.
inline void switch_context(Context& from, Context& to) {
  using namespace context_detail;
  swap_exceptions(from, to);
  tell_start_switch(from, to, false);
  keep_left(jump_fcontext(to.stack_pointer, &from.stack_pointer));
  tell_finish_switch(from.sanitizer_state);
}

}  // namespace hindcast
