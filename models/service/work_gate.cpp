#include "hindcast/models/service/work_gate.hpp"

#include <algorithm>

#include "hindcast/sim/kernel.hpp"

namespace hindcast {

// The worker that becomes free takes the next request, or waits for one.
void WorkGate::pass_on() {
  if (Scheduler::current().voided()) return;
  if (places_.empty()) {
    --busy_;
    return;
  }
  const bool oldest = options_.discipline == QueueDiscipline::fifo;
  Place& next = oldest ? *places_.front() : *places_.back();
  oldest ? places_.pop_front() : places_.pop_back();
  next.has_worker = true;
  next.called.set();
}

WorkGate::Place::~Place() {
  if (!has_worker) std::erase(gate.places_, this);
}

bool WorkGate::Turn::begin() {
  if (gate_.busy_ < gate_.options_.workers) {
    ++gate_.busy_;
    works_ = true;
    return true;
  }
  if (gate_.places_.size() >= gate_.options_.queue_max) return false;
  Place place(gate_);
  // If this fiber is cancelled after it was called, its worker goes on to the next.
  struct Forfeit {
    ~Forfeit() {
      if (place.has_worker && !works) place.gate.pass_on();
    }
    Place& place;
    bool& works;
  } const forfeit{place, works_};
  place.called.wait();
  works_ = true;
  return true;
}

void WorkGate::Turn::end() {
  if (!works_) return;
  works_ = false;
  gate_.pass_on();
}

WorkGate::Turn::~Turn() { end(); }

}  // namespace hindcast
