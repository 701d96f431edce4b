// Who keeps time from advancing.
#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/scheduler.hpp"

namespace hindcast {

// Time stands still. Who takes the last steps that are allowed is what a person wants to know.
void Scheduler::note_hasty(const Fiber& fiber) {
  const std::uint64_t steps = steps_ - instant_first_step_;
  if (steps == hasty_from_) hasty_.clear();
  const std::string who = fiber.node->name() + "/" + fiber.name;
  const auto known = std::ranges::find(hasty_, who, &Hasty::who);
  ++(known == hasty_.end() ? hasty_.emplace_back(Hasty{who}) : *known).steps;
  if (steps < options_.limits.instant_steps_max) return;
  std::ranges::sort(hasty_, [](const Hasty& left, const Hasty& right) {
    return left.steps != right.steps ? left.steps > right.steps : left.who < right.who;
  });
  std::string detail =
      fmt::format("{} steps at one instant; of the last {}", steps, steps - hasty_from_ + 1);
  for (const Hasty& one : hasty_) {
    detail += fmt::format("{}{} by {}", &one == hasty_.data() ? ": " : ", ", one.steps, one.who);
  }
  stop({Verdict::violated, "time advances", detail, now_});
}

}  // namespace hindcast
