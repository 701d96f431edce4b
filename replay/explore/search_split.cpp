// Splitting a search: a part of what is left goes to a search of its own, which can run on another
// thread. Only what the rest cannot add to is given away. The orders of one instant are no such
// part: what is explored first adds to what comes after it. But there are two that are: the other
// answers to a question, and all that comes after an instant, since races do not cross instants.
#include <algorithm>
#include <utility>

#include "hindcast/replay/explore/search.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {

std::unique_ptr<Search> Search::split() {
  if (options_.sleep_sets_only || !more_) return nullptr;
  for (std::uint32_t level = root_; level < levels_; ++level) {
    if (decisions_[level].choice) {
      if (auto given = give_answer(level)) return given;
    } else if (begins_instant(level) && separates_at(level)) {
      return give_rest(level);
    }
  }
  return nullptr;
}

// Of a decision: those that were begun, and those that are known and left.
std::uint32_t Search::alternatives(const Decision& decision) const {
  std::uint32_t count = decision.taken;
  for (std::int32_t tree = decision.wakeups; tree != WakeupTrees::kNone;
       tree = trees_.node(tree).sibling) {
    ++count;
  }
  if (!decision.choice || !decision.free) return count;
  return count + static_cast<std::uint32_t>(std::ranges::count(decision.tried, 0));
}

double Search::explored() const {
  double share = more_ ? 0 : 1;
  for (std::uint32_t level = levels_; level-- > root_;) {
    const Decision& decision = decisions_[level];
    share = (decision.taken - 1 + share) / alternatives(decision);
  }
  return share;
}

// Of this search's part, what is below the path to `level`.
double Search::share_of(std::uint32_t level) const {
  double share = 1;
  for (std::uint32_t above = root_; above < level; ++above) {
    share /= alternatives(decisions_[above]);
  }
  return share;
}

// A copy that goes on below `level`.
std::unique_ptr<Search> Search::copy_below(std::uint32_t level) {
  auto copy = std::make_unique<Search>(*this);
  for (std::uint32_t deeper = level + 1; deeper < levels_; ++deeper) {
    copy->trees_.release(std::exchange(copy->decisions_[deeper].wakeups, WakeupTrees::kNone));
  }
  copy->trees_.release(std::exchange(copy->handed_over_, WakeupTrees::kNone));
  copy->parent_ = this;
  copy->root_ = level + 1;
  copy->levels_ = level + 1;
  copy->replayed_ = level + 1;
  copy->shared_parts_ = decisions_[level].position;
  copy->shared_steps_ = decisions_[level].step;
  copy->foreign_.clear();
  copy->counts_ = {};
  copy->more_ = true;
  copy->share_of_split_ = share_of(level + 1);
  copy->ran_ = false;
  ++decisions_[level].children;
  return copy;
}

std::unique_ptr<Search> Search::give_answer(std::uint32_t level) {
  Decision& decision = decisions_[level];
  if (!decision.free || decision.wakeups != WakeupTrees::kNone) return nullptr;
  for (std::uint32_t answer = 0; answer < decision.arity; ++answer) {
    if (decision.tried[answer] != 0) continue;
    decision.tried[answer] = 1;
    auto copy = copy_below(level);
    copy->decisions_[level].answer = answer;
    return copy;
  }
  return nullptr;
}

// Whether it is the first decision of an instant that is not the first of this search.
bool Search::begins_instant(std::uint32_t level) const {
  const Decision& decision = decisions_[level];
  if (level == root_ || decision.choice || decision.step >= steps_.size()) return false;
  return steps_[decision.step].instant == decision.step;
}

// Whether something is left before `level`, and nobody is busy with a part of what is after it.
bool Search::separates_at(std::uint32_t level) const {
  bool left = false;
  for (std::uint32_t above = root_; above < level && !left; ++above) {
    left = alternatives(decisions_[above]) > decisions_[above].taken;
  }
  for (std::uint32_t deeper = level; deeper < levels_; ++deeper) {
    left = left && decisions_[deeper].children == 0;
  }
  return left;
}

// All from the instant that begins at `level`: this search goes on with what is before it.
std::unique_ptr<Search> Search::give_rest(std::uint32_t level) {
  auto rest = std::make_unique<Search>(*this);
  rest->parent_ = nullptr;
  rest->root_ = level;
  rest->barrier_ = level;
  rest->counts_ = {};
  rest->share_of_split_ = share_of(level);
  for (std::uint32_t deeper = level; deeper < levels_; ++deeper) {
    trees_.release(std::exchange(decisions_[deeper].wakeups, WakeupTrees::kNone));
  }
  trees_.release(std::exchange(handed_over_, WakeupTrees::kNone));
  levels_ = level;
  advance();
  return rest;
}

Search& Search::owner_of(std::uint32_t level) const {
  Search* owner = parent_;
  while (level < owner->root_) owner = owner->parent_;
  return *owner;
}

void Search::report() {
  for (const Foreign& found : foreign_) {
    Search& owner = owner_of(found.level);
    Sequence sequence = Renumbering(keys_, owner.keys_).sequence(found.sequence);
    owner.insert_before(found.level, sequence, 0);
  }
  foreign_.clear();
}

// What sleeps above is inherited by the first execution: before it, nothing may be added.
void Search::learn() {
  if (!ran_) return;
  for (std::uint32_t level = barrier_; level < root_; ++level) {
    const Search& owner = owner_of(level);
    const Renumbering numbers(owner.keys_, keys_);
    const Decision& known = owner.decisions_[level];
    Decision& own = decisions_[level];
    own.asleep = known.asleep.renumbered(numbers);
    trees_.release(own.wakeups);
    own.wakeups = trees_.copy(owner.trees_, known.wakeups, numbers);
  }
}

void Search::retire() {
  HINDCAST_CHECK(is_done() && foreign_.empty());
  if (parent_ != nullptr) --parent_->decisions_[root_ - 1].children;
}

}  // namespace hindcast
