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

bool waits_for_ever(const Scheduler& scheduler, const Fiber& fiber) {
  if (fiber.state != FiberState::waiting || fiber.waiter == nullptr) return false;
  return !fiber.waiter->timed ||
         fiber.waiter->expires - scheduler.now() > scheduler.limits().wait_max;
}

// Fills `blockers` with the living fibers that could end the wait of `fiber`. Returns whether
// nobody else could.
bool find_blockers(const Scheduler& scheduler, Blockers& blockers, const Fiber& fiber) {
  blockers.fibers.clear();
  blockers.complete = false;
  fiber.waiter->target->add_blockers(blockers);
  std::erase_if(blockers.fibers, [&](FiberHandle handle) { return scheduler.ended(handle); });
  return blockers.complete;
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
  return line;
}

}  // namespace

// Every fiber reachable from `fiber` over "could end this wait" must itself wait for ever; else
// somebody can still end it.
void report_deadlock(Scheduler& scheduler, WaitForSearch& search, const Fiber& fiber) {
  if (search.over) return;
  // Most waits could be ended by anybody: these are done after one question.
  search.blockers.fibers.clear();
  search.blockers.complete = false;
  fiber.waiter->target->add_blockers(search.blockers);
  if (!search.blockers.complete) return;
  std::vector<const Fiber*>& knot = search.knot;
  knot.assign(1, &fiber);
  for (std::size_t index = 0; index < knot.size(); ++index) {
    const Fiber& member = *knot[index];
    if (index >= kKnotMax || !waits_for_ever(scheduler, member)) return;
    if (!find_blockers(scheduler, search.blockers, member)) return;
    for (const FiberHandle handle : search.blockers.fibers) {
      const Fiber* const blocker = scheduler.find(handle);
      if (std::find(knot.begin(), knot.end(), blocker) == knot.end()) knot.push_back(blocker);
    }
  }
  std::string story;
  for (const Fiber* const member : knot) {
    find_blockers(scheduler, search.blockers, *member);
    story += describe(scheduler, *member, search.blockers) +
             (search.blockers.fibers.empty() ? ", which nobody can end\n" : " can end\n");
  }
  search.over = scheduler.tolerates(
      {Verdict::deadlocked, "no deadlock", "wait-for cycle:\n" + story, scheduler.now()});
}

void report_stranded(Scheduler& scheduler) {
  std::string story;
  scheduler.each_fiber([&](const Fiber& fiber) {
    if (fiber.options.serves || fiber.state != FiberState::waiting || fiber.waiter == nullptr)
      return;
    story += describe(scheduler, fiber, {}) + "\n";
  });
  if (story.empty()) return;
  scheduler.stop({Verdict::deadlocked, "no deadlock",
                  "nothing can happen any more, and still:\n" + story, scheduler.now()});
}

Instant report_starved(Scheduler& scheduler) {
  const Duration limit = scheduler.limits().starved_after;
  Instant oldest = Instant::never();
  scheduler.each_fiber([&](const Fiber& fiber) {
    if (fiber.options.serves || fiber.state != FiberState::waiting || fiber.waiter->timed) return;
    if (scheduler.now() - fiber.since > limit) {
      scheduler.stop(
          {Verdict::violated, "no starvation", describe(scheduler, fiber, {}), scheduler.now()});
    }
    oldest = std::min(oldest, fiber.since);
  });
  if (!oldest.is_never()) return saturating_add(oldest, limit + Duration::nanoseconds(1));
  return scheduler.has_timers() ? saturating_add(scheduler.now(), limit) : Instant::never();
}

}  // namespace hindcast
