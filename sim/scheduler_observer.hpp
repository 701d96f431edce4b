// What a scheduler is told when it is made: who hears of it, and how it shall run.
#pragma once

#include <cstdint>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/reseed.hpp"
#include "hindcast/sim/time.hpp"
#include "hindcast/sim/trace.hpp"
#include "hindcast/sim/verdict.hpp"

namespace hindcast {

struct Fiber;

// What the scheduler tells the world that owns it.
class SchedulerObserver {
 public:
  virtual ~SchedulerObserver() = default;
  // A message falls due; `slot` is the world's own number. Runs on any stack; may spawn and grant.
  virtual void deliver(std::uint32_t slot, std::uint32_t epoch) = 0;
  // Says what a schedule question should call the message, if it is still under way.
  virtual bool describe(std::uint32_t slot, std::uint32_t epoch,
                        Alternative& alternative) const = 0;
  // Nothing can run at this instant any more. Only called after `watch_instants(true)`.
  virtual void instant_ended() = 0;
  // The next instant that ends even if nothing happens then, because a deadline is judged.
  virtual Instant next_deadline() const = 0;
  // A fiber of a watched node reached its next scheduling point, or its end.
  virtual void step_ended(const Fiber& fiber) = 0;
  // The node orders' part of the class.
  virtual void add_orders(ClassHash& hash) const = 0;
  // A deadlock was found. Returns whether the run goes on all the same.
  virtual bool tolerates(const Outcome& deadlock) = 0;
};

struct SchedulerOptions {
  std::uint64_t seed = 0;
  Limits limits{};
  bool keeps_trace = false;
  std::uint8_t stack_poison = 0;
  Reseeds reseeds{};
};

}  // namespace hindcast
