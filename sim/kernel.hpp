// Kernel calls: what code on a fiber may ask of the world it runs in. They act on the fiber that
// calls them, so models need no reference to the world for the common things.
#pragma once

#include <utility>

#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

// Virtual time since the world began.
inline Instant now() { return Scheduler::current().now(); }

// What the monotonic clock of the calling fiber's node reads: virtual time, unless the node has a
// clock of its own. Sleeps and timeouts follow it.
inline Instant monotonic_now() { return Scheduler::current().running()->node->monotonic_now(); }

// Suspends the calling fiber. Throws Cancelled when it is ended meanwhile, as all suspending calls
// do.
inline void sleep(Duration duration) { Scheduler::current().sleep(duration); }

// Lets everything else that is ready run first.
inline void yield() { Scheduler::current().yield(); }

// Starts a fiber on the calling fiber's node.
template <class Body>
FiberHandle spawn(Label name, Body&& body, SpawnOptions options = {}) {
  Scheduler& scheduler = Scheduler::current();
  HINDCAST_CHECK(scheduler.running() != nullptr);
  return scheduler.spawn(*scheduler.running()->node, name, std::forward<Body>(body), options);
}

// Waits for the end of a fiber of the same node; at once if it has ended.
inline void join(FiberHandle fiber) { Scheduler::current().join(fiber); }

// Ends a fiber where it is suspended: its call throws Cancelled, its destructors run.
inline void cancel(FiberHandle fiber) { Scheduler::current().cancel(fiber); }

// Returns the calling fiber's handle.
inline FiberHandle this_fiber() {
  const Scheduler& scheduler = Scheduler::current();
  return scheduler.handle_of(*scheduler.running());
}

// Returns 64 uniform bits from the stream of this component, label and request.
inline std::uint64_t draw(Label label) { return Scheduler::current().draw(label); }

// Draws a value of a distribution, in its own unit; the second a duration in nanoseconds.
inline std::int64_t draw_value(Label label, const Distribution& distribution) {
  return distribution.quantile(draw(label));
}
inline Duration draw_duration(Label label, const Distribution& distribution) {
  return Duration::nanoseconds(draw_value(label, distribution));
}

// Asks one question with `arity` answers; 0 is the quiet one. `unquiet` is how often a random run
// answers otherwise.
inline std::uint32_t choose(ChoiceKind kind, Label label, std::uint32_t arity, Ratio unquiet) {
  return Scheduler::current().choose(kind, label, arity, unquiet);
}

// Adds a model's event to the trace and digest.
inline void trace(EventKind kind, std::uint64_t a = 0, std::uint64_t b = 0,
                  std::uint32_t argument = 0) {
  Scheduler::current().emit(kind, a, b, argument);
}

}  // namespace hindcast
