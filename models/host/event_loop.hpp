// EventLoop: the one thread of a Node.js process. Callbacks run one after another, in the order in
// which they became due; whoever computes, or calls the disk synchronously, delays everybody.
// Timers that expired meanwhile run before the replies that came meanwhile, so a stall of S makes
// calls to healthy servers time out (Node.js 20.20.2: 20 of 20 calls of 20 ms under a timeout of 50
// ms, across one stall of 200 ms).
#pragma once

#include <cstdint>
#include <utility>

#include "hindcast/sim/mutex.hpp"
#include "hindcast/sim/node.hpp"
#include "hindcast/sim/run_loop.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

class Cpu;

// What the loops of all lives of a process did; kept by its component.
struct LoopRecord {
  Duration delay_max;  // the longest that anything waited for its turn
  Duration busy;
};

class EventLoop final : public RunLoop {
 public:
  // `callback_time` is the CPU time of going on after a reply. The node's callers take their turns
  // here for as long as this lives. `record` outlives it.
  EventLoop(Node& node, Duration callback_time, LoopRecord& record);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop() override;

  // Computes for that long, in turn.
  void run(Duration cpu);
  Instant await_turn() override;
  // Runs `body`, which may suspend in calls of the disk, while nothing else runs. Returns what it
  // returns.
  template <class Body>
  auto block(Body&& body) {
    take_turn();
    const Hold hold(*this);
    return body();
  }

  // All computing takes `factor` times as long from now on: the CPU is shared with others.
  void slow_down(std::uint32_t factor);
  // From now on its thread computes on these cores, beside all others there; null: on a core of its
  // own. They outlive this.
  void run_on(Cpu* cpu, std::int64_t niceness);

  std::size_t waiting() const { return thread_.waiting(); }

 private:
  // Gives the thread back, also when the fiber is cancelled.
  class Hold {
   public:
    explicit Hold(EventLoop& loop);
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold();

   private:
    EventLoop& loop_;
    Instant began_;
  };

  void take_turn();
  void compute(Duration cpu);

  Node& node_;
  Duration callback_time_;
  Mutex thread_{"event loop"};
  std::uint32_t slowness_ = 1;
  Cpu* cpu_ = nullptr;
  std::int64_t niceness_ = 0;
  LoopRecord& record_;
};

}  // namespace hindcast
