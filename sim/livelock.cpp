#include "hindcast/sim/livelock.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/sim/node.hpp"
#include "hindcast/sim/pending_turns.hpp"
#include "hindcast/sim/scheduler.hpp"

namespace hindcast {
namespace {

std::string full_name(const Fiber& fiber) {
  return fmt::format("{}/{}#{}", fiber.node->name(), fiber.name, fiber.nth);
}

// Who takes no part in the cycle, and waits without a timeout for as long as it goes on.
std::string starved_words(const Scheduler& scheduler, const std::string& cycle) {
  std::string text;
  scheduler.each_fiber([&](const Fiber& fiber) {
    const bool waits = fiber.state == FiberState::waiting && fiber.waiter != nullptr;
    if (!waits || fiber.waiter->timed || fiber.options.serves) return;
    const std::string who = full_name(fiber);
    if (cycle.find("  " + who + ":") != std::string::npos) return;
    text +=
        fmt::format("  {} starves: it waits for {} all along\n", who, fiber.waiter->target->name());
  });
  return text;
}

}  // namespace

std::optional<Outcome> LivelockWatch::observe(const Scheduler& scheduler,
                                              const Fingerprints& prints, const Fiber& ran) {
  if (seen_.size() == kStepsRemembered) progress();
  note_ready(scheduler);
  note_state(prints.state(scheduler, StateNames::roles), ran);
  const std::uint32_t rounds = scheduler.limits().livelock_rounds;
  follow_candidates(rounds);
  if (hook_ && hook_(seen_.size() - 1, latest_repeat())) {
    return Outcome{Verdict::inconclusive, kRepeated, "", scheduler.now()};
  }
  if (!confirmed_ || !confirmed_->fair) return std::nullopt;
  const std::string cycle = words(*confirmed_, rounds);
  return Outcome{Verdict::violated, "no livelock", cycle + starved_words(scheduler, cycle),
                 scheduler.now()};
}

void LivelockWatch::progress() {
  seen_.clear();
  last_with_.clear();
  candidates_.clear();
  ready_.clear();
  confirmed_.reset();
}

void LivelockWatch::clear() {
  progress();
  hook_ = nullptr;
}

bool LivelockWatch::follows(std::uint64_t period) const {
  return std::ranges::any_of(candidates_,
                             [&](const Candidate& one) { return one.period == period; });
}

// An entry of the ready queue names one turn of one fiber or message: as long as it is there, its
// owner could have run and did not.
void LivelockWatch::note_ready(const Scheduler& scheduler) {
  std::vector<Patience> now;
  scheduler.each_due([&](const Scheduler::Pending& pending) {
    if (pending.in == Duration::zero()) now.push_back({pending.entry, seen_.size()});
  });
  std::ranges::sort(now, {}, &Patience::entry);
  for (Patience& one : now) {
    const auto known = std::ranges::lower_bound(ready_, one.entry, {}, &Patience::entry);
    if (known != ready_.end() && known->entry == one.entry) one.since = known->since;
  }
  ready_ = std::move(now);
}

void LivelockWatch::note_state(std::uint64_t state, const Fiber& ran) {
  const auto step = static_cast<std::int64_t>(seen_.size());
  const auto [place, added] = last_with_.try_emplace(state, step);
  const std::int64_t before = added ? -1 : std::exchange(place->second, step);
  const bool waits = ran.state == FiberState::waiting && ran.waiter != nullptr;
  const bool over = ran.state == FiberState::done || ran.state == FiberState::free;
  seen_.push_back({state, full_name(ran),
                   over    ? Operation::exit
                   : waits ? ran.waiter->operation
                           : ran.pending,
                   before});
}

// Each distance to an equal state is a period to be tried; it stays as long as every further state
// is the one of a period ago.
void LivelockWatch::follow_candidates(std::uint32_t rounds) {
  const std::uint64_t step = seen_.size() - 1;
  confirmed_.reset();
  std::erase_if(candidates_, [&](const Candidate& one) {
    return seen_[step - one.period].state != seen_[step].state;
  });
  std::int64_t before = seen_[step].before;
  for (std::size_t tried = 0; before >= 0 && tried < kCandidatesMax; ++tried) {
    const std::uint64_t period = step - static_cast<std::uint64_t>(before);
    if (!follows(period) && candidates_.size() < kCandidatesMax) candidates_.push_back({period, 0});
    before = seen_[static_cast<std::size_t>(before)].before;
  }
  for (Candidate& one : candidates_) {
    if (++one.matched < one.period * rounds) continue;
    const Repeat repeat = repeat_from(step - one.period);
    if (!confirmed_ || repeat.fair) confirmed_ = repeat;
    if (repeat.fair) return;
  }
}

Repeat LivelockWatch::repeat_from(std::uint64_t first) const {
  const bool fair =
      std::ranges::none_of(ready_, [&](const Patience& one) { return one.since <= first; });
  return {first, seen_.size() - 1, fair};
}

// The shortest cycle that the last state closes, if it is fair, else the longest.
std::optional<Repeat> LivelockWatch::latest_repeat() const {
  std::int64_t before = seen_.back().before;
  if (before < 0) return std::nullopt;
  Repeat repeat = repeat_from(static_cast<std::uint64_t>(before));
  while (!repeat.fair) {
    before = seen_[static_cast<std::size_t>(before)].before;
    if (before < 0) break;
    repeat = repeat_from(static_cast<std::uint64_t>(before));
  }
  return repeat;
}

// What a fiber does in a step is what it was about to do after its step before, in a cycle the one
// of the round before.
std::string LivelockWatch::words(const Repeat& repeat, std::uint32_t rounds) const {
  const std::uint64_t period = repeat.last - repeat.first;
  std::string text =
      fmt::format("the same {} step{} came round {} times, and nothing was achieved:", period,
                  period == 1 ? "" : "s", rounds);
  std::string_view speaker;
  for (std::uint64_t step = repeat.first + 1; step <= repeat.last; ++step) {
    const Seen& seen = seen_[step];
    std::uint64_t before = step - 1;
    while (before + period > step && seen_[before].who != seen.who) --before;
    text += seen.who == speaker ? ", " : fmt::format("\n  {}: ", seen.who);
    text += hindcast::name_of(seen_[before].next);
    speaker = seen.who;
  }
  return text + "\n";
}

}  // namespace hindcast
