// Who keeps time from advancing.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

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
  // A stable sort by insertion: it needs no memory.
  for (auto one = hasty_.begin(); one != hasty_.end(); ++one) {
    const auto place = std::upper_bound(
        hasty_.begin(), one, *one,
        [](const Hasty& left, const Hasty& right) { return left.steps > right.steps; });
    std::rotate(place, one, std::next(one));
  }
  std::string detail =
      fmt::format("{} steps at one instant; of the last {}", steps, steps - hasty_from_ + 1);
  for (const Hasty& one : hasty_) {
    detail += fmt::format("{}{} by {}", &one == hasty_.data() ? ": " : ", ", one.steps, one.who);
  }
  stop({Verdict::violated, "time advances", detail, now_});
}

}  // namespace hindcast
