#include "hindcast/replay/explore/wakeup_tree.hpp"

#include <utility>

namespace hindcast {
namespace {

void move_to_front(Sequence& sequence, std::size_t place) {
  Sequence reordered;
  reordered.append(sequence, sequence[place]);
  for (std::size_t index = 0; index < sequence.size(); ++index) {
    if (index != place) reordered.append(sequence, sequence[index]);
  }
  std::swap(sequence, reordered);
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

// Going down by steps of the sequence alone, all of it is taken, or a leaf is reached.
bool WakeupTrees::leads_to(std::int32_t list, Sequence& sequence, const Sequence& history,
                           std::uint32_t position) const {
  while (!sequence.empty() && list != kNone) {
    const Followed followed = follow_first(list, sequence, history, position);
    if (followed.child == kNone || followed.place == kAbsent) return false;
    list = node(followed.child).child;
    if (list == kNone) return true;
  }
  return sequence.empty();
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
                         std::uint32_t position) const {
  const Node& step = node(child);
  if (step.choice) {
    const std::size_t place = find_part(sequence, step.actor, 0);
    if (place == kAbsent || !sequence[place].choice || sequence[place].answer != step.answer) {
      return false;
    }
    sequence.erase(place);
    return true;
  }
  const Candidate candidate{step.actor, position, step.parts, 0, step.parts.size()};
  if (!is_initial(candidate, {sequence, history, position}, judge_)) return false;
  for (std::size_t part = 0; part < step.parts.size(); ++part) {
    const std::size_t place = find_part(sequence, step.actor, 0);
    if (place == kAbsent || sequence[place].choice) break;
    sequence.erase(place);
  }
  return true;
}

WakeupTrees::Followed WakeupTrees::follow_first(std::int32_t head, Sequence& sequence,
                                                const Sequence& history,
                                                std::uint32_t position) const {
  for (std::int32_t child = head; child != kNone; child = node(child).sibling) {
    const bool single = !node(child).choice && node(child).parts.size() == 1;
    const std::size_t place = single ? find_part(sequence, node(child).actor, 0) : kAbsent;
    if (follow(child, sequence, history, position)) return {child, place};
  }
  return {};
}

bool WakeupTrees::insert(std::int32_t& list, Sequence& sequence, std::size_t needed,
                         const Sequence& history, std::uint32_t position) {
  bool own = true;  // so far down by steps of the needed parts alone
  std::int32_t parent = kNone;
  for (;;) {
    const std::int32_t head = parent == kNone ? list : node(parent).child;
    if (head == kNone && parent != kNone) return own;  // a leaf
    const Followed followed = follow_first(head, sequence, history, position);
    if (followed.child != kNone) {
      own = own && (needed == 0 || followed.place < needed);
      if (followed.place < needed) --needed;
      parent = followed.child;
      continue;
    }
    if (sequence.empty()) return own;
    if (head != kNone && node(head).choice) {
      own = false;
      // The step asks at once: the answer comes before everything else.
      const std::size_t place = find_part(sequence, node(head).actor, 0);
      if (place == kAbsent) {
        node(parent).open = true;
        return own;
      }
      move_to_front(sequence, place);
    }
    const std::int32_t branch = chain(sequence);
    std::int32_t* end = parent == kNone ? &list : &node(parent).child;
    while (*end != kNone) end = &node(*end).sibling;
    *end = branch;
    return own;
  }
}

bool WakeupTrees::covers(std::int32_t list, const Sequence& sequence, const Sequence& history,
                         std::uint32_t position) const {
  Sequence left = sequence;
  std::int32_t parent = kNone;
  std::int32_t head = list;
  while (head != kNone || parent == kNone) {
    const std::int32_t followed = follow_first(head, left, history, position).child;
    if (followed == kNone) {
      const bool asks = head != kNone && node(head).choice && node(parent).open;
      return left.empty() || (asks && find_part(left, node(head).actor, 0) == kAbsent);
    }
    parent = followed;
    head = node(parent).child;
  }
  return true;  // a leaf
}

std::int32_t WakeupTrees::copy(const WakeupTrees& from, std::int32_t list,
                               const Renumbering& numbers) {
  std::int32_t first = kNone;
  std::int32_t last = kNone;
  for (std::int32_t tree = list; tree != kNone; tree = from.node(tree).sibling) {
    const std::int32_t child = copy(from, from.node(tree).child, numbers);
    const std::int32_t fresh = acquire();
    node(fresh) = from.node(tree);
    node(fresh).actor = numbers.number(from.node(tree).actor);
    node(fresh).parts = numbers.sequence(from.node(tree).parts);
    node(fresh).child = child;
    node(fresh).sibling = kNone;
    (last == kNone ? first : node(last).sibling) = fresh;
    last = fresh;
  }
  return first;
}

}  // namespace hindcast
