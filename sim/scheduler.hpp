// Scheduler: fibers under a virtual clock. It runs what is ready, first in, first out, else jumps
// to the next timer. A fiber that suspends picks its successor itself, so one switch serves one
// event; the loop on the thread's own stack does whatever is rare.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/fiber.hpp"
#include "hindcast/sim/node.hpp"
#include "hindcast/sim/ready_queue.hpp"
#include "hindcast/sim/reseed.hpp"
#include "hindcast/sim/scheduler_observer.hpp"
#include "hindcast/sim/stack_pool.hpp"
#include "hindcast/sim/timer_queue.hpp"
#include "hindcast/sim/trace.hpp"
#include "hindcast/sim/verdict.hpp"
#include "hindcast/sim/wait.hpp"
#include "hindcast/sim/wait_for.hpp"

namespace hindcast {

class Scheduler {
 public:
  Scheduler(SchedulerObserver& observer, Chooser& chooser, const SchedulerOptions& options);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler();

  // The scheduler of the world that is being built or run on this thread. REQUIRES: there is one.
  static Scheduler& current() {
    HINDCAST_CHECK(of_thread_ != nullptr);
    return *of_thread_;
  }
  static bool has_current() { return of_thread_ != nullptr; }

  Instant now() const { return now_; }
  std::uint64_t steps() const { return steps_; }
  std::uint64_t seed() const { return options_.seed; }
  // The seed of all that is drawn now, and whether it is another than the run's.
  std::uint64_t present_seed() const { return present_seed_; }
  bool reseeded() const { return reseeds_done_ > 0; }
  const Limits& limits() const { return options_.limits; }
  // The fiber that runs, or null while the world is built and between steps.
  Fiber* running() const { return running_; }
  std::uint32_t fibers_alive() const { return alive_ - (finished_ == nullptr ? 0U : 1U); }
  // Whether anything is due after this instant.
  bool has_timers() const { return !timers_.empty(); }
  std::size_t timers_pending() const { return timers_.size(); }

  // Forgets the run and keeps the memory: all is as after construction, with the same chooser.
  // REQUIRES: no fiber lives.
  void rewind();

  // Runs until the outcome is decided, nothing is left to do, or `end` is reached.
  void run(Instant end);
  // Ends the run with this outcome; the first one counts.
  void stop(Outcome outcome);
  // As `stop`, once all that can still happen at this instant has: then neither what has happened
  // nor, of several such ends, which one counts depends on the order within the instant.
  void stop_after_instant(Outcome outcome);
  // Ends the run with this deadlock, once the instant is over, unless the observer tolerates it.
  // Returns whether it does.
  bool tolerates(Outcome deadlock);
  bool stopped() const { return stopped_; }
  const Outcome& outcome() const { return outcome_; }

  // Starts a fiber on `node`; it runs when its turn comes. The body is moved to its stack.
  template <class Body>
  FiberHandle spawn(Node& node, Label name, Body&& body, SpawnOptions options = {});
  // As above for a fiber that handles a message: its path and subject are the message's.
  template <class Body>
  FiberHandle spawn_handler(Node& node, Label name, Key message, Key component, Body&& body);

  bool ended(FiberHandle handle) const;
  // Returns the living fiber, or null.
  Fiber* find(FiberHandle handle) const;
  FiberHandle handle_of(const Fiber& fiber) const { return {fiber.slot, fiber.birth}; }
  // Unwinds the fiber at its suspending call; it runs to its end before this returns. Nothing if it
  // has ended. REQUIRES: not the running fiber.
  void cancel(FiberHandle handle);
  void join(FiberHandle handle);

  // What every suspending call asks first: on a fiber that is being ended it throws Cancelled, and
  // from a destructor that runs for it, where nothing may be thrown, returns true if the fiber's
  // node is dead: the call is void. Fails a check if the node lives: destructors never suspend.
  bool ending();
  void sleep(Duration duration);
  void yield();
  // Enters `queue` and suspends until granted or timed out. The queue's owner grants.
  WaitOutcome wait(Waitable& on, WaitQueue& queue, Waiter& waiter, Duration timeout);
  void grant(Waiter& waiter);

  // A scheduling point: where schedules are explored, another actor may run before this operation.
  void point(Operation operation, Key object) {
    if (scheduling_) preempt(operation, object);
  }
  // A scheduling point that destructors may pass: it throws nothing. A fiber that is ended there
  // goes on until its next one.
  void release_point(Operation operation, Key object) {
    if (scheduling_ && running_ != nullptr && !running_->cancelling) stop_over(operation, object);
  }
  // Notes that the current step did this; the dependence relation works on these notes.
  void touch(Operation operation, Key object, std::uint64_t value = 0) {
    if (noting_) accesses_.push_back({operation, object, value});
  }

  // Adds an event to the running fiber's chain (to the world's when none runs) and returns the
  // chain.
  std::uint64_t emit(EventKind kind, std::uint64_t a = 0, std::uint64_t b = 0,
                     std::uint32_t argument = 0) {
    std::uint64_t& chain = running_ == nullptr ? root_chain_ : running_->chain;
    if (voided_) [[unlikely]]
      return chain;
    const TraceEvent event{now_.count(), kind.code(), argument, a, b};
    chain = extend_chain(chain, event);
    if (options_.keeps_trace) [[unlikely]]
      keep(event);
    return chain;
  }
  // Adds an event about something that is no fiber, such as a message under way.
  void emit_about(Key actor, EventKind kind, std::uint64_t a = 0, std::uint64_t b = 0);
  // Whether such waits are steps of their own when they are granted at once.
  bool splits(WaitSplit waits) const { return splits_ >= waits; }
  // Says whether the chooser wants questions of this kind.
  bool asks(ChoiceKind kind) const { return chooser_.asks(kind); }
  // Asks a question in the name of the running fiber. Returns an answer below `arity`.
  std::uint32_t choose(ChoiceKind kind, Label label, std::uint32_t arity, Ratio unquiet);
  // Asks a question in the name of `point.asker`; the caller counts. REQUIRES: not about schedules.
  std::uint32_t choose_about(const ChoicePoint& point);
  std::uint64_t draw(Label label);
  // A draw for something other than the running fiber: `owner` is the component, `subject` what it
  // is about, and the caller counts.
  std::uint64_t draw_for(Key owner, Label label, Key subject, std::uint64_t nth) const;
  Key name_object(Label name);

  // Has the observer's `deliver(slot, epoch)` called after `delay`.
  void deliver_after(Duration delay, std::uint32_t slot, std::uint32_t epoch);

  // True when what the running code does has no effect any more: its node is dead.
  bool voided() const { return voided_; }
  // Voids everything until the guard ends: for destroying what belonged to a dead node.
  class Void {
   public:
    explicit Void(Scheduler& scheduler)
        : scheduler_(scheduler), before_(std::exchange(scheduler.voided_, true)) {}
    Void(const Void&) = delete;
    Void& operator=(const Void&) = delete;
    ~Void() { scheduler_.voided_ = before_; }

   private:
    Scheduler& scheduler_;
    bool before_;
  };
  // Names objects, draws and questions after `owner` while the world is built, until the guard
  // ends, so that what one component makes does not count for another.
  class Naming {
   public:
    Naming(Scheduler& scheduler, Key owner)
        : scheduler_(scheduler),
          owner_before_(std::exchange(scheduler.root_owner_, owner)),
          counters_before_(std::exchange(scheduler.root_counters_, Counters{})) {}
    Naming(const Naming&) = delete;
    Naming& operator=(const Naming&) = delete;
    ~Naming() {
      scheduler_.root_owner_ = owner_before_;
      scheduler_.root_counters_ = std::move(counters_before_);
    }

   private:
    Scheduler& scheduler_;
    Key owner_before_;
    Counters counters_before_;
  };

  void watch_instants(bool watch);
  void watch_steps(const Node& node);
  // As watch_steps, of every node.
  void watch_all_steps();

  // Makes class and digest final: what happens from now on, such as unwinding, is not part of the
  // run.
  void freeze();
  // Class and digest of what has happened so far. The class also holds each node's order of turns.
  std::uint64_t class_hash() const;
  std::uint64_t digest() const;
  const std::vector<TraceRecord>& trace() const { return trace_; }

  // The rate of the node's clock has changed: timers that run on it end at other instants.
  void rearm_timers(Node& node);

  // Unwinds all living fibers of `node`, newest first; the running one is left to the caller.
  void unwind_node(Node& node);
  void unpark(Node& node);
  // Suspends the running fiber for good and has the loop run `errand` on the thread's own stack:
  // how a fiber ends its own node.
  void leave_to_loop(std::function<void()> errand);

  template <class Visit>
  void each_fiber(Visit&& visit) const;

  // Something that is ready now or due later: a fiber's turn, or (without a fiber) a message's.
  struct Pending {
    const Fiber* fiber = nullptr;
    Key message;
    Duration in;              // from now
    std::uint64_t entry = 0;  // the same as long as it is the same turn
  };
  // Calls `visit(pending)` for each, in no order of note. Turns of paused nodes are left out.
  // Defined in pending_turns.hpp.
  template <class Visit>
  void each_due(Visit&& visit) const;

 private:
  static inline constinit thread_local Scheduler* of_thread_ = nullptr;
  static constexpr std::uint32_t kMessageBit = 0x80000000U;
  static constexpr std::uint32_t kSlabFibers = 256;

  static void fiber_entry();

  Fiber& fiber_at(std::uint32_t slot) const {
    return slabs_[slot / kSlabFibers][slot % kSlabFibers];
  }
  Fiber& new_fiber(Node& node, Label name, SpawnOptions options);
  void name_as_child(Fiber& fiber, Label name);
  template <class Body>
  void place_body(Fiber& fiber, Body&& body);
  void launch(Fiber& fiber);
  void preempt(Operation operation, Key object);
  void stop_over(Operation operation, Key object);
  void give_way();
  void block();
  void keep(const TraceEvent& event);
  Fiber* next();
  void prefetch_followers();
  template <class Visit>
  void visit_ready(Visit&& visit);
  void list_alternatives();
  std::size_t place_of(std::uint32_t nth);
  std::size_t ask_who_is_next();
  std::size_t foreseen_next();
  bool goes_on() const;
  void use_foreseen() {
    noting_ = false;
    if (foreseen_.front().arity > 1) ++schedule_questions_;
    foreseen_ = foreseen_.subspan(1);
  }
  Key actor_of(Due due) const;
  Fiber* next_scheduled();
  Fiber* follow();
  Fiber* dispatch(Due due);
  bool is_current(Due due) const {
    const Fiber& fiber = fiber_at(due.slot);
    return fiber.epoch == due.epoch && fiber.state != FiberState::free;
  }
  bool is_live(Due due) const;
  void begin_step(Fiber& fiber);
  void note_hasty(const Fiber& fiber);
  template <class Visit>
  void visit_due(Due due, Duration in, Visit&& visit) const;
  void end_step();
  void report_step(Key actor);
  void run_errand();
  bool advance();
  void move_to(Instant time);
  void start_seeds();
  void compact_timers();
  [[noreturn]] void finish(Fiber& fiber);
  void leave_wait(Fiber& fiber);
  void count_overtaken(const Waiter& waiter);
  void reclaim();
  void wake_joiners(Fiber& fiber);
  void unwind(Fiber& fiber);
  void set_timer(Duration delay, Due due);
  Duration by_node_clock(Fiber& fiber, Duration duration) const;
  void update_fast() {
    fast_ = !scheduling_ && !watching_steps_;
    follows_at_once_ = scheduling_ && !watching_steps_;
  }

  SchedulerObserver& observer_;
  Chooser& chooser_;
  SchedulerOptions options_;
  bool scheduling_;
  bool fast_ = true;              // who suspends picks its successor
  bool follows_at_once_ = false;  // ... with the chooser's help
  bool noting_;                   // accesses of the step that runs are reported
  bool watching_instants_ = false;
  bool watching_steps_ = false;
  bool watching_all_steps_ = false;
  bool stopped_ = false;
  bool stopping_ = false;  // when the instant ends
  bool follows_ = false;
  WaitSplit splits_ = WaitSplit::none;
  bool voided_ = false;
  Instant now_;
  Instant end_ = Instant::never();
  std::uint64_t present_seed_ = 0;
  std::size_t reseeds_done_ = 0;
  Instant next_reseed_ = Instant::never();
  std::uint64_t steps_ = 0;
  std::uint64_t instant_first_step_ = 0;
  std::uint64_t hasty_from_ = 0;  // steps at one instant from which on it is noted who takes them
  std::uint64_t stale_ = 0;
  Fiber* running_ = nullptr;
  Fiber* suspended_ = nullptr;  // who ran before the loop
  Fiber* finished_ = nullptr;
  std::function<void()> errand_;
  Context* unwinder_ = nullptr;
  Context main_;
  TimerQueue timers_;
  ReadyQueue ready_;
  StackPool stacks_;
  std::vector<std::unique_ptr<Fiber[]>> slabs_;
  std::vector<std::uint32_t> free_slots_;
  std::uint32_t used_slots_ = 0;
  std::uint32_t alive_ = 0;
  ClassHash class_;
  std::uint64_t answers_ = 0;
  std::uint64_t frozen_class_ = 0;
  bool frozen_ = false;
  std::uint64_t root_chain_ = 0;
  Key root_owner_;  // in whose name the world is built
  Counters root_counters_;
  std::uint32_t schedule_questions_ = 0;
  std::span<const Foreseen> foreseen_;  // what is left of the answers that need no question
  std::vector<Access> accesses_;
  std::vector<Alternative> alternatives_;
  std::vector<std::size_t> places_;  // of each alternative in the ready queue
  std::vector<TraceRecord> trace_;
  std::vector<const Node*> watched_nodes_;
  struct Hasty {
    std::string who;
    std::uint64_t steps = 0;
  };
  std::vector<Hasty> hasty_;
  WaitForSearch search_;
  Outcome outcome_;
  Scheduler* outer_ = nullptr;  // the thread's scheduler before this one
};

// Moves the body to the top of the fiber's stack, above its first frame.
template <class Body>
void Scheduler::place_body(Fiber& fiber, Body&& body) {
  using Held = std::decay_t<Body>;
  static_assert(alignof(Held) <= 64 && sizeof(Held) <= 2048, "capture less by value");
  std::byte* const place = stacks_.top(fiber.stack) - (sizeof(Held) + 63) / 64 * 64;
  fiber.body = new (place) Held(std::forward<Body>(body));
  fiber.body_function = [](void* held, BodyAction action) {
    Held& function = *static_cast<Held*>(held);
    struct Destroy {
      Held& held;
      ~Destroy() { held.~Held(); }
    } destroy{function};
    if (action == BodyAction::run) function();
  };
  launch(fiber);
}

template <class Body>
FiberHandle Scheduler::spawn(Node& node, Label name, Body&& body, SpawnOptions options) {
  if (voided()) return {};
  Fiber& fiber = new_fiber(node, name, options);
  name_as_child(fiber, name);
  place_body(fiber, std::forward<Body>(body));
  return handle_of(fiber);
}

template <class Body>
FiberHandle Scheduler::spawn_handler(Node& node, Label name, Key message, Key component,
                                     Body&& body) {
  Fiber& fiber = new_fiber(node, name, {});
  fiber.path = child(component, message.value, 0);
  fiber.subject = message;
  fiber.component = component;
  place_body(fiber, std::forward<Body>(body));
  return handle_of(fiber);
}

template <class Visit>
void Scheduler::each_fiber(Visit&& visit) const {
  for (std::uint32_t slot = 0; slot < used_slots_; ++slot) {
    Fiber& fiber = fiber_at(slot);
    if (fiber.state != FiberState::free && fiber.state != FiberState::done) visit(fiber);
  }
}

}  // namespace hindcast
