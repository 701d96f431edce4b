// Which of those that could run is next, where the chooser is asked.
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

}  // namespace

// Whether the message or the fiber is still what the entry was made for.
bool Scheduler::is_live(Due due) const {
  if ((due.slot & kMessageBit) == 0) [[likely]]
    return is_current(due);
  Alternative message;
  return observer_.describe(due.slot & ~kMessageBit, due.epoch, message);
}

// Visits what could run now, in the order of the queue, until `visit(due, place)` returns false,
// and drops what is stale on the way. Entries of paused nodes are parked where first in, first out
// would park them: when nothing older can run.
template <class Visit>
void Scheduler::visit_ready(Visit&& visit) {
  bool older = false;
  for (std::size_t index = 0; index < ready_.size();) {
    const Due due = ready_[index];
    const bool paused =
        (due.slot & kMessageBit) == 0 && is_current(due) && fiber_at(due.slot).node->paused_;
    if (paused && older) {
      ++index;
      continue;
    }
    if (paused || !is_live(due)) {
      if (paused) fiber_at(due.slot).node->parked_.push_back(due);
      ready_.take(index);
      continue;
    }
    older = true;
    if (!visit(due, index)) return;
    ++index;
  }
}

void Scheduler::list_alternatives() {
  alternatives_.clear();
  places_.clear();
  visit_ready([this](Due due, std::size_t place) {
    places_.push_back(place);
    Alternative& alternative = alternatives_.emplace_back();
    if ((due.slot & kMessageBit) != 0) {
      return observer_.describe(due.slot & ~kMessageBit, due.epoch, alternative);
    }
    const Fiber& fiber = fiber_at(due.slot);
    const bool expires = fiber.state == FiberState::waiting;
    alternative.actor = fiber.path;
    alternative.next = expires ? fiber.waiter->expiry() : fiber.pending;
    alternative.object = expires ? fiber.waiter->target->key() : fiber.object;
    alternative.scope = fiber.options.isolated ? Operation::isolated_step : Operation::node_memory;
    alternative.node = fiber.node->path();
    return true;
  });
}

// Returns where the nth of what could run now stands in the queue, or kNowhere.
std::size_t Scheduler::place_of(std::uint32_t nth) {
  std::size_t found = kNowhere;
  visit_ready([&](Due, std::size_t place) {
    if (nth-- == 0) found = place;
    return found == kNowhere;
  });
  return found;
}

// Returns the place in the queue of who is next, or kNowhere.
std::size_t Scheduler::ask_who_is_next() {
  noting_ = true;
  list_alternatives();
  if (alternatives_.empty()) return kNowhere;
  const auto arity = static_cast<std::uint32_t>(alternatives_.size());
  if (arity == 1 && !follows_) return places_[0];
  const std::uint32_t answer =
      chooser_.choose({ChoiceKind::schedule, Key{}, "schedule", schedule_questions_, arity,
                       Ratio::zero(), alternatives_});
  if (answer == Chooser::kStop) {
    stop({Verdict::inconclusive, "pruned", "", now_});
    return kNowhere;
  }
  HINDCAST_CHECK(answer < arity);
  // A question that has no choice has no number: it changes the names of no others.
  if (arity > 1) ++schedule_questions_;
  return places_[answer];
}

// As above, where the chooser has foreseen the answer.
std::size_t Scheduler::foreseen_next() {
  const Foreseen foreseen = foreseen_.front();
  const std::size_t place = place_of(foreseen.answer);
  if (place == kNowhere) {
    HINDCAST_CHECK(ready_.empty());
    return place;
  }
  use_foreseen();
  return place;
}

Key Scheduler::actor_of(Due due) const {
  if ((due.slot & kMessageBit) == 0) return fiber_at(due.slot).path;
  Alternative message;
  observer_.describe(due.slot & ~kMessageBit, due.epoch, message);
  return message.actor;
}

Fiber* Scheduler::next_scheduled() {
  while (!stopped_ && !ready_.empty()) {
    const std::size_t place = foreseen_.empty() ? ask_who_is_next() : foreseen_next();
    if (place == kNowhere) return nullptr;
    const Due due = ready_.take(place);
    const Key actor = noting_ ? actor_of(due) : Key{};
    if (Fiber* const fiber = dispatch(due)) {
      begin_step(*fiber);
      return fiber;
    }
    report_step(actor);
  }
  return nullptr;
}

// The step of the fiber that suspends is over: returns who is next, or null when the loop must act.
Fiber* Scheduler::follow() {
  if (!follows_at_once_ || errand_) return nullptr;
  const Key actor = suspended_->path;
  suspended_ = nullptr;
  report_step(actor);
  return next_scheduled();
}

void Scheduler::report_step(Key actor) {
  if (!noting_) return;
  chooser_.stepped({actor, accesses_});
  accesses_.clear();
}

}  // namespace hindcast
