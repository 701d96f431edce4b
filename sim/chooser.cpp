#include "hindcast/sim/chooser.hpp"

#include <array>
#include <cstddef>

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

const char* name_of(Operation operation) {
  static constexpr std::array kNames = {
      "nothing",        "spawn",
      "start",          "wake",
      "yield",          "node memory",
      "isolated step",  "read",
      "write",          "lock request",
      "lock wait",      "try lock",
      "unlock",         "acquire request",
      "acquire wait",   "try acquire",
      "release",        "condition wait",
      "condition wake", "signal",
      "broadcast",      "event set",
      "event reset",    "event wait",
      "event wake",     "post",
      "send request",   "send wait",
      "try send",       "receive request",
      "receive wait",   "try receive",
      "close",          "call",
      "await reply",    "reply",
      "deliver",        "expire",
      "send expire",    "join",
      "exit",           "cancel",
      "crash",          "restart",
      "boot",           "pause",
      "resume",         "link change",
      "observe",
  };
  static_assert(kNames.size() == static_cast<std::size_t>(Operation::observe) + 1);
  return kNames.at(static_cast<std::size_t>(operation));
}

const char* name_of(ChoiceKind kind) {
  static constexpr std::array kNames = {"schedule", "message", "delay",
                                        "fault",    "instant", "value"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Key ChoicePoint::key() const {
  const Key of_kind = child(asker, hash_text(name_of(kind)), 0);
  return child(of_kind, label.hash(), nth);
}

namespace {

constexpr std::uint64_t kChoiceLabels = 0x63686f6fULL;

}  // namespace

std::uint32_t Scheduler::choose(ChoiceKind kind, Label label, std::uint32_t arity, Ratio unquiet) {
  if (voided()) return 0;
  Counters& counters = running_ == nullptr ? root_counters_ : running_->counters;
  const std::uint32_t nth = counters.next(label.hash() ^ kChoiceLabels);
  const Key asker = running_ == nullptr ? root_owner_ : running_->path;
  return choose_about({kind, asker, label, nth, arity, unquiet, {}});
}

std::uint32_t Scheduler::choose_about(const ChoicePoint& point) {
  HINDCAST_CHECK(point.arity > 0 && point.kind != ChoiceKind::schedule);
  if (point.arity == 1 || voided()) return 0;
  const std::uint32_t answer = chooser_.asks(point.kind) ? chooser_.choose(point) : 0;
  if (answer == Chooser::kStop) {
    stop({Verdict::inconclusive, "pruned", "", now_});
    if (running_ == nullptr) return 0;
    running_->cancelling = true;
    throw Cancelled{};
  }
  HINDCAST_CHECK(answer < point.arity);
  const Key key = point.key();
  answers_ += mix(key.value, answer);
  if (running_ == nullptr) {
    emit_about(point.asker, events::kChosen, key.value, answer);
  } else {
    emit(events::kChosen, key.value, 0, answer);
  }
  return answer;
}

}  // namespace hindcast
