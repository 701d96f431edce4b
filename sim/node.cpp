#include "hindcast/sim/node.hpp"

#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

Node::Node(World& world, std::string name)
    : world_(world), name_(std::move(name)), path_(key_of(name_)) {}

Node::~Node() = default;

Instant Node::monotonic_now() const {
  return timer_clock_ == nullptr ? world_.now() : timer_clock_->reading(world_.now());
}

void Node::boot() {
  HINDCAST_CHECK(!alive_);
  alive_ = true;
  Scheduler& scheduler = world_.scheduler();
  const Key life = child(path_, hash_text("life"), life_);
  scheduler.emit_about(life, events::kNodeBooted, life_);
  for (Component* const component : components_) {
    const Key boot_path = child(life, component->path().value, 0);
    scheduler.spawn_handler(*this, "boot", boot_path, component->path(), [this, component] {
      component->process_ = component->boot();
      world_.scheduler().touch(Operation::boot, path_);
    });
  }
}

// Says what was tried to the explorer and to the class. Where it has no effect it only looks
// whether the node lives or runs.
bool Node::turn(Operation operation, EventKind kind, bool effective) {
  Scheduler& scheduler = world_.scheduler();
  scheduler.touch(effective ? operation : Operation::observe, path_);
  if (effective) {
    turn_stamp_ = scheduler.emit(kind, path_.value, turn_stamp_ + looks_, 1);
  } else {
    looks_ += scheduler.emit(kind, path_.value, turn_stamp_, 0);
  }
  return effective;
}

void Node::crash(CrashKind kind) {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::crash, path_);
  if (!turn(Operation::crash, events::kNodeCrashed, alive_)) return;
  Fiber* const caller = scheduler.running();
  if (caller != nullptr && caller->node == this) {
    // Its own fiber cannot unwind itself: the loop does it while the fiber is suspended.
    scheduler.leave_to_loop([this, kind] { die(kind); });
    return;
  }
  die(kind);
}

void Node::die(CrashKind kind) {
  alive_ = false;
  paused_ = false;
  crash_kind_ = kind;
  parked_.clear();
  Scheduler& scheduler = world_.scheduler();
  scheduler.emit_about(child(path_, hash_text("crash"), life_), events::kNodeCrashed, life_,
                       static_cast<std::uint64_t>(kind));
  world_.story().tell(
      world_.now(), name_, Weight::turning_point,
      kind == CrashKind::process ? "the process is killed" : "the host loses power");
  scheduler.unwind_node(*this);
  {
    const Scheduler::Void without_effect(scheduler);
    for (Component* const component : components_) {
      component->crashed(kind);
      component->process_.reset();
    }
  }
  world_.exchanges().node_crashed(*this);
  if (!supervision_.restarts) return;
  const Key path = child(path_, hash_text("supervisor"), life_);
  scheduler.spawn_handler(world_.adversary(), "supervisor", path, world_.adversary().path(),
                          [this, died = life_, delay = supervision_.delay] {
                            sleep(delay);
                            if (!alive_ && life_ == died) restart();
                          });
}

void Node::restart() {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::restart, path_);
  if (!turn(Operation::restart, events::kNodeBooted, !alive_)) return;
  ++life_;
  world_.story().tell(world_.now(), name_, Weight::notable, "the process starts again");
  boot();
}

void Node::pause() {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::pause, path_);
  if (!turn(Operation::pause, events::kNodePaused, alive_ && !paused_)) return;
  paused_ = true;
  world_.story().tell(world_.now(), name_, Weight::notable, "the process is stopped (SIGSTOP)");
  const Fiber* const caller = scheduler.running();
  if (caller != nullptr && caller->node == this) scheduler.yield();
}

void Node::resume() {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::resume, path_);
  if (!turn(Operation::resume, events::kNodeResumed, alive_ && paused_)) return;
  paused_ = false;
  world_.story().tell(world_.now(), name_, Weight::notable, "the process continues (SIGCONT)");
  scheduler.unpark(*this);
}

}  // namespace hindcast
