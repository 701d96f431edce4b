// How a fiber waits, and how its wait ends.
#include "hindcast/sim/wait.hpp"

#include <fmt/format.h>

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

void WaitQueue::abandon() {
  const bool destroyed_while_a_fiber_waits = !Scheduler::current().voided();
  HINDCAST_CHECK(!destroyed_while_a_fiber_waits);
  while (oldest_ != nullptr) remove(*oldest_);
}

Waitable::Waitable(Label name) : key_(Scheduler::current().name_object(name)), name_(name.text()) {}

void Scheduler::grant(Waiter& waiter) {
  if (voided()) return;
  Fiber& fiber = *waiter.fiber;
  if (waiter.older != nullptr) count_overtaken(waiter);
  waiter.queue->remove(waiter);
  waiter.outcome = WaitOutcome::granted;
  fiber.state = FiberState::ready;
  fiber.pending = waiter.operation;
  fiber.object = waiter.target->key();
  ready_.push_back({fiber.slot, ++fiber.epoch});
}

// Those who came before `waiter` and still wait see it served first.
void Scheduler::count_overtaken(const Waiter& waiter) {
  for (Waiter* older = waiter.older; older != nullptr; older = older->older) {
    if (++older->overtaken <= options_.limits.overtakes_max || older->fiber->options.serves)
      continue;
    stop_after_instant({Verdict::violated, "no starvation",
                        fmt::format("{}/{}#{} was overtaken {} times while it waited for {}",
                                    older->fiber->node->name(), older->fiber->name,
                                    older->fiber->nth, older->overtaken, older->target->name()),
                        now_});
  }
}

// A fiber that is being ended leaves the wait it is in; what it was granted but never saw goes on
// to the next.
void Scheduler::leave_wait(Fiber& fiber) {
  Waiter* const waiter = std::exchange(fiber.waiter, nullptr);
  if (waiter == nullptr) return;
  if (waiter->timed) compact_timers();
  // Who waited: the explorer must know who might have joined, had the end come first.
  touch(waiter->expiry(), waiter->target->key(), fiber.path.value);
  if (waiter->expiry() == Operation::expire)
    waiter->target->expiries_ += mix(fiber.path.value, fiber.chain);
  if (waiter->queue != nullptr) {
    waiter->queue->remove(*waiter);
  } else if (waiter->outcome == WaitOutcome::granted && !voided_) {
    waiter->target->forfeited(*waiter);
  }
}

}  // namespace hindcast
