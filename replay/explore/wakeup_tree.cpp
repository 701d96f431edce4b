#include "hindcast/replay/explore/wakeup_tree.hpp"

#include <utility>

namespace hindcast {
namespace {

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

// Returns the place of the next part of `actor` from `from` on.
std::size_t find_part(const Sequence& sequence, std::uint32_t actor, std::size_t from) {
  for (std::size_t index = from; index < sequence.size(); ++index) {
    if (sequence[index].actor == actor) return index;
  }
  return kAbsent;
}

bool names_item(const Sequence& sequence, const Part& part, const Touch& sent) {
  for (const Touch& touch : sequence.touches(part)) {
    if (touch.operation == Operation::post && touch.object == sent.object &&
        touch.value == sent.value) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::int32_t WakeupTrees::acquire() {
  if (free_.empty()) {
    nodes_.emplace_back();
    return static_cast<std::int32_t>(nodes_.size() - 1);
  }
  const std::int32_t index = free_.back();
  free_.pop_back();
  Node& fresh = node(index);
  fresh.choice = false;
  fresh.open = false;
  fresh.child = kNone;
  fresh.sibling = kNone;
  fresh.parts.clear();
  return index;
}

void WakeupTrees::release(std::int32_t root) {
  while (root != kNone) {
    const std::int32_t next = node(root).sibling;
    release(node(root).child);
    free_.push_back(root);
    root = next;
  }
}

std::int32_t WakeupTrees::take(std::int32_t& list) {
  const std::int32_t first = list;
  list = node(first).sibling;
  node(first).sibling = kNone;
  return first;
}

void WakeupTrees::replace_by_children(std::int32_t& list) {
  const std::int32_t root = take(list);
  std::int32_t* end = &node(root).child;
  while (*end != kNone) end = &node(*end).sibling;
  *end = list;
  list = std::exchange(node(root).child, kNone);
  release(root);
}

// Builds one branch: a node for each step, and one for each answer.
std::int32_t WakeupTrees::chain(const Sequence& sequence) {
  std::int32_t first = kNone;
  std::int32_t last = kNone;
  for (std::size_t index = 0; index < sequence.size(); ++index) {
    const Part& part = sequence[index];
    const bool continues = index > 0 && !part.choice && !sequence[index - 1].choice &&
                           sequence[index - 1].actor == part.actor &&
                           sequence[index - 1].step == part.step;
    if (!continues) {
      const std::int32_t fresh = acquire();
      node(fresh).actor = part.actor;
      node(fresh).choice = part.choice;
      node(fresh).answer = part.answer;
      (last == kNone ? first : node(last).child) = fresh;
      last = fresh;
    }
    if (!part.choice) node(last).parts.append(sequence, part);
  }
  return first;
}

// Removes from `sequence` what `child` does, if the sequence could have begun with it.
bool WakeupTrees::follow(std::int32_t child, Sequence& sequence, const Sequence& history,
                         std::uint32_t origin) const {
  const Node& step = node(child);
  if (step.choice) {
    const std::size_t place = find_part(sequence, step.actor, 0);
    if (place == kAbsent || !sequence[place].choice || sequence[place].answer != step.answer) {
      return false;
    }
    sequence.erase(place);
    return true;
  }
  const Candidate candidate{step.actor, origin, false};
  if (!initial(candidate, step.parts, 0, step.parts.size(), sequence, history, origin))
    return false;
  for (std::size_t part = 0; part < step.parts.size(); ++part) {
    const std::size_t place = find_part(sequence, step.actor, 0);
    if (place == kAbsent || sequence[place].choice) break;
    sequence.erase(place);
  }
  return true;
}

void WakeupTrees::insert(std::int32_t& list, Sequence& sequence, const Sequence& history,
                         std::uint32_t origin) {
  std::int32_t parent = kNone;
  for (;;) {
    const std::int32_t head = parent == kNone ? list : node(parent).child;
    if (head == kNone && parent != kNone) return;  // a leaf
    std::int32_t last = kNone;
    std::int32_t followed = kNone;
    for (std::int32_t child = head; child != kNone; child = node(child).sibling) {
      last = child;
      if (!follow(child, sequence, history, origin)) continue;
      followed = child;
      break;
    }
    if (followed != kNone) {
      parent = followed;
      continue;
    }
    if (sequence.empty()) return;
    if (head != kNone && node(head).choice) {
      // The step asks at once: the answer comes before everything else.
      const std::size_t place = find_part(sequence, node(head).actor, 0);
      if (place == kAbsent) {
        node(parent).open = true;
        return;
      }
      Sequence reordered;
      reordered.append(sequence, sequence[place]);
      for (std::size_t index = 0; index < sequence.size(); ++index) {
        if (index != place) reordered.append(sequence, sequence[index]);
      }
      std::swap(sequence, reordered);
    }
    const std::int32_t branch = chain(sequence);
    (last == kNone ? list : node(last).sibling) = branch;
    return;
  }
}

// Whether a receive within `sequence` shows that another item was sent before `sent`, whose own
// sending stands at `place`.
bool WakeupTrees::overtaken(const Touch& sent, std::size_t place, const Sequence& sequence,
                            const Sequence& history, const Candidate& candidate,
                            std::uint32_t position) const {
  for (std::size_t index = 0; index < sequence.size(); ++index) {
    if (!sequence[index].receives) continue;
    for (const Touch& taken : sequence.touches(sequence[index])) {
      const bool receives =
          taken.operation == Operation::receive_wait || taken.operation == Operation::receive_try;
      if (!receives || taken.object != sent.object || taken.value == 0 ||
          taken.value == sent.value) {
        continue;
      }
      const Touch other{Operation::post, taken.object, taken.value};
      for (std::size_t before = 0; before < sequence.size() && before < place; ++before) {
        if (sequence[before].posts && names_item(sequence, sequence[before], other)) return true;
      }
      for (std::size_t before = candidate.origin; before < position; ++before) {
        if (history[before].posts && names_item(history, history[before], other)) return true;
      }
    }
  }
  return false;
}

bool WakeupTrees::initial(const Candidate& candidate, const Sequence& of_candidate,
                          std::size_t first, std::size_t count, const Sequence& sequence,
                          const Sequence& history, std::uint32_t position) const {
  std::size_t from = 0;
  for (std::size_t number = first; number < first + count; ++number) {
    const Part& part = of_candidate[number];
    const std::size_t place =
        from == kAbsent ? kAbsent : find_part(sequence, candidate.actor, from);
    from = place == kAbsent ? kAbsent : place + 1;
    if (place == kAbsent) {
      if (part.choice) return false;  // the sequence leaves the answer open
      for (std::size_t index = 0; index < sequence.size(); ++index) {
        const Part& other = sequence[index];
        if (other.actor != part.actor && judge_.conflict(of_candidate, part, sequence, other)) {
          return false;
        }
      }
    } else {
      const Part& own = sequence[place];
      if (own.choice != part.choice || (own.choice && own.answer != part.answer)) return false;
      for (std::size_t index = 0; index < place; ++index) {
        const Part& other = sequence[index];
        if (other.actor != part.actor && judge_.binding(sequence, other, sequence, own).dependent) {
          return false;
        }
      }
    }
    if (!part.posts || !judge_.sends_commute()) continue;
    for (const Touch& sent : of_candidate.touches(part)) {
      if (sent.operation == Operation::post &&
          overtaken(sent, place, sequence, history, candidate, position)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace hindcast
