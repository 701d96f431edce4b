// What a step finds where it comes before another, rather than after it: which item, and whether a
// node lives. It may differ from what it found in the execution at hand.
#include <algorithm>
#include <map>

#include "hindcast/replay/explore/races.hpp"
#include "hindcast/replay/explore/standing.hpp"

namespace hindcast {
namespace {

// Whether a node lives and runs, as far as crashes, restarts, pauses and resumptions say.
struct NodeState {
  bool alive = true;
  bool paused = false;

  void follow(Operation turn) {
    if (turn == Operation::crash) *this = {false, false};
    if (turn == Operation::restart) *this = {true, false};
    if (turn == Operation::pause) paused = true;
    if (turn == Operation::resume) paused = false;
  }
  // Whether the turn has an effect (Node::turn).
  bool allows(Operation turn) const {
    switch (turn) {
      case Operation::crash:
        return alive;
      case Operation::restart:
        return !alive;
      case Operation::pause:
        return alive && !paused;
      default:
        return alive && paused;
    }
  }
};

// Whether a part is one of a fiber that the crash or the cancellation ends.
bool is_ended(const Sequence& sequence, const Part& part, const Touch& request) {
  const bool cancels = request.operation == Operation::cancel;
  return cancels ? part.actor == request.object : acts_on(sequence, part, request.object);
}

}  // namespace

// What the later part finds where it comes first may differ from what it found.
void Races::revalue(const Race& race, std::uint32_t first) {
  const Sequence& history = search_.history();
  const std::size_t last = sequence_.size() - 1;
  const Touch request = search_.request_of(history[race.later].step);
  revalue_turn(request, first);
  revalue_ending(request, first);
  for (const Touch& touch : history.touches(history[race.later])) {
    if (touch.operation == Operation::receive_try) {
      sequence_.set_value(last, touch.operation, first_item(touch.object, first));
    }
    if (touch.operation != Operation::channel_close) continue;
    for (const Touch& other : history.touches(history[race.earlier])) {
      const bool same = other.operation == touch.operation && other.object == touch.object;
      if (same) sequence_.set_value(last, touch.operation, other.value);
    }
  }
}

// Whether a node lives or runs where the last part of the sequence stands decides whether that part
// changes it, or only looks.
void Races::revalue_turn(const Touch& request, std::uint32_t first) {
  if (!is_turn(request.operation)) return;
  NodeState node;
  const auto follow = [&](const Sequence& sequence, std::size_t size) {
    for (std::size_t index = 0; index < size; ++index) {
      for (const Touch& touch : sequence.touches(sequence[index])) {
        if (touch.object == request.object) node.follow(touch.operation);
      }
    }
  };
  const std::size_t last = sequence_.size() - 1;
  follow(search_.history(), first);
  follow(sequence_, last);
  const bool effective = node.allows(request.operation);
  sequence_.set_operation(last, request.object, effective ? Operation::observe : request.operation,
                          effective ? request.operation : Operation::observe);
}

// Which waits a crash or a cancellation ends depends on who waits where the last part of the
// sequence stands.
void Races::revalue_ending(const Touch& request, std::uint32_t first) {
  if (request.operation != Operation::crash && request.operation != Operation::cancel) return;
  const std::size_t last = sequence_.size() - 1;
  Sequence found;
  found.append(sequence_, sequence_[last]);
  sequence_.truncate(last);
  sequence_.begin_part(found[0].actor, found[0].step).node = found[0].node;
  bool effective = false;
  for (const Touch& touch : found.touches(found[0])) {
    const bool turns = touch.object == request.object && (touch.operation == request.operation ||
                                                          touch.operation == Operation::observe);
    if (turns || touch.operation == Operation::node_memory) sequence_.add_touch(touch);
    effective = effective || (turns && touch.operation == request.operation);
  }
  if (!effective) return;
  std::map<std::uint32_t, Standing> ended;
  const auto follow = [&](const Sequence& sequence, std::size_t size) {
    for (std::size_t index = 0; index < size; ++index) {
      const Part& part = sequence[index];
      if (is_ended(sequence, part, request)) ended[part.actor].follow(sequence, part);
    }
  };
  follow(search_.history(), first);
  follow(sequence_, last);
  for (const auto& [actor, standing] : ended) standing.add_end(request.operation, sequence_);
}

// The item that lies first in the channel before the last part of the sequence, or 0.
std::uint64_t Races::first_item(std::uint32_t channel, std::uint32_t first) {
  items_.clear();
  bool closed = false;
  const auto follow = [&](const Sequence& sequence, std::size_t size) {
    for (std::size_t index = 0; index < size; ++index) {
      const Part& part = sequence[index];
      for (const Touch& touch : sequence.touches(part)) {
        if (touch.object != channel) continue;
        // What ends a fiber hands back what it was granted, which is no closing
        // (Channel::forfeited).
        closed = closed || (touch.operation == Operation::channel_close && !part.wide);
        const bool sends = touch.operation == Operation::post ||
                           touch.operation == Operation::send_request ||
                           touch.operation == Operation::send_try;
        const bool receives =
            touch.operation == Operation::receive_wait || touch.operation == Operation::receive_try;
        if (sends && !closed) items_.push_back(touch.value);
        if (receives) std::erase(items_, touch.value);
      }
    }
  };
  follow(search_.history(), first);
  follow(sequence_, sequence_.size() - 1);
  return items_.empty() ? 0 : items_.front();
}

}  // namespace hindcast
