// The state of a search, written and read (pack.hpp). Between executions only.
#include <algorithm>

#include "hindcast/replay/explore/pack.hpp"
#include "hindcast/replay/explore/search.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

// Trees are as deep as an instant has steps.
constexpr std::uint32_t kDepthMax = 20'000;
constexpr auto kLastOperation = static_cast<std::uint64_t>(Operation::observe);

}  // namespace

void KeyTable::pack(Pack& pack) {
  std::vector<Key> keys = keys_;
  pack.items(keys, [&](Key& key) { pack.number(key.value); });
  if (!pack.reads()) return;
  *this = KeyTable();
  for (const Key key : keys) number(key);
  Pack::require(!keys_.empty() && keys_.size() == keys.size());
}

void Sequence::pack(Pack& pack, std::uint32_t last_key) {
  std::vector<Part> parts = parts_;
  const std::vector<Touch> old_touches = touches_;
  if (pack.reads()) clear();
  pack.items(parts, [&](Part& part) {
    pack.number(part.actor, last_key);
    pack.number(part.step);
    pack.number(part.node, last_key);
    pack.number(part.answer);
    pack.number(part.choice);
    pack.number(part.wide);
    if (pack.reads()) begin_part(part.actor, part.step);
    std::vector<Touch> touches;
    if (!pack.reads()) {
      touches.assign(old_touches.begin() + part.first,
                     old_touches.begin() + part.first + part.count);
    }
    pack.items(touches, [&](Touch& touch) {
      pack.number(touch.operation, kLastOperation);
      pack.number(touch.object, last_key);
      pack.number(touch.value);
    });
    if (!pack.reads()) return;
    for (const Touch& touch : touches) add_touch(touch);
    Part& own = parts_.back();
    own.node = part.node;
    own.answer = part.answer;
    own.choice = part.choice;
    own.wide = part.wide;
  });
}

void SleepSet::pack(Pack& pack, std::uint32_t last_key) {
  parts_.pack(pack, last_key);
  pack.items(sleepers_, [&](Sleeper& sleeper) {
    pack.number(sleeper.actor, last_key);
    pack.number(sleeper.origin);
    pack.number(sleeper.first, parts_.size());
    pack.number(sleeper.count, parts_.size() - sleeper.first);
  });
}

void WakeupTrees::pack(Pack& pack, std::int32_t& list, std::uint32_t last_key,
                       std::uint32_t depth) {
  Pack::require(depth < kDepthMax);
  std::vector<std::int32_t> trees;
  for (std::int32_t tree = list; tree != kNone; tree = node(tree).sibling) trees.push_back(tree);
  std::int32_t last = kNone;
  if (pack.reads()) list = kNone;
  pack.items(trees, [&](std::int32_t& tree) {
    if (pack.reads()) {
      tree = acquire();
      (last == kNone ? list : node(last).sibling) = tree;
      last = tree;
    }
    pack.number(node(tree).actor, last_key);
    pack.number(node(tree).answer);
    pack.number(node(tree).choice);
    pack.number(node(tree).open);
    node(tree).parts.pack(pack, last_key);
    std::int32_t child = node(tree).child;
    this->pack(pack, child, last_key, depth + 1);
    node(tree).child = child;
  });
}

void Search::pack_decision(Pack& pack, Decision& decision, std::uint32_t last_key) {
  pack.number(decision.choice);
  pack.number(decision.free);
  pack.number(decision.deviates);
  pack.number(decision.incomplete);
  pack.number(decision.children);
  pack.number(decision.taken);
  Pack::require(decision.taken > 0);
  pack.number(decision.position, history_.size());
  pack.number(decision.actor, last_key);
  pack.number(decision.arity);
  pack.number(decision.answer);
  pack.number(decision.owner);
  pack.number(decision.step, steps_.size());
  trees_.pack(pack, decision.wakeups, last_key, 0);
  decision.asleep.pack(pack, last_key);
  pack.items(decision.pending, [&](Pending& pending) {
    pack.number(pending.actor, last_key);
    pack.number(pending.touch.operation, kLastOperation);
    pack.number(pending.touch.object, last_key);
    pack.number(pending.touch.value);
    pack.number(pending.scope, kLastOperation);
    pack.number(pending.node, last_key);
  });
  pack.numbers(decision.tried);
  const bool fits =
      decision.choice ? decision.tried.size() == decision.arity && decision.answer < decision.arity
                      : place_of(decision, decision.actor) != kNone;
  Pack::require(fits && (decision.owner == kNone || decision.owner < levels_));
}

void Search::pack(Pack& pack) {
  HINDCAST_CHECK(foreign_.empty());
  keys_.pack(pack);
  const auto last_key = static_cast<std::uint32_t>(keys_.size() - 1);
  history_.pack(pack, last_key);
  pack.items(steps_, [&](StepInfo& step) {
    pack.number(step.first_part, history_.size());
    pack.number(step.instant, steps_.size());
    Pack::require(step.first_part < history_.size());
  });
  // One mark for each level, so that their number is no longer than the text.
  std::vector<std::uint8_t> levels(pack.reads() ? 0 : levels_);
  pack.numbers(levels);
  levels_ = static_cast<std::uint32_t>(levels.size());
  pack.number(root_, levels_);
  pack.number(barrier_, root_);
  pack.number(replayed_);
  pack.number(shared_parts_, history_.size());
  pack.number(shared_steps_, steps_.size());
  pack.number(more_);
  pack.number(ran_);
  Pack::require(!more_ || replayed_ == levels_);
  if (pack.reads()) decisions_ = std::vector<Decision>(levels_);
  for (std::uint32_t level = 0; level < levels_; ++level) {
    pack_decision(pack, decisions_[level], last_key);
  }
  if (pack.reads()) restore();
  trees_.pack(pack, handed_over_, last_key, 0);
  pack.number(handed_open_);
  pack.number(saw_wide_);
  pack.numbers(receivers_);
  for (bool* const seen : {&saw_post_, &saw_close_, &saw_send_request_, &saw_trying_,
                           &saw_send_try_, &saw_receive_try_}) {
    pack.number(*seen);
  }
  pack_counts(pack, counts_);
}

// What the pack leaves out, since it follows from the rest or from the next execution.
void Search::restore() {
  rebuilds_ = true;
  actor_steps_.assign(keys_.size(), 0);
  for (const StepInfo& step : steps_) ++actor_steps_[history_[step.first_part].actor];
  for (Decision& decision : decisions_) {
    if (!decision.choice) decision.place = place_of(decision, decision.actor);
  }
}

void pack_counts(Pack& pack, SearchCounts& counts) {
  pack.number(counts.blocked);
  pack.number(counts.strayed);
  pack.number(counts.bounded);
  pack.number(counts.deepest);
  for (std::uint64_t& count : counts.questions) pack.number(count);
}

}  // namespace hindcast
