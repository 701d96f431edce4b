// Which races need to be reversed once only, though many executions have them.
#include "hindcast/replay/explore/races.hpp"

namespace hindcast {
namespace {

// Whether it is always possible, and does the same whatever came before, but for what it reads.
bool is_plain(Operation operation) {
  switch (operation) {
    case Operation::start:
    case Operation::wake:
    case Operation::yield:
    case Operation::node_memory:
    case Operation::read:
    case Operation::write:
    case Operation::exit:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Notes whether anything but memory was touched from `fresh` on. Then what was settled is not.
void Races::note_plain(std::uint32_t fresh) {
  const Sequence& history = search_.history();
  for (std::size_t index = fresh; index < history.size() && plain_; ++index) {
    const Part& part = history[index];
    plain_ = !part.choice;
    for (const Touch& touch : history.touches(part)) plain_ = plain_ && is_plain(touch.operation);
    if (plain_) continue;
    for (Race& race : races_) race.settled = false;
  }
}

// Whether one reversal may be enough for all executions that begin as this one, up to both parts.
//
// Let E be the path before the earlier part e, D what must happen before the later part e' without
// e, and R what else does not happen after e. D is the same in all those executions, R is not. Each
// asks for D.e'.R to be explored after E (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017), so that
// something there begins as any w that begins with D.e' does, and e, which sleeps from then on,
// wakes. The first to ask has it put into the tree of what is to be explored. If the way to it
// there takes steps of D.e' alone until all of them are taken, or a leaf is reached, then it is a
// way to every such w, whatever R is: each of its steps is one that w could begin with. So the race
// owes no more. If it is met by another step first, one that only commutes with D.e', it might
// conflict with some w, and the next execution asks again. What sleeps at E and could be the first
// of D.e' could be the first of every such w, too.
//
// Only for fibers that share memory and nothing else, and are asked nothing. Where they wait,
// asking less often was seen to leave beginnings in a tree that could not be followed, and so
// executions begun in vain (eight philosophers: 2).
bool Races::settles(const Race& race, std::uint32_t first) const {
  if (!plain_ || race.observed) return false;
  const Sequence& history = search_.history();
  for (std::uint32_t part = first; part < chosen_end_; ++part) {
    if (chosen_[part] == 0) continue;
    const bool splits = part > first && history[part].step == history[part - 1].step &&
                        after(race.later, part) != after(race.later, part - 1);
    if (splits) return false;
  }
  return true;
}

// What the reversal needs comes first, so that what is explored begins with that.
void Races::settle(Race& race, std::uint32_t first) {
  const Sequence& history = search_.history();
  const std::uint32_t step = history[race.earlier].step;
  for (std::uint32_t part = first; part < race.later; ++part) {
    if (chosen_[part] == 0 || !after(race.later, part)) continue;
    sequence_.append(history, history[part]);
    chosen_[part] = 0;
  }
  sequence_.append(history, history[race.later]);
  const std::size_t needed = sequence_.size();
  beginning_ = sequence_;
  race.settled = search_.has_before(step, beginning_);
  if (race.settled) return;
  for (std::uint32_t part = first; part < chosen_end_; ++part) {
    if (chosen_[part] != 0) sequence_.append(history, history[part]);
  }
  race.settled = search_.try_before(step, sequence_, needed);
}

}  // namespace hindcast
