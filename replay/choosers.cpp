#include "hindcast/replay/choosers.hpp"

#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

std::uint32_t RandomChooser::choose(const ChoicePoint& point) {
  const bool reseeded = Scheduler::has_current() && Scheduler::current().reseeded();
  const std::uint64_t seed = reseeded ? Scheduler::current().present_seed() : seed_;
  const std::uint64_t stream = mix(seed, point.key().value);
  if (!point.unquiet.happens(keyed_draw(stream, 0))) return 0;
  return 1 + static_cast<std::uint32_t>(bounded(keyed_draw(stream, 1), point.arity - 1));
}

DeviatingChooser::DeviatingChooser(Chooser& base, const std::vector<Deviation>& deviations,
                                   bool asks_schedule, WaitSplit split)
    : base_(base), asks_schedule_(asks_schedule), split_(split) {
  for (const Deviation& deviation : deviations) answers_[deviation.question] = deviation.answer;
}

bool DeviatingChooser::asks(ChoiceKind kind) const {
  if (kind == ChoiceKind::schedule) return asks_schedule_;
  return base_.asks(kind) || !answers_.empty();
}

std::uint32_t DeviatingChooser::choose(const ChoicePoint& point) {
  const auto found = answers_.find(point.key());
  if (found != answers_.end()) {
    ++met_;
    return found->second < point.arity ? found->second : kStop;
  }
  return base_.asks(point.kind) ? base_.choose(point) : 0;
}

}  // namespace hindcast
