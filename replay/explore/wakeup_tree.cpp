#include "hindcast/replay/explore/wakeup_tree.hpp"

#include <utility>

#include "hindcast/replay/explore/initial.hpp"

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

WakeupTrees::Descent WakeupTrees::descend(std::int32_t list, Sequence& sequence,
                                          const Sequence& history, std::uint32_t position) const {
  Descent descent;
  std::int32_t child = list;
  while (child != kNone) {
    if (!follow(child, sequence, history, position)) {
      child = node(child).sibling;
      continue;
    }
    descent.parent = child;
    child = node(child).child;
    descent.leaf = child == kNone;
  }
  return descent;
}

bool WakeupTrees::covers(std::int32_t list, const Sequence& sequence, const Sequence& history,
                         std::uint32_t position) const {
  Sequence left = sequence;
  const Descent descent = descend(list, left, history, position);
  if (descent.leaf || left.empty()) return true;
  const std::int32_t head = descent.parent == kNone ? list : node(descent.parent).child;
  if (head == kNone || !node(head).choice) return false;
  return find_part(left, node(head).actor, 0) == kAbsent && node(descent.parent).open;
}

bool WakeupTrees::insert(std::int32_t& list, Sequence& sequence, const Sequence& history,
                         std::uint32_t position) {
  const Descent descent = descend(list, sequence, history, position);
  if (descent.leaf || sequence.empty()) return false;
  const std::int32_t head = descent.parent == kNone ? list : node(descent.parent).child;
  if (head != kNone && node(head).choice) {
    // The step asks at once: the answer comes before everything else.
    const std::size_t place = find_part(sequence, node(head).actor, 0);
    if (place == kAbsent) return !std::exchange(node(descent.parent).open, true);
    move_to_front(sequence, place);
  }
  const std::int32_t branch = chain(sequence);
  std::int32_t* end = descent.parent == kNone ? &list : &node(descent.parent).child;
  while (*end != kNone) end = &node(*end).sibling;
  *end = branch;
  return true;
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
