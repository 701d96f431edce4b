#include "hindcast/replay/explore/explore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "hindcast/replay/explore/races.hpp"
#include "hindcast/replay/explore/unreduced.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

// Notes every answer that is not 0, so that an execution can be run again.
class Recorder final : public Chooser {
 public:
  explicit Recorder(Chooser& inner) : inner_(inner) {}

  bool asks(ChoiceKind kind) const override { return inner_.asks(kind); }
  bool follows_steps() const override { return inner_.follows_steps(); }
  WaitSplit splits_waits() const override { return inner_.splits_waits(); }
  std::uint32_t choose(const ChoicePoint& point) override {
    const std::uint32_t answer = inner_.choose(point);
    if (answer != 0 && answer != kStop) deviations_.push_back({point.key(), answer});
    return answer;
  }
  void stepped(const Step& step) override { inner_.stepped(step); }

  void begin() { deviations_.clear(); }
  const std::vector<Deviation>& deviations() const { return deviations_; }

 private:
  Chooser& inner_;
  std::vector<Deviation> deviations_;
};

// Runs executions one after the other and keeps the accounts.
class Exploration {
 public:
  Exploration(const Program& program, const ExploreOptions& options, Chooser& chooser)
      : program_(program),
        options_(options),
        recorder_(chooser),
        world_(
            recorder_,
            {.seed = options.seed, .limits = options.limits, .keeps_trace = options.keeps_trace}) {
    result_.reduction = options.reduction;
  }

  // Returns false when the exploration should end.
  bool run_once(const std::function<bool()>& pruned) {
    recorder_.begin();
    {
      ProgramBuilder builder(world_);
      program_(builder);
      world_.end_at(options_.end);
      world_.run();
      result_.steps += world_.scheduler().steps();
      if (!pruned()) count(builder);
    }
    world_.rewind();
    return !(options_.stops_at_first && result_.violations + result_.deadlocks > 0);
  }

  ExploreResult& result() { return result_; }
  bool spent() const { return result_.executions + result_.blocked >= options_.executions_max; }

 private:
  void count(const ProgramBuilder& builder) {
    const std::string* const violated = builder.violated_at_end();
    const bool passed = world_.outcome().verdict == Verdict::passed;
    if (!passed || violated == nullptr) return count(world_.outcome(), builder);
    count({Verdict::violated, *violated, "in the final state", world_.now()}, builder);
  }

  void count(const Outcome& outcome, const ProgramBuilder& builder) {
    ++result_.executions;
    if (options_.counts_classes) {
      classes_.insert(world_.class_hash());
      result_.classes = classes_.size();
    }
    if (options_.each) {
      options_.each({outcome, world_.class_hash(), builder.final_state(), world_});
    }
    switch (outcome.verdict) {
      case Verdict::passed:
        return;
      case Verdict::violated:
        ++result_.violations;
        break;
      case Verdict::deadlocked:
        ++result_.deadlocks;
        break;
      case Verdict::inconclusive:
      case Verdict::diverged:
        ++result_.limited;
        return;
    }
    const auto known = [&](const Counterexample& one) {
      return one.outcome.property == outcome.property;
    };
    auto& shown = result_.counterexamples;
    if (std::any_of(shown.begin(), shown.end(), known)) return;
    shown.push_back({outcome, world_.digest(), recorder_.deviations()});
  }

  const Program& program_;
  const ExploreOptions& options_;
  Recorder recorder_;
  World world_;
  ExploreResult result_;
  std::set<std::uint64_t> classes_;
};

ExploreResult explore_unreduced(const Program& program, const ExploreOptions& options) {
  Unreduced chooser({options.bounds, options.starts_first, options.split});
  Exploration exploration(program, options, chooser);
  bool more = true;
  while (more && !exploration.spent()) {
    chooser.begin();
    if (!exploration.run_once([] { return false; })) break;
    more = chooser.advance();
  }
  ExploreResult& result = exploration.result();
  result.complete = !more;
  result.deepest = chooser.deepest();
  result.questions = chooser.questions();
  return result;
}

// Returns nothing when waits must be split: then all begins anew.
std::optional<ExploreResult> explore_reduced(const Program& program, const ExploreOptions& options,
                                             WaitSplit split) {
  Search search({DependenceTable(options.without_row), options.bounds,
                 options.reduction == Reduction::sleep_sets, split});
  Races races(search);
  races.drop(options.without_race);
  Exploration exploration(program, options, search);
  bool more = true;
  while (more && !exploration.spent()) {
    search.begin();
    const bool goes_on = exploration.run_once([&] { return search.pruned(); });
    search.end();
    if (search.saw_wide() && split != WaitSplit::all) return std::nullopt;
    if (!goes_on) break;
    exploration.result().blocked = search.counts().blocked;
    if (options.reduction == Reduction::optimal) races.reverse_all();
    more = search.advance();
  }
  ExploreResult& result = exploration.result();
  result.complete = !more;
  result.blocked = search.counts().blocked;
  result.strayed = search.counts().strayed;
  result.bounded = search.counts().bounded;
  result.deepest = search.counts().deepest;
  result.questions = search.counts().questions;
  result.races = races.found();
  result.racing_instants = races.instants();
  return result;
}

}  // namespace

const char* name_of(Reduction reduction) {
  static constexpr std::array kNames = {"none", "sleep sets", "optimal"};
  return kNames.at(static_cast<std::size_t>(reduction));
}

Verdict ExploreResult::verdict() const {
  if (violations > 0) return Verdict::violated;
  if (deadlocks > 0) return Verdict::deadlocked;
  const bool partial = !complete || bounded > 0 || limited > 0 || strayed > 0;
  return partial ? Verdict::inconclusive : Verdict::passed;
}

ExploreResult explore(const Program& program, const ExploreOptions& options) {
  if (options.reduction == Reduction::none) return explore_unreduced(program, options);
  if (auto result = explore_reduced(program, options, WaitSplit::permits)) return *result;
  return explore_reduced(program, options, WaitSplit::all).value();
}

Outcome replay(const Program& program, const Counterexample& counterexample,
               const ExploreOptions& options) {
  QuietChooser quiet;
  DeviatingChooser chooser(quiet, counterexample.deviations, true);
  World world(chooser, {.seed = options.seed, .limits = options.limits});
  ProgramBuilder builder(world);
  program(builder);
  world.end_at(options.end);
  world.run();
  Outcome outcome = world.outcome();
  if (outcome.verdict != Verdict::passed) return outcome;
  if (const std::string* const name = builder.violated_at_end()) {
    outcome = {Verdict::violated, *name, "in the final state", world.now()};
  }
  return outcome;
}

std::vector<std::string> bounds_in_words(const ExploreOptions& options) {
  std::vector<std::string> words;
  if (options.bounds.deviations_max != std::numeric_limits<std::uint32_t>::max()) {
    words.push_back(fmt::format("at most {} faults and lost or duplicated messages",
                                options.bounds.deviations_max));
  }
  if (options.bounds.actor_steps_max != std::numeric_limits<std::uint32_t>::max()) {
    words.push_back(fmt::format("at most {} steps of each fiber", options.bounds.actor_steps_max));
  }
  if (!options.end.is_never()) {
    words.push_back(fmt::format("until {} of virtual time", human(options.end.since_start())));
  }
  words.push_back(fmt::format("what is drawn is fixed by seed {}", options.seed));
  return words;
}

}  // namespace hindcast
