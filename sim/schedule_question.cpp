// Which of those that could run is next, where the chooser is asked.
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

// Lists what could run now, in the order of the queue, and drops what is stale. Entries of paused
// nodes are parked where first in, first out would park them: when nothing older can run.
void Scheduler::list_alternatives() {
  alternatives_.clear();
  places_.clear();
  for (std::size_t index = 0; index < ready_.size();) {
    const Due due = ready_[index];
    Alternative alternative;
    if ((due.slot & kMessageBit) != 0) {
      if (!observer_.describe(due.slot & ~kMessageBit, due.epoch, alternative)) {
        ready_.take(index);
        continue;
      }
    } else if (!is_current(due)) {
      ready_.take(index);
      continue;
    } else if (const Fiber& fiber = fiber_at(due.slot); fiber.node->paused_) {
      if (alternatives_.empty()) {
        fiber.node->parked_.push_back(due);
        ready_.take(index);
      } else {
        ++index;
      }
      continue;
    } else {
      const bool expires = fiber.state == FiberState::waiting;
      alternative = {fiber.path, expires ? fiber.waiter->expiry() : fiber.pending,
                     expires ? fiber.waiter->target->key() : fiber.object,
                     fiber.options.isolated ? Operation::isolated_step : Operation::node_memory,
                     fiber.node->path()};
    }
    alternatives_.push_back(alternative);
    places_.push_back(index++);
  }
}

Fiber* Scheduler::next_scheduled() {
  while (!stopped_ && !ready_.empty()) {
    list_alternatives();
    if (alternatives_.empty()) return nullptr;
    std::uint32_t answer = 0;
    if (alternatives_.size() > 1 || follows_) {
      const auto arity = static_cast<std::uint32_t>(alternatives_.size());
      answer = chooser_.choose({ChoiceKind::schedule, Key{}, "schedule", schedule_questions_, arity,
                                Ratio::zero(), alternatives_});
      if (answer == Chooser::kStop) {
        stop({Verdict::inconclusive, "pruned", "", now_});
        return nullptr;
      }
      HINDCAST_CHECK(answer < arity);
      // A question that has no choice has no number: it changes the names of no others.
      if (arity > 1) ++schedule_questions_;
    }
    const Key actor = alternatives_[answer].actor;
    if (Fiber* const fiber = dispatch(ready_.take(places_[answer]))) {
      begin_step(*fiber);
      return fiber;
    }
    chooser_.stepped({actor, accesses_});
    accesses_.clear();
  }
  return nullptr;
}

}  // namespace hindcast
