#include "hindcast/models/host/event_loop.hpp"

#include <algorithm>

#include "hindcast/models/host/cpu.hpp"
#include "hindcast/sim/kernel.hpp"

namespace hindcast {

EventLoop::EventLoop(Node& node, Duration callback_time, LoopRecord& record)
    : node_(node), callback_time_(callback_time), record_(record) {
  node_.set_run_loop(this);
}

EventLoop::~EventLoop() { node_.set_run_loop(nullptr); }

EventLoop::Hold::Hold(EventLoop& loop) : loop_(loop), began_(now()) {}

EventLoop::Hold::~Hold() {
  if (Scheduler::current().voided()) return;
  loop_.record_.busy += now() - began_;
  loop_.thread_.unlock();
}

void EventLoop::take_turn() {
  const Instant due = now();
  thread_.lock();
  record_.delay_max = std::max(record_.delay_max, now() - due);
}

void EventLoop::run(Duration cpu) {
  take_turn();
  const Hold hold(*this);
  compute(cpu);
}

void EventLoop::compute(Duration cpu) {
  const Duration time = cpu * static_cast<std::int64_t>(slowness_);
  if (cpu_ != nullptr) {
    cpu_->work(time, niceness_);
  } else if (time > Duration::zero()) {
    sleep(time);
  }
}

Instant EventLoop::await_turn() {
  take_turn();
  const Hold hold(*this);
  const Instant turn = now();
  compute(callback_time_);
  return turn;
}

void EventLoop::slow_down(std::uint32_t factor) {
  HINDCAST_CHECK(factor > 0);
  slowness_ = factor;
}

void EventLoop::run_on(Cpu* cpu, std::int64_t niceness) {
  cpu_ = cpu;
  niceness_ = niceness;
}

}  // namespace hindcast
