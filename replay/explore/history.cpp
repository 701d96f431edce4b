#include "hindcast/replay/explore/history.hpp"

#include <algorithm>

namespace hindcast {
bool is_wide(Operation operation) {
  switch (operation) {
    case Operation::cancel:
      return true;
    default:
      return is_turn(operation);
  }
}

bool begins_part(Operation operation) {
  switch (operation) {
    case Operation::lock_wait:
    case Operation::semaphore_wait:
    case Operation::send_wait:
    case Operation::receive_wait:
    case Operation::event_wake:
    case Operation::join:
      return true;
    default:
      return false;
  }
}

bool is_turn(Operation operation) {
  switch (operation) {
    case Operation::crash:
    case Operation::restart:
    case Operation::pause:
    case Operation::resume:
      return true;
    default:
      return false;
  }
}

void Sequence::truncate(std::size_t size) {
  if (size >= parts_.size()) return;
  touches_.resize(parts_[size].first);
  parts_.resize(size);
}

Part& Sequence::append(const Sequence& from, const Part& part) {
  const auto first = static_cast<std::uint32_t>(touches_.size());
  for (std::uint32_t index = 0; index < part.count; ++index) {
    touches_.push_back(from.touches_[part.first + index]);
  }
  parts_.push_back(part);
  parts_.back().first = first;
  return parts_.back();
}

Part& Sequence::begin_part(std::uint32_t actor, std::uint32_t step) {
  Part part;
  part.actor = actor;
  part.step = step;
  part.first = static_cast<std::uint32_t>(touches_.size());
  parts_.push_back(part);
  return parts_.back();
}

void Sequence::add_touch(const Touch& touch) {
  Part& part = parts_.back();
  if (touch.operation == Operation::isolated_step) {
    part.node = touch.object;
    return;
  }
  touches_.push_back(touch);
  ++part.count;
  part.mask |= std::uint64_t{1} << (touch.object & 63U);
  part.wide = part.wide || is_wide(touch.operation);
  part.posts = part.posts || touch.operation == Operation::post;
  part.receives = part.receives || touch.operation == Operation::receive_wait ||
                  touch.operation == Operation::receive_try;
}

void Sequence::add_choice(std::uint32_t actor, std::uint32_t step, std::uint32_t answer) {
  Part& part = begin_part(actor, step);
  part.choice = true;
  part.answer = answer;
}

void Sequence::set_value(std::size_t index, Operation operation, std::uint64_t value) {
  const Part& part = parts_[index];
  for (std::uint32_t touch = part.first; touch < part.first + part.count; ++touch) {
    if (touches_[touch].operation == operation) touches_[touch].value = value;
  }
}

void Sequence::set_operation(std::size_t index, std::uint32_t object, Operation from,
                             Operation to) {
  Part& part = parts_[index];
  for (std::uint32_t touch = part.first; touch < part.first + part.count; ++touch) {
    const bool same = touches_[touch].operation == from && touches_[touch].object == object;
    if (same) touches_[touch].operation = to;
    part.wide = part.wide || is_wide(touches_[touch].operation);
  }
}

bool acts_on(const Sequence& sequence, const Part& part, std::uint32_t node) {
  if (part.node == node) return true;
  const std::span<const Touch> touches = sequence.touches(part);
  return std::any_of(touches.begin(), touches.end(), [node](const Touch& touch) {
    return touch.operation == Operation::node_memory && touch.object == node;
  });
}

Relation Judge::relation(const Touch& earlier, const Touch& later) const {
  const Relation relation = table_.relation(earlier.operation, later.operation);
  switch (relation) {
    case Relation::matching:
      return earlier.value == later.value ? Relation::enabling : Relation::never;
    case Relation::taking:
      return earlier.value == later.value || later.value == 0 ? Relation::reversible
                                                              : Relation::never;
    case Relation::empty:
      return earlier.value == 0 ? Relation::reversible : Relation::never;
    default:
      return relation;
  }
}

Binding Judge::of_touches(std::span<const Touch> earlier, std::span<const Touch> later) const {
  Binding binding;
  for (const Touch& first : earlier) {
    for (const Touch& second : later) {
      if (first.object != second.object) continue;
      if (sends_commute_ && first.operation == Operation::post &&
          second.operation == Operation::post) {
        continue;
      }
      binding.note(relation(first, second));
    }
  }
  return binding;
}

// What a turn of a node, or the end of a fiber, does to all steps there.
void Judge::add_turns(Binding& binding, const Sequence& of_earlier, const Part& earlier,
                      const Sequence& of_later, const Part& later) const {
  for (const Touch& first : of_earlier.touches(earlier)) {
    const bool fiber = first.operation == Operation::cancel;
    if (first.object != (fiber ? later.actor : later.node)) continue;
    binding.note(table_.relation(first.operation, Operation::isolated_step));
  }
  for (const Touch& second : of_later.touches(later)) {
    const bool fiber = second.operation == Operation::cancel;
    if (second.object != (fiber ? earlier.actor : earlier.node)) continue;
    binding.note(table_.relation(Operation::isolated_step, second.operation));
  }
}

}  // namespace hindcast
