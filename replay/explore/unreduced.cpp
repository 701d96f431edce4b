#include "hindcast/replay/explore/unreduced.hpp"

#include <algorithm>

namespace hindcast {

std::uint32_t Unreduced::choose(const ChoicePoint& point) {
  const bool deviates = point.kind == ChoiceKind::fault || point.kind == ChoiceKind::message;
  if (deviates && deviations_ >= bounds_.deviations_max) return 0;
  if (depth_ == decisions_.size()) {
    decisions_.push_back({0, point.arity});
    ++questions_[static_cast<std::size_t>(point.kind)];
  }
  const std::uint32_t answer = decisions_[depth_++].answer;
  deepest_ = std::max<std::uint64_t>(deepest_, depth_);
  if (deviates && answer != 0) ++deviations_;
  return answer;
}

bool Unreduced::advance() {
  while (!decisions_.empty()) {
    if (++decisions_.back().answer < decisions_.back().arity) return true;
    decisions_.pop_back();
  }
  return false;
}

}  // namespace hindcast
