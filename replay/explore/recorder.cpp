#include "hindcast/replay/explore/recorder.hpp"

namespace hindcast {

std::uint32_t Recorder::choose(const ChoicePoint& point) {
  const std::uint32_t answer = inner_.choose(point);
  if (keeps_all_ && answer != kStop) {
    given_.push_back(
        {answer, point.alternatives.empty() ? Key{} : point.alternatives[answer].actor});
  }
  if (answer == 0 || answer == kStop) return answer;
  asked_.push_back({point.kind, point.asker, point.label, point.nth, answer});
  if (point.kind != ChoiceKind::schedule) {
    answers_.push_back({point.kind, point.label.text(), point.nth, point.arity, answer});
  }
  return answer;
}

std::vector<Deviation> Recorder::deviations() const {
  std::vector<Deviation> deviations;
  std::uint32_t nth = 0;
  for (const Foreseen& one : inner_.foreseen().first(foreseen_)) {
    const Asked asked{ChoiceKind::schedule, Key{}, "schedule", nth, one.answer};
    if (one.answer != 0) deviations.push_back({asked.key(), one.answer});
    if (one.arity > 1) ++nth;
  }
  for (const Asked& asked : asked_) deviations.push_back({asked.key(), asked.answer});
  return deviations;
}

}  // namespace hindcast
