#include "hindcast/replay/explore/search.hpp"

#include <algorithm>
#include <utility>

#include "hindcast/sim/check.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {
namespace {

// What the first part of a step does.
Operation opening(const Sequence& parts) {
  for (const Touch& touch : parts.touches(parts[0])) {
    if (touch.operation != Operation::node_memory) return touch.operation;
  }
  return Operation::none;
}

bool counts_as_deviation(ChoiceKind kind) {
  return kind == ChoiceKind::fault || kind == ChoiceKind::message;
}

}  // namespace

Search::Search(const SearchOptions& options)
    : options_(options),
      judge_(options.table, !options.sleep_sets_only && !options.orders_sends),
      trees_(judge_) {
  keys_.number(Key{});  // 0 stands for nothing
}

// What the execution before did up to the decision that is another now happens again, and is kept.
void Search::begin() {
  const std::uint32_t kept = kept_steps();
  for (std::uint32_t step = kept; step < steps_.size(); ++step) {
    --actor_steps_[history_[steps_[step].first_part].actor];
  }
  history_.truncate(kept == 0 ? 0 : shared_parts_);
  steps_.resize(kept);
  foreseen_.resize(kept);
  while (!disabled_.empty() && disabled_.back().step >= kept) disabled_.pop_back();
  while (!abandoned_.empty() && abandoned_.back().step >= kept) abandoned_.pop_back();
  answers_.clear();
  depth_ = 0;
  deviations_ = 0;
  step_decision_ = steps_.empty() ? kNone : steps_.back().decision;
  running_step_ = false;
  pruned_ = false;
}

// Goes past the decisions about steps that were not asked about again.
void Search::skip_foreseen() {
  while (depth_ < replayed_ && !decisions_[depth_].choice &&
         decisions_[depth_].step < kept_steps()) {
    ++depth_;
  }
}

std::uint32_t Search::choose(const ChoicePoint& point) {
  return point.kind == ChoiceKind::schedule ? choose_step(point) : choose_answer(point);
}

Search::Decision& Search::deepen() {
  if (levels_ == decisions_.size()) decisions_.emplace_back();
  Decision& decision = decisions_[levels_++];
  decision.choice = false;
  decision.free = false;
  decision.deviates = false;
  decision.incomplete = false;
  decision.children = 0;
  decision.taken = 1;
  decision.position = static_cast<std::uint32_t>(history_.size());
  decision.owner = kNone;
  decision.step = static_cast<std::uint32_t>(steps_.size());
  decision.wakeups = WakeupTrees::kNone;
  decision.asleep.clear();
  decision.pending.clear();
  counts_.deepest = std::max<std::uint64_t>(counts_.deepest, levels_);
  return decision;
}

void Search::note_pending(Decision& decision, const ChoicePoint& point) {
  decision.pending.clear();
  Key last_node;
  std::uint32_t node = 0;
  for (const Alternative& alternative : point.alternatives) {
    const std::uint32_t actor = keys_.number(alternative.actor);
    const std::uint32_t object = keys_.number(alternative.object);
    if (alternative.node != last_node) node = keys_.number(alternative.node);
    last_node = alternative.node;
    decision.pending.push_back({actor, {alternative.next, object, 0}, alternative.scope, node});
    if (actor_steps_.size() <= actor) actor_steps_.resize(actor + 1);
  }
}

// What was pending before the last step, and is no more although it did not run.
void Search::find_disabled(const std::vector<Pending>* now) {
  if (step_decision_ == kNone || steps_.empty()) return;
  const Decision& before = decisions_[step_decision_];
  for (std::uint32_t index = 0; index < before.pending.size(); ++index) {
    const Pending& was = before.pending[index];
    if (was.actor == before.actor) continue;
    const auto same = [&](const Pending& is) {
      return is.actor == was.actor && is.touch.operation == was.touch.operation &&
             is.touch.object == was.touch.object;
    };
    // What is pending mostly keeps its place, or moves up by one.
    if (now != nullptr && index < now->size() && same((*now)[index])) continue;
    if (now != nullptr && index > 0 && index <= now->size() && same((*now)[index - 1])) continue;
    if (now != nullptr && std::any_of(now->begin(), now->end(), same)) continue;
    disabled_.push_back({before.step, was.actor, index});
  }
}

std::uint32_t Search::choose_step(const ChoicePoint& point) {
  skip_foreseen();
  const bool replaying = depth_ < replayed_;
  if (!replaying) deepen();
  Decision& decision = decisions_[depth_++];
  // Replayed decisions see the same alternatives in the same order.
  if (!replaying) {
    note_pending(decision, point);
    ++counts_.questions[static_cast<std::size_t>(ChoiceKind::schedule)];
  }
  if (!replaying || rebuilds_ || whole_) find_disabled(&decision.pending);
  if (!replaying) {
    if (step_decision_ != kNone) {
      const Decision& from = decisions_[step_decision_];
      decision.asleep.inherit(from.asleep, {from.actor, from.position}, history_, judge_);
    }
    const std::uint32_t place = pick_step(decision);
    if (place == kNone) return stop();
    take(decision, place);
  }
  const bool fits = !decision.choice && decision.place < point.arity;
  if (!fits || !stands_here(decision)) return stray();
  step_decision_ = depth_ - 1;
  running_step_ = true;
  answers_.clear();
  foreseen_.push_back({decision.place, point.arity});
  return decision.place;
}

void Search::take(Decision& decision, std::uint32_t place) const {
  decision.place = place;
  decision.actor = decision.pending[place].actor;
}

// Whether the decision is where the execution is. It is, unless it was read from a file that was
// forged.
bool Search::stands_here(const Decision& decision) const {
  if (decision.step < kept_steps()) return true;  // what is kept stood there before
  return decision.position == history_.size() && decision.step == steps_.size();
}

// What is replayed is not what the program does: the state was not one of this program.
std::uint32_t Search::stray() {
  ++counts_.strayed;
  pruned_ = true;
  strays_ = true;
  return kStop;
}

std::uint32_t Search::stop() {
  pruned_ = true;
  --levels_;
  --depth_;
  return kStop;
}

std::uint32_t Search::place_of(const Decision& decision, std::uint32_t actor) const {
  for (std::uint32_t index = 0; index < decision.pending.size(); ++index) {
    if (decision.pending[index].actor == actor) return index;
  }
  return kNone;
}

bool Search::spent(std::uint32_t actor) const {
  return actor_steps_[actor] >= options_.bounds.actor_steps_max;
}

// Goes on with the root of a detached tree: its children are for the next decision.
std::uint32_t Search::hand_over(std::int32_t taken) {
  WakeupTrees::Node& root = trees_.node(taken);
  handed_over_ = std::exchange(root.child, WakeupTrees::kNone);
  handed_open_ = root.open;
  const std::uint32_t what = root.choice ? root.answer : root.actor;
  trees_.release(taken);
  return what;
}

std::uint32_t Search::pick_step(Decision& decision) {
  decision.wakeups = std::exchange(handed_over_, WakeupTrees::kNone);
  const std::uint32_t place = pick_wakeup(decision);
  return place != kNone ? place : pick_free(decision);
}

// Whether a tree begins with a wait that was granted together with its request.
bool Search::has_happened(const Decision& decision, const WakeupTrees::Node& root) const {
  const Operation first = root.parts.empty() ? Operation::none : opening(root.parts);
  if (!begins_part(first)) return false;
  const std::uint32_t place = place_of(decision, root.actor);
  return place == kNone || decision.pending[place].touch.operation != first;
}

// Goes on with the first tree. A wait that was granted together with its request has happened
// already: what was to come after it comes now.
std::uint32_t Search::pick_wakeup(Decision& decision) {
  while (decision.wakeups != WakeupTrees::kNone) {
    const WakeupTrees::Node& root = trees_.node(decision.wakeups);
    const std::uint32_t place = place_of(decision, root.actor);
    if (has_happened(decision, root)) {
      trees_.replace_by_children(decision.wakeups);
      continue;
    }
    hand_over(trees_.take(decision.wakeups));
    if (place != kNone) return place;
    ++counts_.strayed;
    trees_.release(std::exchange(handed_over_, WakeupTrees::kNone));
  }
  return kNone;
}

// The oldest that is not asleep; what touches nothing shared comes first, so that its answers are
// settled before anything races.
std::uint32_t Search::pick_free(Decision& decision) {
  std::uint32_t best = kNone;
  std::uint32_t last_resort = kNone;
  bool spent_only = true;
  for (std::uint32_t index = 0; index < decision.pending.size(); ++index) {
    const Pending& pending = decision.pending[index];
    if (spent(pending.actor)) continue;
    spent_only = false;
    if (decision.asleep.holds(pending.actor)) {
      const bool for_now = sleeps_for_now(pending) &&
                           decision.asleep.holds_from_before(decision.position, pending.actor);
      if (last_resort == kNone && for_now) last_resort = index;
      continue;
    }
    const bool local =
        pending.touch.operation == Operation::start || pending.touch.operation == Operation::wake;
    if (local && pending.scope == Operation::isolated_step) return index;
    if (best == kNone) best = index;
  }
  if (best != kNone) return best;
  if (last_resort != kNone) return last_resort;
  ++(spent_only ? counts_.bounded : counts_.blocked);
  return kNone;
}

// A send sleeps only as long as nobody can see that another came before it.
bool Search::sleeps_for_now(const Pending& pending) const {
  return pending.touch.operation == Operation::post && judge_.sends_commute();
}

std::uint32_t Search::choose_answer(const ChoicePoint& point) {
  skip_foreseen();
  const bool deviates = counts_as_deviation(point.kind);
  std::uint32_t answer = 0;
  if (!deviates || deviations_ < options_.bounds.deviations_max) {
    if (depth_ >= replayed_) {
      Decision& decision = deepen();
      ++counts_.questions[static_cast<std::size_t>(point.kind)];
      decision.choice = true;
      decision.deviates = deviates;
      decision.arity = point.arity;
      decision.owner = running_step_ ? step_decision_ : kNone;
      decision.tried.assign(point.arity, 0);
      const bool told = handed_over_ != WakeupTrees::kNone && trees_.node(handed_over_).choice;
      decision.free = !told || handed_open_;
      if (told) {
        decision.wakeups = std::exchange(handed_over_, WakeupTrees::kNone);
        try_answer(decision, hand_over(trees_.take(decision.wakeups)));
      } else {
        try_answer(decision, 0);
      }
    }
    answer = decisions_[depth_++].answer;
    const Decision& decision = decisions_[depth_ - 1];
    const bool fits = decision.choice && answer < point.arity;
    if (!fits || !stands_here(decision)) return stray();
  } else if (handed_over_ != WakeupTrees::kNone && depth_ >= replayed_ &&
             trees_.node(handed_over_).choice) {
    // The bound leaves no choice: what was to follow the answer 0 goes on.
    std::int32_t list = std::exchange(handed_over_, WakeupTrees::kNone);
    hand_over(trees_.take(list));
    trees_.release(list);
  }
  if (deviates && answer != 0) ++deviations_;
  answers_.push_back(answer);
  return answer;
}

void Search::append_pending(const Disabled& disabled, Sequence& to) const {
  const Pending& pending = decisions_[steps_[disabled.step].decision].pending[disabled.alternative];
  to.begin_part(disabled.actor, step_count());
  to.add_touch(pending.touch);
  to.add_touch({pending.scope, pending.node, 0});
}

Touch Search::request_of(std::uint32_t step) const {
  const Decision& decision = decisions_[steps_[step].decision];
  return decision.pending[decision.place].touch;
}

void Search::end() {
  ran_ = true;
  rebuilds_ = std::exchange(strays_, false);
  if (!pruned_) find_disabled(nullptr);
  trees_.release(std::exchange(handed_over_, WakeupTrees::kNone));
}

}  // namespace hindcast
