#include "hindcast/sim/node.hpp"

#include <utility>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

Node::Node(World& world, std::string name)
    : world_(world), name_(std::move(name)), path_(key_of(name_)) {}

Node::~Node() = default;

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

void Node::crash(CrashKind kind) {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::crash, path_);
  scheduler.touch(Operation::crash, path_);
  scheduler.emit(events::kNodeCrashed, path_.value, alive_ ? 1 : 0);
  if (!alive_) return;
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
  scheduler.touch(Operation::restart, path_);
  scheduler.emit(events::kNodeBooted, path_.value, alive_ ? 0 : 1);
  if (alive_) return;
  ++life_;
  world_.story().tell(world_.now(), name_, Weight::notable, "the process starts again");
  boot();
}

void Node::pause() {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::pause, path_);
  scheduler.touch(Operation::pause, path_);
  if (!alive_ || paused_) return;
  paused_ = true;
  scheduler.emit(events::kNodePaused, path_.value);
  world_.story().tell(world_.now(), name_, Weight::notable, "the process is stopped (SIGSTOP)");
  const Fiber* const caller = scheduler.running();
  if (caller != nullptr && caller->node == this) scheduler.yield();
}

void Node::resume() {
  Scheduler& scheduler = world_.scheduler();
  if (scheduler.voided()) return;
  scheduler.point(Operation::resume, path_);
  scheduler.touch(Operation::resume, path_);
  if (!alive_ || !paused_) return;
  paused_ = false;
  scheduler.emit(events::kNodeResumed, path_.value);
  world_.story().tell(world_.now(), name_, Weight::notable, "the process continues (SIGCONT)");
  scheduler.unpark(*this);
}

}  // namespace hindcast
