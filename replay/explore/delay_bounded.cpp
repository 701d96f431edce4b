#include "hindcast/replay/explore/delay_bounded.hpp"

#include <algorithm>

namespace hindcast {

void DelayBounded::began() {
  taken_ = 0;
  places_.clear();
  for (std::uint32_t nth = 0; nth < delays_; ++nth) places_.push_back(draw_below(steps_));
}

std::uint32_t DelayBounded::pick(const ChoicePoint& point) {
  const auto here = std::count(places_.begin(), places_.end(), taken_++);
  return static_cast<std::uint32_t>(here) % point.arity;
}

}  // namespace hindcast
