// How a fiber waits, and how its wait ends.
#include "hindcast/sim/wait.hpp"

#include <fmt/format.h>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/scheduler.hpp"
#include "hindcast/sim/wait_for.hpp"

namespace hindcast {

void WaitQueue::abandon() {
  const bool destroyed_while_a_fiber_waits = !Scheduler::current().voided();
  HINDCAST_CHECK(!destroyed_while_a_fiber_waits);
  while (oldest_ != nullptr) remove(*oldest_);
}

Waitable::Waitable(Label name) : key_(Scheduler::current().name_object(name)), name_(name.text()) {}

WaitOutcome Scheduler::wait(Waitable& on, WaitQueue& queue, Waiter& waiter, Duration timeout) {
  HINDCAST_CHECK(running_ != nullptr);
  if (ending()) return WaitOutcome::expired;
  Fiber& self = *running_;
  waiter.fiber = &self;
  waiter.target = &on;
  waiter.timed = !timeout.is_infinite();
  waiter.expires = saturating_add(now_, timeout);
  queue.push(waiter);
  self.waiter = &waiter;
  self.since = now_;
  self.state = FiberState::waiting;
  if (waiter.at_once) {
    grant(waiter);
  } else if (waiter.timed) {
    set_timer(timeout, {self.slot, self.epoch});
  }
  if (!waiter.at_once && timeout > options_.limits.wait_max) report_deadlock(*this, search_, self);
  block();
  self.waiter = nullptr;
  if (waiter.timed && waiter.outcome == WaitOutcome::granted) compact_timers();
  if (waiter.outcome == WaitOutcome::expired) {
    const std::uint64_t chain = emit(events::kExpired, on.key().value, waiter.value);
    if (waiter.operation != Operation::send_wait) on.expiries_ += chain;
  } else if (!waiter.quiet) {
    emit(events::kGranted, on.key().value, waiter.value);
  }
  return waiter.outcome;
}

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
  touch(waiter->expiry(), waiter->target->key());
  if (waiter->expiry() == Operation::expire)
    waiter->target->expiries_ += mix(fiber.path.value, fiber.chain);
  if (waiter->queue != nullptr) {
    waiter->queue->remove(*waiter);
  } else if (waiter->outcome == WaitOutcome::granted && !voided_) {
    waiter->target->forfeited(*waiter);
  }
}

}  // namespace hindcast
