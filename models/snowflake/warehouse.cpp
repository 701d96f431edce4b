#include "hindcast/models/snowflake/warehouse.hpp"

#include <algorithm>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {

// A statement in the queue. Those that run can end its wait.
struct Warehouse::Ticket final : Waitable {
  Ticket(Warehouse& waited_for, std::uint64_t query)
      : Waitable(Key{query}, "a place in the warehouse"), warehouse(waited_for) {
    warehouse.queue_.push_back(this);
  }
  ~Ticket() override { warehouse.queue_.remove(this); }

  void add_blockers(Blockers& blockers) const override {
    blockers.fibers.assign(warehouse.running_.begin(), warehouse.running_.end());
    blockers.complete = true;
  }

  Warehouse& warehouse;
  WaitQueue queue;
};

Warehouse::Place::Place(Warehouse& warehouse, StatementRun& run)
    : warehouse_(warehouse), fiber_(this_fiber()) {
  granted_ = warehouse.enter(run);
  if (granted_ && !warehouse.resume(run)) {
    granted_ = false;
    warehouse.leave(fiber_);
  }
}

Warehouse::Place::~Place() {
  if (granted_) warehouse_.leave(fiber_);
}

bool Warehouse::enter(StatementRun& run) {
  if (running_.size() < options_.concurrency_max && queue_.empty()) {
    running_.push_back(this_fiber());
    return true;
  }
  const bool limited = options_.queued_timeout > Duration::zero();
  Ticket ticket(*this, run.query_id());
  const WaitOutcome outcome =
      run.wait(ticket, ticket.queue, limited ? options_.queued_timeout : Duration::infinite());
  return outcome == WaitOutcome::granted;
}

// The place goes to the oldest in the queue, at once.
void Warehouse::leave(FiberHandle fiber) {
  running_.remove(fiber);
  if (running_.empty()) rests_since_ = now();
  if (queue_.empty()) return;
  Ticket& next = *queue_.front();
  queue_.pop_front();
  Waiter& waiter = next.queue.oldest();
  running_.push_back(Scheduler::current().handle_of(*waiter.fiber));
  Scheduler::current().grant(waiter);
}

// The first statement after a long rest resumes the warehouse; others wait with it.
bool Warehouse::resume(StatementRun& run) {
  if (running_.size() == 1 && now() - rests_since_ > options_.auto_suspend) {
    resumed_at_ = now() + draw_duration("resume", options_.resume_time);
  }
  return now() >= resumed_at_ || run.spend(resumed_at_ - now());
}

}  // namespace hindcast
