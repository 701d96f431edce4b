// Node: a process or host, which fails as one. A crash marks it dead first, so that nothing its
// fibers do from then on has an effect; then its fibers are unwound, newest first, and the volatile
// state of its components goes. What a component keeps outside its Process survives.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/time.hpp"
#include "hindcast/sim/timer_clock.hpp"
#include "hindcast/sim/timer_queue.hpp"
#include "hindcast/sim/trace.hpp"

namespace hindcast {

struct Fiber;
class Component;
class RunLoop;
class Scheduler;
class World;

// How a node ends: a killed process's host answers for it (connections are closed, new ones
// refused); a host without power answers nothing.
enum class CrashKind : std::uint8_t { process, host };

// A supervisor such as systemd's `Restart=always`. Without one a crashed node stays down.
struct Supervision {
  bool restarts = false;
  Duration delay = Duration::zero();
};

class Node {
 public:
  Node(World& world, std::string name);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  const std::string& name() const { return name_; }
  Key path() const { return path_; }
  bool alive() const { return alive_; }
  bool paused() const { return paused_; }
  // How many times it was booted before this life.
  std::uint32_t life() const { return life_; }
  CrashKind crash_kind() const { return crash_kind_; }
  World& world() const { return world_; }

  void supervise(Supervision supervision) { supervision_ = supervision; }
  const Supervision& supervision() const { return supervision_; }

  // In this life, callers of this node go on in their turn of `loop`; null for at once. The loop
  // outlives the life, or says so by setting null.
  void set_run_loop(RunLoop* loop) { run_loop_ = loop; }
  RunLoop* run_loop() const { return run_loop_; }

  // Sleeps and timeouts of this node's fibers follow `clock`; null for virtual time. The clock
  // outlives the run, and calls Scheduler::rearm_timers when its rate changes. REQUIRES: no fiber
  // of this node has begun.
  void set_timer_clock(TimerClock* clock) { timer_clock_ = clock; }
  const TimerClock* timer_clock() const { return timer_clock_; }
  // What its monotonic clock reads now.
  Instant monotonic_now() const;

  // Ends this life. Nothing if it is dead. Called by one of its own fibers, it does not return.
  void crash(CrashKind kind = CrashKind::process);
  // Boots all its components again. Nothing if it is alive.
  void restart();
  // Stops and continues all its fibers (SIGSTOP, SIGCONT): timers that fall due meanwhile are late.
  // A fiber that pauses its own node stops there and then.
  void pause();
  void resume();

 private:
  friend class Scheduler;
  friend class World;
  friend class Component;

  void boot();
  void die(CrashKind kind);
  bool turn(Operation operation, EventKind kind, bool effective);

  World& world_;
  std::string name_;
  Key path_;
  bool alive_ = false;
  bool paused_ = false;
  std::uint32_t life_ = 0;
  CrashKind crash_kind_ = CrashKind::process;
  Supervision supervision_;
  RunLoop* run_loop_ = nullptr;
  TimerClock* timer_clock_ = nullptr;
  std::vector<Component*> components_;
  Fiber* newest_ = nullptr;
  std::vector<Due> parked_;  // what fell due while it was paused

  // The order in which its fibers took turns: a chain of its own, so that one more request changes
  // the chain of no other fiber.
  std::uint64_t order_ = 0;
  // Crashes, restarts, pauses and resumptions: the chain of the last one, and the sum of the chains
  // of those that had no effect.
  std::uint64_t turn_stamp_ = 0;
  std::uint64_t looks_ = 0;
  std::uint64_t last_chain_ = 0;
  Key last_path_;
};

}  // namespace hindcast
