#include "hindcast/replay/explore/sleep_set.hpp"

#include <algorithm>

namespace hindcast {
namespace {

// Whether the item was sent at or after `origin`.
bool sent_since(const Touch& item, std::size_t origin, const Sequence& history) {
  for (std::size_t sent = origin; sent < history.size(); ++sent) {
    if (!history[sent].posts) continue;
    for (const Touch& touch : history.touches(history[sent])) {
      if (touch.object == item.object && touch.value == item.value) return true;
    }
  }
  return false;
}

}  // namespace

void SleepSet::clear() {
  parts_.clear();
  sleepers_.clear();
}

bool SleepSet::holds(std::uint32_t actor) const {
  return std::any_of(sleepers_.begin(), sleepers_.end(),
                     [&](const Sleeper& sleeper) { return sleeper.actor == actor; });
}

bool SleepSet::holds_from_before(std::uint32_t position, std::uint32_t actor) const {
  return std::any_of(sleepers_.begin(), sleepers_.end(), [&](const Sleeper& sleeper) {
    return sleeper.actor == actor && sleeper.origin < position;
  });
}

bool SleepSet::covers(const Beginning& beginning, const Judge& judge) const {
  return std::any_of(sleepers_.begin(), sleepers_.end(), [&](const Sleeper& sleeper) {
    return is_initial({sleeper.actor, sleeper.origin, parts_, sleeper.first, sleeper.count},
                      beginning, judge);
  });
}

bool SleepSet::holds_first_of(const Beginning& beginning, const Judge& judge) const {
  for (const Sleeper& sleeper : sleepers_) {
    if (sleeper.count != 1) continue;
    const Candidate step{sleeper.actor, sleeper.origin, parts_, sleeper.first, sleeper.count};
    if (acts_in(sleeper.actor, beginning.sequence) && is_initial(step, beginning, judge)) {
      return true;
    }
  }
  return false;
}

void SleepSet::inherit(const SleepSet& from, const Taken& taken, const Sequence& history,
                       const Judge& judge) {
  for (const Sleeper& sleeper : from.sleepers_) {
    if (!from.stays(sleeper, taken, history, judge)) continue;
    Sleeper copy = sleeper;
    copy.first = static_cast<std::uint32_t>(parts_.size());
    for (std::uint32_t part = 0; part < sleeper.count; ++part) {
      parts_.append(from.parts_, from.parts_[sleeper.first + part]);
    }
    sleepers_.push_back(copy);
  }
}

bool SleepSet::stays(const Sleeper& sleeper, const Taken& taken, const Sequence& history,
                     const Judge& judge) const {
  if (sleeper.actor == taken.actor) return false;
  for (std::size_t index = taken.position; index < history.size(); ++index) {
    const Part& part = history[index];
    for (std::uint32_t own = 0; own < sleeper.count; ++own) {
      if (judge.conflict(parts_, parts_[sleeper.first + own], history, part)) return false;
    }
    if (part.receives && wakes_by_receiving(sleeper, part, history)) return false;
  }
  return true;
}

// A receive of an item that was sent while the sleeper slept shows that it came too late.
bool SleepSet::wakes_by_receiving(const Sleeper& sleeper, const Part& part,
                                  const Sequence& history) const {
  for (const Touch& taken : history.touches(part)) {
    if (taken.value == 0) continue;
    for (std::uint32_t own = 0; own < sleeper.count; ++own) {
      const Part& sleeping = parts_[sleeper.first + own];
      if (!sleeping.posts || (sleeping.mask & part.mask) == 0) continue;
      if (sent_since(taken, sleeper.origin, history)) return true;
    }
  }
  return false;
}

void SleepSet::add(std::uint32_t actor, const Sequence& history, std::uint32_t position) {
  Sleeper sleeper{actor, position, static_cast<std::uint32_t>(parts_.size()), 0};
  for (std::size_t index = position; index < history.size(); ++index) {
    const Part& part = history[index];
    if (part.step != history[position].step || part.choice) break;
    parts_.append(history, part);
    ++sleeper.count;
  }
  sleepers_.push_back(sleeper);
}

SleepSet SleepSet::renumbered(const Renumbering& numbers) const {
  SleepSet other;
  other.parts_ = numbers.sequence(parts_);
  other.sleepers_ = sleepers_;
  for (Sleeper& sleeper : other.sleepers_) sleeper.actor = numbers.number(sleeper.actor);
  return other;
}

}  // namespace hindcast
