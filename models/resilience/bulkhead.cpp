#include "hindcast/models/resilience/bulkhead.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hindcast {

bool Bulkhead::admit(GuardedCall& call) {
  if (life_.begins()) {
    const Scheduler::Naming naming(place_.world.scheduler(), key_of(place_.connection));
    permits_ = std::make_unique<Semaphore>(options_.concurrent_max, Label("bulkhead"));
    running_ = 0;
    ++lives_;
  }
  const bool may_wait =
      options_.wait_max > Duration::zero() && permits_->waiting() < options_.queue_max;
  const bool admitted =
      may_wait ? permits_->acquire_for(options_.wait_max) : permits_->try_acquire();
  if (!admitted) {
    ++rejected_;
    return false;
  }
  call.ticket = lives_;
  running_max_ = std::max(running_max_, ++running_);
  return true;
}

void Bulkhead::settle(const GuardedCall& call, const CallEnd&) {
  if (call.ticket != lives_) return;
  --running_;
  permits_->release();
}

void Bulkhead::abandon(const GuardedCall& call) { settle(call, {}); }

// io.github.resilience4j.bulkhead.BulkheadFullException.
std::string Bulkhead::rejection() const {
  return fmt::format("Bulkhead '{}' is full and does not permit further calls", place_.connection);
}

const FieldTable<BulkheadOptions>& BulkheadOptions::fields() {
  static const FieldTable<BulkheadOptions> table{
      field("concurrent_max", &BulkheadOptions::concurrent_max,
            {.minimum = 1,
             .unlimited = true,
             .about = "calls at once; unlimited: no bulkhead (resilience4j 2.x: 25)"}),
      field("wait_max", &BulkheadOptions::wait_max,
            {.about = "in the queue", .source = "resilience4j 2.x BulkheadConfig"}),
      field("queue_max", &BulkheadOptions::queue_max,
            {.unlimited = true, .about = "calls that may queue"}),
  };
  return table;
}

}  // namespace hindcast
