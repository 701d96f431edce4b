#include "hindcast/sim/scheduler.hpp"

#include <algorithm>
#include <exception>

#include "hindcast/sim/context_switch.hpp"
#include "hindcast/sim/deadlock_sweep.hpp"
#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/wait.hpp"
#include "hindcast/sim/wait_for.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kObjectLabels = 0x6f626a65ULL;
constexpr std::uint64_t kStaleMin =
    4096;  // below this many stale timers, compacting is not worth it
constexpr std::size_t kPoisonBytes = 16 * 1024;
constexpr std::uint64_t kHastySteps = 1000;

}  // namespace

Scheduler::Scheduler(SchedulerObserver& observer, Chooser& chooser, const SchedulerOptions& options)
    : observer_(observer),
      chooser_(chooser),
      options_(options),
      scheduling_(chooser.asks(ChoiceKind::schedule)),
      noting_(scheduling_),
      follows_(chooser.follows_steps()),
      splits_(scheduling_ ? chooser.splits_waits() : WaitSplit::none),
      root_chain_(kMixFirst),
      root_owner_{kObjectLabels},
      outer_(of_thread_) {
  of_thread_ = this;
  start_seeds();
  hasty_from_ = options.limits.instant_steps_max -
                std::min(kHastySteps, options.limits.instant_steps_max / 2);
  if (options.stack_poison != 0) stacks_.poison(options.stack_poison, kPoisonBytes);
  update_fast();
}

Scheduler::~Scheduler() {
  HINDCAST_CHECK(alive_ == 0);
  of_thread_ = outer_;
}

// The loop: run what is ready, else end the instant and jump to the next timer.
void Scheduler::run(Instant end) {
  HINDCAST_CHECK(running_ == nullptr);
  end_ = end;
  accesses_.clear();  // building the world is no step
  if (follows_) foreseen_ = chooser_.foreseen();
  adopt_thread_context(main_);
  while (!stopped_) {
    if (Fiber* const fiber = scheduling_ ? next_scheduled() : next()) {
      switch_context(main_, fiber->context);
      run_errand();
      end_step();
      continue;
    }
    if (stopping_) stopped_ = true;
    if (stopped_) break;
    if (watching_instants_) observer_.instant_ended();
    if (stopped_ || !ready_.empty()) continue;
    if (!advance()) break;
  }
  if (stopped_ || end_.is_never()) return;
  // A fiber that ended by itself, with a mutex of others, is not looked for before.
  sweep_deadlocks(*this, search_);
  stopped_ = stopping_;
}

// What the fiber that was suspended last could not do on its own stack is part of its step.
void Scheduler::run_errand() {
  if (!errand_) return;
  Fiber* const fiber = suspended_;
  const std::function<void()> errand = std::exchange(errand_, nullptr);
  errand();
  suspended_ = fiber;
}

void Scheduler::stop(Outcome outcome) {
  if (stopped_) return;
  stopped_ = true;
  outcome_ = std::move(outcome);
  outcome_.at = now_;
}

void Scheduler::stop_after_instant(Outcome outcome) {
  if (stopped_ || (stopping_ && outcome_.property <= outcome.property)) return;
  stopping_ = true;
  outcome_ = std::move(outcome);
  outcome_.at = now_;
}

bool Scheduler::tolerates(Outcome deadlock) {
  deadlock.at = now_;
  if (observer_.tolerates(deadlock)) return true;
  stop_after_instant(std::move(deadlock));
  return false;
}

// Returns the fiber to switch to, or null when the loop on the thread's stack must act first.
Fiber* Scheduler::next() {
  for (;;) {
    while (!ready_.empty()) {
      if (stopped_) return nullptr;
      const Due due = ready_.pop_front();
      prefetch_followers();
      if (Fiber* const fiber = dispatch(due)) {
        begin_step(*fiber);
        return fiber;
      }
    }
    if (watching_instants_ || stopping_ || stopped_ || !advance()) return nullptr;
  }
}

// Fetches what comes soon into the cache: with many fibers, waiting for memory is most of the work.
void Scheduler::prefetch_followers() {
  constexpr std::size_t kBlockAhead = 4;
  constexpr std::size_t kStackAhead = 2;
  if (ready_.size() <= kStackAhead) return;
  const Due soon = ready_[kStackAhead - 1];
  if ((soon.slot & kMessageBit) == 0) {
    const auto* const top =
        static_cast<const std::byte*>(fiber_at(soon.slot).context.stack_pointer);
    __builtin_prefetch(top);
    __builtin_prefetch(top + 64);
    __builtin_prefetch(top + 128);
  }
  if (ready_.size() <= kBlockAhead) return;
  const Due later = ready_[kBlockAhead - 1];
  if ((later.slot & kMessageBit) != 0) return;
  const Fiber& fiber = fiber_at(later.slot);
  __builtin_prefetch(&fiber);
  __builtin_prefetch(&fiber.node);
}

// Takes one ready entry. Returns the fiber that runs now, or null when it was stale, parked or a
// message.
Fiber* Scheduler::dispatch(Due due) {
  if ((due.slot & kMessageBit) != 0) {
    observer_.deliver(due.slot & ~kMessageBit, due.epoch);
    return nullptr;
  }
  if (!is_current(due)) return nullptr;
  Fiber& fiber = fiber_at(due.slot);
  if (fiber.node->paused_) {
    fiber.node->parked_.push_back(due);
    return nullptr;
  }
  if (fiber.state == FiberState::waiting) {
    Waiter& waiter = *fiber.waiter;
    waiter.queue->remove(waiter);
    waiter.outcome = WaitOutcome::expired;
    touch(waiter.expiry(), waiter.target->key());
  }
  return &fiber;
}

void Scheduler::begin_step(Fiber& fiber) {
  ++fiber.epoch;
  fiber.state = FiberState::running;
  running_ = &fiber;
  Node& node = *fiber.node;
  if (!fiber.options.isolated) {
    if (node.last_path_ != fiber.path) {
      node.order_ =
          fold_multiply(node.order_ ^ node.last_chain_ ^ kMixFirst, fiber.path.value ^ kMixSecond);
      node.last_path_ = fiber.path;
    }
    touch(Operation::node_memory, node.path());
  } else {
    touch(Operation::isolated_step, node.path());
  }
  if (!fiber.started) touch(Operation::start, fiber.path);
  if (++steps_ >= options_.limits.steps_max) [[unlikely]] {
    stop({Verdict::inconclusive, "steps_max", "the run took as many steps as its limit allows",
          now_});
  }
  if (steps_ - instant_first_step_ >= hasty_from_) [[unlikely]]
    note_hasty(fiber);
}

// Back on the loop's stack: an ended fiber's stack is reused, and the step that ended is reported,
// with what others do because it ended.
void Scheduler::end_step() {
  const Fiber* const ended = suspended_;
  if (ended == nullptr) return reclaim();  // it was reported where it ended
  const Fiber& fiber = *ended;
  const Key actor = fiber.path;
  reclaim();
  if (watching_steps_ &&
      (watching_all_steps_ || std::find(watched_nodes_.begin(), watched_nodes_.end(), fiber.node) !=
                                  watched_nodes_.end())) {
    observer_.step_ended(fiber);
  }
  if (scheduling_) report_step(actor);
}

// Suspends the running fiber, which is queued or waits already, and continues its successor.
void Scheduler::block() {
  Fiber& self = *running_;
  give_way();
  if (self.cancelling) [[unlikely]]
    throw Cancelled{};
}

void Scheduler::give_way() {
  Fiber& self = *running_;
  if (!self.options.isolated) self.node->last_chain_ = self.chain;
  running_ = nullptr;
  suspended_ = &self;
  Fiber* const successor = fast_ && !errand_ ? next() : follow();
  if (successor != &self) {
    switch_context(self.context, successor == nullptr ? main_ : successor->context);
  }
}

// Here, and with all that it calls, so that a model's wait returns through few frames.
[[gnu::flatten]] WaitOutcome Scheduler::wait(Waitable& on, WaitQueue& queue, Waiter& waiter,
                                             Duration timeout) {
  HINDCAST_CHECK(running_ != nullptr);
  if (ending()) return WaitOutcome::expired;
  Fiber& self = *running_;
  if (self.node->timer_clock_ != nullptr) [[unlikely]]
    timeout = by_node_clock(self, timeout);
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

// A fiber that swallowed Cancelled gets it again.
bool Scheduler::ending() {
  if (!running_->cancelling) return false;
  if (std::uncaught_exceptions() == 0) throw Cancelled{};
  const bool destructor_suspends = !voided_;
  HINDCAST_CHECK(!destructor_suspends);
  return true;
}

void Scheduler::preempt(Operation operation, Key object) {
  if (running_ == nullptr) return;
  if (running_->cancelling) {
    if (std::uncaught_exceptions() == 0) throw Cancelled{};
    return;
  }
  Fiber& self = *running_;
  stop_over(operation, object);
  if (self.cancelling) [[unlikely]]
    throw Cancelled{};
}

// Whether it is foreseen that the running fiber, which came to a scheduling point, goes on.
bool Scheduler::goes_on() const {
  return !foreseen_.empty() && foreseen_.front().answer == 0 && follows_at_once_ && !stopped_ &&
         !errand_ && !running_->node->paused_;
}

void Scheduler::stop_over(Operation operation, Key object) {
  Fiber& self = *running_;
  if (goes_on()) {
    if (!self.options.isolated) self.node->last_chain_ = self.chain;
    use_foreseen();
    return begin_step(self);
  }
  self.pending = operation;
  self.object = object;
  self.state = FiberState::ready;
  ready_.push_front({self.slot, self.epoch});
  give_way();
}

// Has the loop run `errand` before anything else, while the running fiber is suspended.
void Scheduler::leave_to_loop(std::function<void()> errand) {
  HINDCAST_CHECK(running_ != nullptr && !errand_);
  if (ending()) return;
  errand_ = std::move(errand);
  running_->state = FiberState::sleeping;
  running_->pending = Operation::wake;
  block();
}

void Scheduler::sleep(Duration duration) {
  HINDCAST_CHECK(running_ != nullptr);
  if (ending()) return;
  Fiber& self = *running_;
  self.state = FiberState::sleeping;
  self.pending = Operation::wake;
  self.object = self.path;
  if (self.node->timer_clock_ != nullptr) [[unlikely]]
    duration = by_node_clock(self, duration);
  if (!duration.is_infinite()) set_timer(duration, {self.slot, self.epoch});
  block();
  emit(events::kSlept);
}

void Scheduler::yield() { sleep(Duration::zero()); }

void Scheduler::set_timer(Duration delay, Due due) {
  HINDCAST_CHECK(delay >= Duration::zero());
  if (delay == Duration::zero()) {
    ready_.push_back(due);
  } else if (const Instant time = saturating_add(now_, delay); !time.is_never()) {
    timers_.push(time.count(), due);
  }
}

void Scheduler::deliver_after(Duration delay, std::uint32_t slot, std::uint32_t epoch) {
  set_timer(delay, {slot | kMessageBit, epoch});
}

// Jumps to the next time at which something current is due. Returns false when there is none, or it
// lies beyond the end.
bool Scheduler::advance() {
  const Instant deadline = watching_instants_ ? observer_.next_deadline() : Instant::never();
  while (!timers_.empty()) {
    const std::int64_t time = timers_.lowest();
    if (time > end_.count() || time > deadline.count()) break;
    timers_.drain_lowest([this](Due due) {
      if ((due.slot & kMessageBit) != 0 || is_current(due)) {
        ready_.push_back(due);
      } else if (stale_ > 0) {
        --stale_;
      }
    });
    if (ready_.empty()) continue;
    move_to(Instant::at(Duration::nanoseconds(time)));
    instant_first_step_ = steps_;
    return true;
  }
  if (!deadline.is_never() && deadline <= end_) {
    HINDCAST_CHECK(deadline > now_);
    move_to(deadline);
    return true;
  }
  if (!end_.is_never()) move_to(end_);
  return false;
}

void Scheduler::move_to(Instant time) {
  now_ = time;
  while (time >= next_reseed_) [[unlikely]] {
      const Reseeds& reseeds = options_.reseeds;
      present_seed_ = reseeds[reseeds_done_++].seed;
      next_reseed_ = reseeds_done_ == reseeds.size() ? Instant::never() : reseeds[reseeds_done_].at;
    }
}

void Scheduler::start_seeds() {
  present_seed_ = options_.seed;
  reseeds_done_ = 0;
  next_reseed_ = options_.reseeds.empty() ? Instant::never() : options_.reseeds.front().at;
  move_to(Instant());
}

// A wait that ended early leaves its timer behind. When most timers are such leavings, they are
// swept out.
void Scheduler::compact_timers() {
  if (++stale_ < kStaleMin || stale_ * 2 < timers_.size()) return;
  timers_.retain([this](Due due) { return (due.slot & kMessageBit) != 0 || is_current(due); });
  stale_ = 0;
}

void Scheduler::watch_instants(bool watch) { watching_instants_ = watch; }

void Scheduler::watch_steps(const Node& node) {
  watched_nodes_.push_back(&node);
  watching_steps_ = true;
  update_fast();
}

void Scheduler::watch_all_steps() {
  watching_steps_ = watching_all_steps_ = true;
  update_fast();
}

}  // namespace hindcast
