// What a step made impossible: it could have happened before. Something that was pending, and a
// wait that would have been granted.
#include "hindcast/replay/explore/races.hpp"
#include "hindcast/replay/explore/standing.hpp"

namespace hindcast {
// Whether `part` could make impossible what is pending: then it comes after it.
bool Races::ends(std::uint32_t part, const Sequence& pending) const {
  const Sequence& history = search_.history();
  if (!search_.judge().conflict(history, history[part], pending, pending[0])) return false;
  const Operation operation = pending.touches(pending[0]).front().operation;
  if (operation == Operation::expire || operation == Operation::send_expire) return true;
  for (const Touch& touch : history.touches(history[part])) {
    const bool cancels = touch.operation == Operation::cancel;
    if (cancels && touch.object == pending[0].actor) return true;
    if (is_turn(touch.operation) && acts_on(pending, pending[0], touch.object)) return true;
  }
  return false;
}

// What a step made impossible could have happened before it.
void Races::reverse_disabled(const Disabled& disabled) {
  begin_sequence(disabled.step);
  Sequence pending;
  search_.append_pending(disabled, pending);
  Standing standing;
  for (std::uint32_t part = 0; part < search_.first_part(disabled.step); ++part) {
    const Part& before = search_.history()[part];
    if (before.actor == disabled.actor) standing.follow(search_.history(), before);
  }
  standing.add_mutex(pending.touches(pending[0]).front(), pending);
  come_before(disabled.step, pending);
}

// Who waited for the end of another, and was ended, would have gone on if the other had ended
// first: which neither of the two ends could tell.
void Races::reverse_abandoned(const Abandoned& abandoned) {
  const Sequence& history = search_.history();
  begin_sequence(abandoned.step);
  const Touch exit{Operation::exit, abandoned.awaited, 0};
  Sequence pending;
  for (std::uint32_t part = 0; part < history.size(); ++part) {
    if (history[part].actor == abandoned.actor) pending.clear();
    if (history[part].actor == abandoned.actor) pending.append(history, history[part]);
  }
  bool ended = false;
  for (std::uint32_t part = 0; part < history.size() && !ended; ++part) {
    if (chosen_[part] == 0) continue;
    for (const Touch& touch : history.touches(history[part])) {
      ended = ended || (touch.operation == exit.operation && touch.object == exit.object);
    }
  }
  if (!ended || pending.empty()) return;
  const std::uint32_t node = pending[0].node;
  pending.clear();
  pending.begin_part(abandoned.actor, search_.step_count()).node = node;
  pending.add_touch({Operation::join, abandoned.awaited, 0});
  come_before(abandoned.step, pending);
}

// Has what was pending explored before the step, after what of the instant does not depend on it.
// REQUIRES: begin_sequence(step).
void Races::come_before(std::uint32_t step, const Sequence& pending) {
  const Sequence& history = search_.history();
  const std::uint32_t first = search_.first_part(step);
  const std::uint32_t end = instant_end(step);
  for (std::uint32_t part = first; part < end; ++part) {
    if (chosen_[part] == 0) continue;
    bool later = history[part].actor == pending[0].actor || ends(part, pending);
    for (std::uint32_t before = first; before < part && !later; ++before) {
      later = chosen_[before] == 2 && after(part, before);
    }
    if (later) chosen_[part] = 2;
  }
  for (std::uint32_t part = first; part < end; ++part) {
    if (chosen_[part] == 1) sequence_.append(history, history[part]);
  }
  sequence_.append(pending, pending[0]);
  revalue_turn(pending.touches(pending[0]).front(), first);
  revalue_ending(pending.touches(pending[0]).front(), first);
  search_.try_before(step, sequence_);
}

}  // namespace hindcast
