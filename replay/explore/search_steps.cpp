// What the search notes of a step that ended.
#include <utility>

#include "hindcast/replay/explore/search.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

void Search::stepped(const Step& step) {
  const std::uint32_t actor = keys_.number(step.actor);
  const auto number = static_cast<std::uint32_t>(steps_.size());
  const Instant now = Scheduler::current().now();
  const bool same_instant = number > 0 && steps_.back().time == now;
  steps_.push_back({static_cast<std::uint32_t>(history_.size()),
                    same_instant ? steps_.back().instant : number, step_decision_, now});
  history_.begin_part(actor, number);
  if (actor_steps_.size() <= actor) actor_steps_.resize(actor + 1);
  ++actor_steps_[actor];
  bool first = true;
  std::uint32_t node = 0;
  for (const Access& access : step.accesses) {
    const Touch touch{access.operation, keys_.number(access.object), access.value};
    const bool scope =
        touch.operation == Operation::node_memory || touch.operation == Operation::isolated_step;
    if (!first && begins_part(touch.operation)) {
      history_.begin_part(actor, number).node = node;
      if (node == 0 && !step.accesses.empty() &&
          step.accesses.front().operation == Operation::node_memory) {
        history_.add_touch({Operation::node_memory, keys_.number(step.accesses.front().object), 0});
      }
    }
    history_.add_touch(touch);
    if (touch.operation == Operation::expire && touch.value != 0) {
      abandoned_.push_back({number, keys_.number(Key{touch.value}), touch.object});
    }
    note_care(touch, actor);
    if (touch.operation == Operation::isolated_step) node = touch.object;
    first = first && scope;
  }
  for (const std::uint32_t answer : answers_) history_.add_choice(actor, number, answer);
  answers_.clear();
  running_step_ = false;
}

void Search::note_care(const Touch& touch, std::uint32_t actor) {
  const Operation operation = touch.operation;
  saw_wide_ = saw_wide_ || is_wide(operation) || operation == Operation::boot;
  saw_post_ = saw_post_ || operation == Operation::post;
  saw_close_ = saw_close_ || operation == Operation::channel_close;
  saw_send_request_ = saw_send_request_ || operation == Operation::send_request;
  saw_send_try_ = saw_send_try_ || operation == Operation::send_try;
  saw_receive_try_ = saw_receive_try_ || operation == Operation::receive_try;
  saw_trying_ = saw_trying_ || operation == Operation::receive_try ||
                operation == Operation::channel_close || operation == Operation::expire;
  if (operation != Operation::receive_request) return;
  if (receivers_.size() <= touch.object) receivers_.resize(touch.object + 1, kNone);
  const std::uint32_t before = std::exchange(receivers_[touch.object], actor);
  saw_trying_ = saw_trying_ || (before != kNone && before != actor);
}

}  // namespace hindcast
