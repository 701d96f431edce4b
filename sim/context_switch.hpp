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
// What a switch does around the jump.
struct ContextSwitch {
  using Jumped = boost::context::detail::transfer_t;

  // Saves the exception state of `from` and installs that of `to`; both are almost always empty.
  static void swap_exceptions(Context& from, Context& to) {
    ExceptionState& state = exception_state_of_thread();
    const bool busy = state.caught != nullptr || state.uncaught != 0 ||
                      to.exceptions.caught != nullptr || to.exceptions.uncaught != 0;
    if (!busy) return;
    from.exceptions = state;
    state = to.exceptions;
    to.exceptions = {};
  }

  static void tell_start([[maybe_unused]] Context& from, [[maybe_unused]] Context& to,
                         [[maybe_unused]] bool leaving) {
#ifdef HINDCAST_ASAN
    __sanitizer_start_switch_fiber(leaving ? nullptr : &from.sanitizer_state, to.stack_bottom,
                                   to.stack_bytes);
#endif
#ifdef HINDCAST_TSAN
    __tsan_switch_to_fiber(to.sanitizer_state, 0);
#endif
  }

  static void tell_finish([[maybe_unused]] void* sanitizer_state) {
#ifdef HINDCAST_ASAN
    __sanitizer_finish_switch_fiber(sanitizer_state, nullptr, nullptr);
#endif
  }

  // The context that was left tells through `data` where its stack pointer is to be kept.
  static void keep_left(Jumped left) {
    if (left.data != nullptr) {
      *static_cast<boost::context::detail::fcontext_t*>(left.data) = left.fctx;
    }
  }

 private:
  static ExceptionState& exception_state_of_thread() {
    thread_local ExceptionState* const state =
        reinterpret_cast<ExceptionState*>(__cxxabiv1::__cxa_get_globals());
    return *state;
  }
};

// Suspends `from` and continues `to`. Returns when something switches back to `from`.
inline void switch_context(Context& from, Context& to) {
  ContextSwitch::swap_exceptions(from, to);
  ContextSwitch::tell_start(from, to, false);
  ContextSwitch::keep_left(
      boost::context::detail::jump_fcontext(to.stack_pointer, &from.stack_pointer));
  ContextSwitch::tell_finish(from.sanitizer_state);
}

}  // namespace hindcast
