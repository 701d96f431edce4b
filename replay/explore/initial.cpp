#include "hindcast/replay/explore/initial.hpp"

namespace hindcast {
namespace {

bool names_item(const Sequence& sequence, const Part& part, const Touch& sent) {
  for (const Touch& touch : sequence.touches(part)) {
    if (touch.operation == Operation::post && touch.object == sent.object &&
        touch.value == sent.value) {
      return true;
    }
  }
  return false;
}

bool receives_other(const Touch& taken, const Touch& sent) {
  const bool receives =
      taken.operation == Operation::receive_wait || taken.operation == Operation::receive_try;
  return receives && taken.object == sent.object && taken.value != 0 && taken.value != sent.value;
}

// Whether the item is sent before the `place` of the sequence, but not before `origin`.
bool sent_before(const Touch& item, std::size_t place, std::uint32_t origin,
                 const Beginning& beginning) {
  const Sequence& sequence = beginning.sequence;
  for (std::size_t before = 0; before < sequence.size() && before < place; ++before) {
    if (sequence[before].posts && names_item(sequence, sequence[before], item)) return true;
  }
  const Sequence& history = beginning.history;
  for (std::size_t before = origin; before < beginning.position; ++before) {
    if (history[before].posts && names_item(history, history[before], item)) return true;
  }
  return false;
}

// Whether a receive within the sequence shows that another item was sent before `sent`, whose own
// sending stands at `place`.
bool overtaken(const Touch& sent, std::size_t place, std::uint32_t origin,
               const Beginning& beginning) {
  const Sequence& sequence = beginning.sequence;
  for (std::size_t index = 0; index < sequence.size(); ++index) {
    if (!sequence[index].receives) continue;
    for (const Touch& taken : sequence.touches(sequence[index])) {
      if (!receives_other(taken, sent)) continue;
      const Touch other{Operation::post, taken.object, taken.value};
      if (sent_before(other, place, origin, beginning)) return true;
    }
  }
  return false;
}

// Whether the part, which the sequence does not have, commutes with all of it.
bool commutes(const Part& part, const Candidate& candidate, const Beginning& beginning,
              const Judge& judge) {
  if (part.choice) return false;  // the sequence leaves the answer open
  const Sequence& sequence = beginning.sequence;
  for (std::size_t index = 0; index < sequence.size(); ++index) {
    const Part& other = sequence[index];
    if (other.actor != part.actor && judge.conflict(candidate.parts, part, sequence, other)) {
      return false;
    }
  }
  return true;
}

// Whether the part, which stands at `place` of the sequence, could have come first.
bool comes_first(const Part& part, std::size_t place, const Sequence& sequence,
                 const Judge& judge) {
  const Part& own = sequence[place];
  if (own.choice != part.choice || (own.choice && own.answer != part.answer)) return false;
  for (std::size_t index = 0; index < place; ++index) {
    const Part& other = sequence[index];
    if (other.actor != part.actor && judge.binding(sequence, other, sequence, own).dependent) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::size_t find_part(const Sequence& sequence, std::uint32_t actor, std::size_t from) {
  for (std::size_t index = from; index < sequence.size(); ++index) {
    if (sequence[index].actor == actor) return index;
  }
  return kAbsent;
}

bool is_initial(const Candidate& candidate, const Beginning& beginning, const Judge& judge) {
  std::size_t from = 0;
  for (std::size_t nth = candidate.first; nth < candidate.first + candidate.count; ++nth) {
    const Part& part = candidate.parts[nth];
    const std::size_t place =
        from == kAbsent ? kAbsent : find_part(beginning.sequence, candidate.actor, from);
    from = place == kAbsent ? kAbsent : place + 1;
    const bool possible = place == kAbsent ? commutes(part, candidate, beginning, judge)
                                           : comes_first(part, place, beginning.sequence, judge);
    if (!possible) return false;
    if (!part.posts || !judge.sends_commute()) continue;
    for (const Touch& sent : candidate.parts.touches(part)) {
      if (sent.operation == Operation::post &&
          overtaken(sent, place, candidate.origin, beginning)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace hindcast
