// The life of a fiber: spawned, run, ended, unwound.
#include "hindcast/sim/fiber.hpp"

#include <exception>
#include <utility>

#include "hindcast/sim/context_switch.hpp"
#include "hindcast/sim/deadlock_sweep.hpp"
#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kSpawnLabels = 0x73706177ULL;
constexpr std::uint64_t kNeverStarted = 0x6e657665ULL;  // ended before its first step

}  // namespace

// A fiber's wait for the end of another, whose path is its key; lives on the waiting fiber's stack.
struct Join final : Waitable {
  Join(Scheduler& owner, FiberHandle awaited, Key path)
      : Waitable(path, "join"), scheduler(owner), handle(awaited) {}

  ~Join() override {
    Fiber* const target = scheduler.find(handle);
    if (target == nullptr) return;
    Join** link = &target->joiners;
    while (*link != this) link = &(*link)->next;
    *link = next;
  }

  void add_blockers(Blockers& blockers) const override {
    blockers.fibers.push_back(handle);
    blockers.complete = true;
  }

  Scheduler& scheduler;
  FiberHandle handle;
  WaitQueue queue;
  Waiter waiter;
  Join* next = nullptr;
};

// Takes a free control block and stack. A parent's component is its children's.
Fiber& Scheduler::new_fiber(Node& node, Label name, SpawnOptions options) {
  HINDCAST_CHECK(node.alive());
  reclaim();
  if (alive_ >= options_.limits.fibers_max) {
    stop({Verdict::inconclusive, "fibers_max",
          std::string("too many fibers; the last: ") + name.text(), now_});
    if (running_ != nullptr && !running_->cancelling) {
      running_->cancelling = true;
      throw Cancelled{};
    }
  }
  std::uint32_t slot = 0;
  if (free_slots_.empty()) {
    slot = used_slots_++;
    if (slot / kSlabFibers == slabs_.size())
      slabs_.push_back(std::make_unique<Fiber[]>(kSlabFibers));
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  ++alive_;
  Fiber& fiber = fiber_at(slot);
  fiber.slot = slot;
  fiber.state = FiberState::ready;
  fiber.pending = Operation::start;
  fiber.options = options;
  fiber.started = false;
  fiber.cancelling = false;
  ++fiber.birth;
  fiber.stack = stacks_.acquire();
  fiber.node = &node;
  fiber.name = name.text();
  fiber.older = node.newest_;
  fiber.newer = nullptr;
  if (node.newest_ != nullptr) node.newest_->newer = &fiber;
  node.newest_ = &fiber;
  return fiber;
}

// The path: the n-th child of that name of its parent, or of its node's present life.
void Scheduler::name_as_child(Fiber& fiber, Label name) {
  const bool inherits = running_ != nullptr && running_->node == fiber.node;
  Counters& counters = running_ == nullptr ? root_counters_ : running_->counters;
  const Node& node = *fiber.node;
  const Key life = node.life() == 0 ? node.path() : child(node.path(), kSpawnLabels, node.life());
  const std::uint64_t name_hash = name.hash() ^ kSpawnLabels;
  fiber.nth = counters.next(name_hash ^ (inherits ? 0 : node.path().value));
  const Key above = inherits              ? running_->path
                    : running_ == nullptr ? life
                                          : child(running_->path, life.value, 0);
  fiber.path = child(above, name_hash, fiber.nth);
  fiber.component = inherits ? running_->component : node.path();
  fiber.subject = fiber.path;
}

void Scheduler::launch(Fiber& fiber) {
  fiber.chain = fiber.path.value;
  fiber.object = fiber.path;
  prepare_context(fiber.context, stacks_.bottom(fiber.stack), static_cast<std::byte*>(fiber.body),
                  &Scheduler::fiber_entry);
  if (running_ != nullptr) emit(events::kSpawned, fiber.path.value);
  touch(Operation::spawn, fiber.path);
  ready_.push_back({fiber.slot, fiber.epoch});
}

void Scheduler::fiber_entry() {
  Scheduler& scheduler = current();
  Fiber& self = *scheduler.running_;
  self.started = true;
  try {
    self.body_function(self.body, BodyAction::run);
  } catch (const Cancelled&) {
    HINDCAST_CHECK(self.cancelling);
  } catch (const std::exception& error) {
    check_failed(error.what(), self.name, 0);
  }
  scheduler.finish(self);
}

// The end of a fiber: its chain joins the class, who waits for it is granted, its stack is left.
void Scheduler::finish(Fiber& fiber) {
  emit(events::kExited);
  touch(Operation::exit, fiber.path);
  class_.add(fiber.path, fiber.chain);
  if (!fiber.options.isolated) fiber.node->last_chain_ = fiber.chain;
  wake_joiners(fiber);
  fiber.state = FiberState::done;
  suspended_ = &fiber;
  running_ = nullptr;
  reclaim();
  Context* successor = unwinder_ == nullptr ? &main_ : unwinder_;
  if (unwinder_ == nullptr) {
    Fiber* const following = fast_ && !errand_ ? next() : follow();
    if (following != nullptr) successor = &following->context;
  }
  // Only now: what `next` spawned must not get the stack that this runs on.
  finished_ = &fiber;
  leave_context(fiber.context, *successor);
}

// Returns the control block and stack of the fiber that ended last to their pools.
void Scheduler::reclaim() {
  if (finished_ == nullptr) return;
  Fiber& fiber = *finished_;
  finished_ = nullptr;
  (fiber.newer == nullptr ? fiber.node->newest_ : fiber.newer->older) = fiber.older;
  if (fiber.older != nullptr) fiber.older->newer = fiber.newer;
  ++fiber.epoch;
  fiber.state = FiberState::free;
  fiber.waiter = nullptr;
  fiber.counters.clear();
  stacks_.release(fiber.stack);
  // Where schedules are explored a slot keeps the name of its fiber, for those who join it late.
  if (!scheduling_) free_slots_.push_back(fiber.slot);
  --alive_;
}

// Ends a suspended fiber: its suspending call throws, and it runs on this thread until it has left
// its stack.
void Scheduler::unwind(Fiber& fiber) {
  Fiber* const resumed = running_;
  Context* const outer = unwinder_;
  const bool voided_before = std::exchange(voided_, !fiber.node->alive());
  reclaim();
  if (!fiber.started) {
    fiber.chain = mix(fiber.chain, kNeverStarted);
    fiber.body_function(fiber.body, BodyAction::drop);
    class_.add(fiber.path, fiber.chain);
    wake_joiners(fiber);
    fiber.state = FiberState::done;
    finished_ = &fiber;
  } else {
    Context own;
    Context& here = resumed == nullptr ? own : resumed->context;
    if (resumed == nullptr) adopt_thread_context(own);
    fiber.cancelling = true;
    if (fiber.state == FiberState::sleeping) compact_timers();
    leave_wait(fiber);
    ++fiber.epoch;
    fiber.state = FiberState::running;
    running_ = &fiber;
    unwinder_ = &here;
    switch_context(here, fiber.context);
  }
  unwinder_ = outer;
  running_ = resumed;
  voided_ = voided_before;
  reclaim();
}

// First all leave the waits they are in: what one waits for may lie on the stack of another.
void Scheduler::unwind_node(Node& node) {
  reclaim();
  {
    const Void without_effect(*this);
    for (Fiber* fiber = node.newest_; fiber != nullptr; fiber = fiber->older) {
      if (fiber != running_) leave_wait(*fiber);
    }
  }
  Fiber* fiber = node.newest_;
  while (fiber != nullptr) {
    Fiber* const older = fiber->older;
    if (fiber != running_) unwind(*fiber);
    fiber = older;
  }
  // Who waits for what these held waits in vain, whether the wait began before or begins after.
  if (!frozen_) sweep_deadlocks(*this, search_);
}

Fiber* Scheduler::find(FiberHandle handle) const {
  if (handle.empty()) return nullptr;
  Fiber& fiber = fiber_at(handle.slot);
  const bool lives = fiber.birth == handle.birth && fiber.state != FiberState::free &&
                     fiber.state != FiberState::done;
  return lives ? &fiber : nullptr;
}

bool Scheduler::ended(FiberHandle handle) const { return find(handle) == nullptr; }

void Scheduler::cancel(FiberHandle handle) {
  if (voided() || handle.empty()) return;
  HINDCAST_CHECK(find(handle) == nullptr || find(handle) != running_);
  const Key path = fiber_at(handle.slot).path;
  point(Operation::cancel, path);
  touch(Operation::cancel, path);
  Fiber* const fiber = find(handle);
  emit(events::kCancelled, fiber == nullptr ? 0 : path.value);
  if (fiber == nullptr) return;
  unwind(*fiber);
  // A deadlock of this instant may be over, as if the wait that closed it had come later.
  if (stopping_ && outcome_.verdict == Verdict::deadlocked) {
    stopping_ = false;
    outcome_ = {};
  }
  sweep_deadlocks(*this, search_);
}

void Scheduler::join(FiberHandle handle) {
  if (voided()) return;
  HINDCAST_CHECK(running_ != nullptr);
  if (handle.empty()) return;
  const Key path = fiber_at(handle.slot).path;
  if (Fiber* const target = find(handle)) {
    HINDCAST_CHECK(target != running_ && target->node == running_->node);
    Join join(*this, handle, path);
    join.next = std::exchange(target->joiners, &join);
    join.waiter.operation = Operation::join;
    join.waiter.quiet = true;
    wait(join, join.queue, join.waiter, Duration::infinite());
  } else {
    // The end of the wait is a step of its own, whether there was something to wait for or not.
    point(Operation::join, path);
  }
  touch(Operation::join, path);
  emit(events::kJoined);
}

void Scheduler::wake_joiners(Fiber& fiber) {
  while (Join* const join = fiber.joiners) {
    fiber.joiners = join->next;
    join->handle = {};
    grant(join->waiter);
  }
}

void Scheduler::unpark(Node& node) {
  std::vector<Due> parked;
  parked.swap(node.parked_);
  for (const Due due : parked) ready_.push_back(due);
}

}  // namespace hindcast
