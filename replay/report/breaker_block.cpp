#include "hindcast/replay/report/breaker_block.hpp"

#include <algorithm>

namespace hindcast {
namespace {

constexpr std::uint64_t kMillion = 1'000'000;

std::int64_t count(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::int64_t goodput(const Run& run) {
  const Observation& seen = run.observation;
  return seen.calls_hit == 0 ? count(kMillion) : count(seen.good_hit * kMillion / seen.calls_hit);
}

std::int64_t recovery(const Run& run) {
  // An operator's restart is not the design's own recovery.
  const bool by_itself = run.observation.recovery == Recovery::automatic;
  const Duration time = run.observation.recovery_time;
  return !by_itself || time.is_infinite() ? kEndless : time.count();
}

// Calls on the connection that were sent after the breaker's trip in the run with it.
std::uint64_t failed_after(const BreakerObservation& without, Duration trip) {
  const auto first = std::lower_bound(without.failed_at.begin(), without.failed_at.end(), trip);
  return static_cast<std::uint64_t>(without.failed_at.end() - first);
}

void add_breaker(const BreakerTrial& trial, std::size_t pairs, BreakerItem& item) {
  std::vector<Duration> times;
  for (std::size_t index = 0; index < pairs; ++index) {
    const BreakerObservation& seen = observed(trial.with->runs[index], trial.connection);
    ++item.opened.trials;
    ++item.stuck.trials;
    item.stuck.hits += seen.stuck ? 1U : 0U;
    if (seen.opened_after.is_infinite()) continue;
    ++item.opened.hits;
    times.push_back(seen.opened_after);
  }
  item.time_to_open = spread_of(times);
}

void add_pairs(const BreakerTrial& trial, BreakerItem& item) {
  std::vector<std::int64_t> dead[2];
  std::vector<std::int64_t> healthy[2];
  std::vector<std::int64_t> good[2];
  std::vector<std::int64_t> back[2];
  std::vector<bool> gone[2];
  for (std::size_t index = 0; index < trial.without.size(); ++index) {
    const Run* const runs[2] = {&trial.without[index], &trial.with->runs[index]};
    const BreakerObservation& with = observed(*runs[1], trial.connection);
    if (!with.opened_after.is_infinite()) {
      const BreakerObservation& without = observed(*runs[0], trial.connection);
      dead[0].push_back(count(failed_after(without, with.opened_after)));
      dead[1].push_back(count(with.dead_calls));
    }
    healthy[0].push_back(0);
    healthy[1].push_back(count(with.healthy_rejected));
    for (std::size_t side = 0; side < 2; ++side) {
      good[side].push_back(goodput(*runs[side]));
      back[side].push_back(recovery(*runs[side]));
      gone[side].push_back(back[side].back() == kEndless);
    }
  }
  item.dead_calls = quantity_pair(dead[0], dead[1]);
  item.healthy_rejected = quantity_pair(healthy[0], healthy[1]);
  item.goodput = quantity_pair(good[0], good[1]);
  item.not_back = rate_pair(gone[0], gone[1]);
  item.recovery = quantity_pair(back[0], back[1]);
}

BreakerItem item_of(const BreakerTrial& trial, std::uint64_t seeds) {
  BreakerItem item;
  item.scenario = trial.with->scenario->info();
  item.pairs = trial.without.size();
  item.idle = trial.without.empty();
  add_breaker(trial, std::min<std::size_t>(seeds, trial.with->runs.size()), item);
  if (!item.idle) add_pairs(trial, item);
  return item;
}

}  // namespace

const BreakerObservation& observed(const Run& run, const std::string& connection) {
  static const BreakerObservation nothing;
  for (const BreakerObservation& one : run.observation.breakers) {
    if (one.connection == connection) return one;
  }
  return nothing;
}

BreakerBlock breaker_block(const BreakerTrials& trials) {
  BreakerBlock block;
  block.seeds = trials.seeds;
  for (const BreakerTrial& trial : trials.all) {
    const bool is_next =
        block.breakers.empty() || block.breakers.back().connection != trial.connection;
    if (is_next) block.breakers.push_back({trial.connection, trial.kind, trial.removal, {}});
    block.breakers.back().items.push_back(item_of(trial, trials.seeds));
  }
  return block;
}

}  // namespace hindcast
