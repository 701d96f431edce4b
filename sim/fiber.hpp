// Fiber: the control block of one flow of control inside a world. Blocks live in a dense slab,
// apart from their stacks, so that looking at many of them stays cheap.
#pragma once

#include <cstdint>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/context.hpp"
#include "hindcast/sim/counters.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class Node;
class Component;
struct Join;
struct Waiter;

// Thrown by a suspending call of a fiber that is cancelled or whose node crashed. Models let it
// pass; the fiber's entry catches it.
struct Cancelled {};

enum class FiberState : std::uint8_t { free, ready, running, sleeping, waiting, done };

// How a fiber is spawned.
struct SpawnOptions {
  // A fiber that serves may wait at the end of a run without being starved.
  bool serves = false;
  // An isolated fiber shares only Cell and kernel objects, so its steps do not touch node memory.
  bool isolated = false;
};

// The fiber's function object, kept at the top of its stack: called once to run or to drop it.
enum class BodyAction : std::uint8_t { run, drop };
using BodyFunction = void (*)(void* body, BodyAction action);

// Two pairs of cache lines: what a switch and a wait touch is in the first.
struct alignas(128) Fiber {
  Context context;
  std::uint64_t chain = 0;  // the hash of everything that happened to this fiber
  std::uint32_t slot = 0;
  std::uint32_t epoch = 0;  // counts resumptions and grants; timers of an older epoch are stale
  FiberState state = FiberState::free;
  Operation pending = Operation::none;  // what it does when it runs next
  SpawnOptions options;
  bool started = false;
  bool cancelling = false;
  Node* node = nullptr;
  Waiter* waiter = nullptr;  // the wait it is in
  Key path;
  Key object;               // what `pending` is about
  Instant since;            // when it began to wait
  std::uint32_t birth = 0;  // counts the fibers that used this slot
  std::uint32_t stack = 0;
  std::uint32_t nth = 0;   // which child of that name of its parent
  Key subject;             // the request it works for, else its own path: keys draws and messages
  Key component;           // the path of the component it belongs to, else of its node
  Fiber* older = nullptr;  // the living fibers of its node, newest first
  Fiber* newer = nullptr;
  Join* joiners = nullptr;  // who waits for its end
  const char* name = "";
  BodyFunction body_function = nullptr;
  void* body = nullptr;
  Instant due_reading = Instant::never();  // when its timer ends, if its node has a clock
  Counters counters;
};

// Names one fiber for ever: a handle to a fiber that has ended says so.
struct FiberHandle {
  std::uint32_t slot = 0;
  std::uint32_t birth = 0;

  bool empty() const { return birth == 0; }
  friend bool operator==(FiberHandle, FiberHandle) = default;
};

}  // namespace hindcast
