// What the scheduler writes down: events, chains, class and digest.
#include "hindcast/sim/trace.hpp"

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

void Scheduler::keep(const TraceEvent& event) {
  if (frozen_) return;
  trace_.push_back({event, running_ == nullptr ? Key{} : running_->path,
                    running_ == nullptr ? "world" : running_->name});
}

void Scheduler::emit_about(Key actor, EventKind kind, std::uint64_t a, std::uint64_t b) {
  const TraceEvent event{now_.count(), kind.code(), 0, a, b};
  class_.add(actor, extend_chain(actor.value, event));
  if (options_.keeps_trace && !frozen_) [[unlikely]]
    trace_.push_back({event, actor, "message"});
}

void Scheduler::freeze() {
  if (frozen_) return;
  frozen_class_ = class_hash();
  frozen_ = true;
}

std::uint64_t Scheduler::class_hash() const {
  if (frozen_) return frozen_class_;
  ClassHash hash = class_;
  hash.add(Key{}, root_chain_);
  each_fiber([&](const Fiber& fiber) { hash.add(fiber.path, fiber.chain); });
  observer_.add_orders(hash);
  return hash.value();
}

std::uint64_t Scheduler::digest() const { return mix(class_hash(), answers_); }

}  // namespace hindcast
