// From one execution to the next: what is to be tried, and where.
#include <algorithm>
#include <utility>

#include "hindcast/replay/explore/search.hpp"

namespace hindcast {

bool Search::try_before(std::uint32_t step, Sequence& sequence, std::size_t needed) {
  return insert_before(steps_[step].decision, sequence, needed);
}

// What is for a level of another search is kept until it can be handed over, unless that knows it.
bool Search::insert_before(std::uint32_t level, Sequence& sequence, std::size_t needed) {
  Decision& decision = decisions_[level];
  if (decision.position > history_.size()) return false;  // it has strayed
  if (decision.asleep.covers({sequence, history_, decision.position}, judge_)) return false;
  if (level >= root_) {
    return trees_.insert(decision.wakeups, sequence, needed, history_, decision.position);
  }
  if (trees_.covers(decision.wakeups, sequence, history_, decision.position)) return false;
  if (level < barrier_) {
    ++counts_.strayed;
    return false;
  }
  Foreign found{level, {}};
  std::swap(found.sequence, sequence);
  foreign_.push_back(std::move(found));
  return false;
}

bool Search::has_before(std::uint32_t step, Sequence& sequence) const {
  const Decision& decision = decisions_[steps_[step].decision];
  return decision.asleep.holds_first_of({sequence, history_, decision.position}, judge_) ||
         trees_.leads_to(decision.wakeups, sequence, history_, decision.position);
}

bool Search::advance() {
  while (levels_ > root_) {
    Decision& decision = decisions_[levels_ - 1];
    if (decision.choice ? next_answer(decision) : next_step(decision)) {
      replayed_ = levels_;
      shared_parts_ = decision.position;
      shared_steps_ = decision.step;
      ++decision.taken;
      return more_ = true;
    }
    if (decision.children > 0) break;
    if (decision.choice) leave_choice(decision);
    --levels_;
  }
  return more_ = false;
}

// An answer that is none comes from a file that was forged.
void Search::try_answer(Decision& decision, std::uint32_t answer) {
  const bool possible = answer < decision.arity;
  if (!possible) ++counts_.strayed;
  decision.answer = possible ? answer : 0;
  decision.tried[decision.answer] = 1;
}

bool Search::next_answer(Decision& decision) {
  if (decision.wakeups != WakeupTrees::kNone) {
    try_answer(decision, hand_over(trees_.take(decision.wakeups)));
    return true;
  }
  if (!decision.free) return false;
  for (std::uint32_t answer = 0; answer < decision.arity; ++answer) {
    if (decision.tried[answer] != 0) continue;
    try_answer(decision, answer);
    return true;
  }
  return false;
}

// Says to the step that asked whether all its answers were tried.
void Search::leave_choice(Decision& decision) {
  const bool complete =
      !decision.incomplete &&
      std::find(decision.tried.begin(), decision.tried.end(), 0) == decision.tried.end();
  if (!complete && decision.owner != kNone) decisions_[decision.owner].incomplete = true;
}

bool Search::next_step(Decision& decision) {
  put_to_sleep(decision);
  if (options_.sleep_sets_only) {
    for (const Pending& pending : decision.pending) {
      if (decision.asleep.holds(pending.actor)) continue;
      take(decision, place_of(decision, pending.actor));
      return true;
    }
    return false;
  }
  const std::uint32_t place = pick_wakeup(decision);
  if (place == kNone) return false;
  take(decision, place);
  return true;
}

// The step is explored: whatever could begin with it from here is.
void Search::put_to_sleep(Decision& decision) {
  if (decision.step >= steps_.size()) return;  // the execution was pruned here
  if (decision.incomplete) {
    decision.incomplete = false;
    return;
  }
  decision.asleep.add(decision.actor, history_, decision.position);
}

}  // namespace hindcast
