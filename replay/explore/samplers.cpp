#include "hindcast/replay/explore/samplers.hpp"

#include <algorithm>

namespace hindcast {

void Sampler::begin(std::uint64_t seed) {
  stream_ = KeyedStream(keyed_key(seed, 0, hash_text("sampler"), 0));
  began();
}

std::uint32_t Sampler::choose(const ChoicePoint& point) {
  if (point.kind == ChoiceKind::schedule) {
    for (std::uint32_t index = 0; index < point.arity; ++index) {
      if (point.alternatives[index].next == Operation::start) return index;
    }
    return pick(point);
  }
  const bool rare = point.kind == ChoiceKind::fault || point.kind == ChoiceKind::message;
  std::uint32_t answer = 0;
  if (!rare) {
    answer = draw_below(point.arity);
  } else if (point.unquiet.happens(draw())) {
    answer = 1 + draw_below(point.arity - 1);
  }
  answered(answer, point.arity);
  return answer;
}

void PriorityChanges::began() {
  taken_ = 0;
  priorities_.clear();
  changes_.clear();
  for (std::uint32_t change = 1; change < depth_; ++change) changes_.push_back(draw_below(steps_));
}

// The highest priority runs. Drawn priorities are above all lowered ones.
std::uint32_t PriorityChanges::pick(const ChoicePoint& point) {
  constexpr std::uint64_t kLowered = std::uint64_t{1} << 32;
  const auto highest = [&] {
    std::uint32_t best = 0;
    for (std::uint32_t index = 0; index < point.arity; ++index) {
      const Key actor = point.alternatives[index].actor;
      if (!priorities_.contains(actor)) priorities_[actor] = kLowered + (draw() >> 1);
      if (priorities_[actor] > priorities_[point.alternatives[best].actor]) best = index;
    }
    return best;
  };
  std::uint32_t best = highest();
  for (std::uint32_t change = 0; change < changes_.size(); ++change) {
    if (changes_[change] != taken_) continue;
    priorities_[point.alternatives[best].actor] = depth_ - change - 1;
    best = highest();
  }
  ++taken_;
  return best;
}

bool PartialOrder::races(const Alternative& one, const Alternative& other) const {
  if (one.object != other.object) return false;
  return table_.relation(one.next, other.next) != Relation::never ||
         table_.relation(other.next, one.next) != Relation::never;
}

std::uint32_t PartialOrder::pick(const ChoicePoint& point) {
  std::uint32_t best = 0;
  for (std::uint32_t index = 0; index < point.arity; ++index) {
    const Key actor = point.alternatives[index].actor;
    if (!priorities_.contains(actor)) priorities_[actor] = draw();
    if (priorities_[actor] > priorities_[point.alternatives[best].actor]) best = index;
  }
  for (const Alternative& other : point.alternatives) {
    if (races(point.alternatives[best], other)) priorities_.erase(other.actor);
  }
  return best;
}

void PartialOrder::stepped(const Step& step) { priorities_.erase(step.actor); }

}  // namespace hindcast
