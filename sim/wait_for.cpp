#include "hindcast/sim/wait_for.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "hindcast/sim/node.hpp"
#include "hindcast/sim/scheduler.hpp"
#include "hindcast/sim/units.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {
namespace {

constexpr std::size_t kKnotMax = 10'000;  // fibers followed; a larger set is not judged

bool waits_for_ever(const Scheduler& scheduler, const Fiber& fiber, Duration wait_max) {
  if (fiber.state != FiberState::waiting || fiber.waiter == nullptr) return false;
  return !fiber.waiter->timed || fiber.waiter->expires - scheduler.now() > wait_max;
}

std::string describe(const Scheduler& scheduler, const Fiber& fiber, const Blockers& blockers) {
  std::string line =
      fmt::format("  {}/{}#{} waits for {} since {}", fiber.node->name(), fiber.name, fiber.nth,
                  fiber.waiter->target->name(), human(fiber.since.since_start()));
  if (fiber.waiter->timed) {
    line += fmt::format(" (would give up at {})", human(fiber.waiter->expires.since_start()));
  }
  const char* separator = ", which only ";
  for (const FiberHandle handle : blockers.fibers) {
    const Fiber* const blocker = scheduler.find(handle);
    line +=
        fmt::format("{}{}/{}#{}", separator, blocker->node->name(), blocker->name, blocker->nth);
    separator = " or ";
  }
  return line + (blockers.fibers.empty() ? "\n" : " can end\n");
}

}  // namespace

// Every fiber reachable from `fiber` over "could end this wait" must itself wait for ever; else
// somebody can still end it.
void report_deadlock(Scheduler& scheduler, const Fiber& fiber) {
  std::vector<const Fiber*> knot = {&fiber};
  std::string story;
  for (std::size_t index = 0; index < knot.size(); ++index) {
    const Fiber& member = *knot[index];
    if (index >= kKnotMax || !waits_for_ever(scheduler, member, scheduler.limits().wait_max))
      return;
    Blockers blockers;
    member.waiter->target->add_blockers(blockers);
    if (!blockers.complete) return;
    std::erase_if(blockers.fibers, [&](FiberHandle handle) { return scheduler.ended(handle); });
    for (const FiberHandle handle : blockers.fibers) {
      const Fiber* const blocker = scheduler.find(handle);
      if (std::find(knot.begin(), knot.end(), blocker) == knot.end()) knot.push_back(blocker);
    }
  }
  for (const Fiber* const member : knot) {
    Blockers blockers;
    member->waiter->target->add_blockers(blockers);
    std::erase_if(blockers.fibers, [&](FiberHandle handle) { return scheduler.ended(handle); });
    story += describe(scheduler, *member, blockers);
  }
  scheduler.stop(
      {Verdict::deadlocked, "no deadlock", "wait-for cycle:\n" + story, scheduler.now()});
}

void report_stranded(Scheduler& scheduler) {
  std::string story;
  scheduler.each_fiber([&](const Fiber& fiber) {
    if (fiber.options.serves || fiber.state != FiberState::waiting || fiber.waiter == nullptr)
      return;
    story += describe(scheduler, fiber, {});
  });
  if (story.empty()) return;
  scheduler.stop({Verdict::deadlocked, "no deadlock",
                  "nothing can happen any more, and still:\n" + story, scheduler.now()});
}

}  // namespace hindcast
