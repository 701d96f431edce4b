// What a run draws, and what the objects that its fibers make are called.
#include "hindcast/sim/kernel.hpp"

#include "hindcast/sim/event_kinds.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast {
namespace {

constexpr std::uint64_t kDrawLabels = 0x64726177ULL;
constexpr std::uint64_t kObjectLabels = 0x6f626a65ULL;

}  // namespace

std::uint64_t Scheduler::draw(Label label) {
  Counters& counters = running_ == nullptr ? root_counters_ : running_->counters;
  const std::uint64_t nth = counters.next(label.hash() ^ kDrawLabels);
  const Key component = running_ == nullptr ? root_owner_ : running_->component;
  const Key subject = running_ == nullptr ? root_owner_ : running_->subject;
  const std::uint64_t value = draw_for(component, label, subject, nth);
  emit(events::kDrawn, label.hash(), value);
  return value;
}

std::uint64_t Scheduler::draw_for(Key owner, Label label, Key subject, std::uint64_t nth) const {
  return keyed_draw(keyed_key(present_seed_, owner.value, label.hash(), subject.value), nth);
}

Key Scheduler::name_object(Label name) {
  Counters& counters = running_ == nullptr ? root_counters_ : running_->counters;
  const std::uint32_t nth = counters.next(name.hash() ^ kObjectLabels);
  return child(running_ == nullptr ? root_owner_ : running_->path, name.hash(), nth);
}

}  // namespace hindcast
