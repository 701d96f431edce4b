#include "hindcast/replay/explore/lap.hpp"

#include <utility>

#include "hindcast/sim/check.hpp"

namespace hindcast {

Lap::Lap(const Subject& subject, const ExploreOptions& options, const Care& care, Chooser& chooser,
         OneAtATime& each)
    : subject_(subject),
      options_(options),
      care_(care),
      each_(each),
      recorder_(chooser),
      world_(recorder_, world_options()) {}

WorldOptions Lap::world_options() const {
  return {.seed = options_.seed, .limits = options_.limits, .keeps_trace = options_.keeps_trace};
}

void Lap::run(Branch& branch, std::uint64_t executions_max) {
  const Care before = care_;
  branch.know_states([this] { return state(); },
                     [this] { return std::exchange(progressed_, false); });
  for (std::uint64_t executions = 0; executions < executions_max; ++executions) {
    if (options_.stops && options_.stops()) return;
    const bool more = run_once(branch);
    HINDCAST_CHECK(!options_.fingerprints || tally_.fingerprint_declared);
    care_ = branch.care(before);
    if (care_ != before || !more) return;
    if (options_.stops_at_first && tally_.failures() > 0) return;
    if (tally_.steps >= options_.round_steps || branch.must_report()) return;
  }
}

// Returns whether the branch goes on.
bool Lap::run_once(Branch& branch) {
  recorder_.begin();
  marks_.clear();
  watched_ = 0;
  told_ = progressed_ = false;
  world_.livelock().on_state([this](std::uint64_t step, const std::optional<Repeat>& repeat) {
    return suspect(step, repeat);
  });
  branch.begin();
  subject_.run(world_, options_.end, [&](const Ended& ended) {
    tally_.steps += world_.scheduler().steps();
    if (world_.fingerprints().declared()) {
      tally_.fingerprint_declared = true;
      tally_.alike_declared = tally_.alike_declared || world_.fingerprints().symmetric();
      branch.run_whole();  // the way round a cycle must be known
    }
    recorder_.keep_all(tally_.fingerprint_declared);
    if (branch.end() && !told_) count(ended, world_, recorder_);
  });
  world_.rewind();
  return branch.advance();
}

void Lap::try_cycle(const FairCycle& cycle) {
  Pump chooser(recorder_, cycle.answers, cycle.first);
  const std::uint64_t last = cycle.steps + cycle.round * (options_.limits.livelock_rounds + 2ULL);
  pump(chooser, [&](const LivelockWatch&, std::uint64_t watched) {
    return watched > last ? Round::over : Round::on;
  });
}

// The hash of the present state, by which one that comes again is known.
std::uint64_t Lap::state() const {
  return world_.fingerprints().state(world_.scheduler(),
                                     options_.symmetry ? StateNames::alike : StateNames::own);
}

// A state came again. Returns whether this execution is told and ends here.
bool Lap::suspect(std::uint64_t step, const std::optional<Repeat>& repeat) {
  ++watched_;
  progressed_ = step == 0;
  marks_.resize(step);
  marks_.push_back(recorder_.given().size());
  if (!repeat || (!repeat->fair && options_.fingerprints)) return false;
  return pump(*repeat);
}

// The cycle that the present execution closes.
bool Lap::pump(const Repeat& repeat) {
  const std::uint64_t period = repeat.last - repeat.first;
  const std::uint64_t last = watched_ + period * (options_.limits.livelock_rounds + 1ULL);
  Pump chooser(recorder_, recorder_.given(), marks_[repeat.first]);
  pump(chooser, [&](const LivelockWatch& watch, std::uint64_t watched) {
    if (!repeat.fair && watch.confirmed() && !watch.confirmed()->fair) return Round::unfair;
    const bool other_way = watched > watched_ && !watch.follows(period);
    return other_way || watched > last ? Round::over : Round::on;
  });
  return told_;
}

// Runs a cycle round after round in a world of its own, until it is a livelock or `judge(watch,
// steps)` says otherwise. If it is one, or comes round although it is not fair, then that run,
// which can be repeated without an explorer, is the execution.
template <class Judge>
void Lap::pump(Pump& chooser, const Judge& judge) {
  ++tally_.pumped;
  Recorder recorder(chooser);
  World world(recorder, world_options());
  std::uint64_t watched = 0;
  Round round = Round::on;
  world.livelock().on_state([&](std::uint64_t, const std::optional<Repeat>&) {
    round = judge(world.livelock(), ++watched);
    return round != Round::on;
  });
  subject_.run(world, options_.end, [&](const Ended& ended) {
    told_ = round == Round::unfair || ended.outcome.property == "no livelock";
    if (told_) count(ended, world, recorder);
  });
  if (round == Round::unfair) ++tally_.unfair;
}

void Lap::count(const Ended& ended, World& world, const Recorder& recorder) {
  tally_.count(ended.outcome, [&] {
    return Counterexample{ended.outcome, world.digest(), recorder.splits_waits(),
                          recorder.deviations()};
  });
  if (options_.counts_classes) classes_.push_back(world.class_hash());
  if (!options_.each) return;
  const std::vector<Deviation> deviations = recorder.deviations();
  each_.run([&] {
    options_.each({ended.outcome, world.class_hash(), ended.final_state, world, recorder.answers(),
                   deviations, ended.run});
  });
}

}  // namespace hindcast
