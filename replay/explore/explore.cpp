#include "hindcast/replay/explore/explore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "hindcast/replay/explore/races.hpp"
#include "hindcast/replay/explore/unreduced.hpp"
#include "hindcast/sim/observation.hpp"
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
    if (answer == 0 || answer == kStop) return answer;
    deviations_.push_back({point.key(), answer});
    if (point.kind != ChoiceKind::schedule) {
      answers_.push_back({point.kind, point.label.text(), point.nth, point.arity, answer});
    }
    return answer;
  }
  void stepped(const Step& step) override { inner_.stepped(step); }

  void begin() {
    deviations_.clear();
    answers_.clear();
  }
  const std::vector<Deviation>& deviations() const { return deviations_; }
  const std::vector<UnquietAnswer>& answers() const { return answers_; }

 private:
  Chooser& inner_;
  std::vector<Deviation> deviations_;
  std::vector<UnquietAnswer> answers_;
};

// How one execution ended, while what it built still stands.
struct Ended {
  Outcome outcome{};
  std::uint64_t final_state = 0;
  const Run* run = nullptr;
};

// What is explored: it is built in an empty world and runs there.
class Subject {
 public:
  using Account = std::function<void(const Ended&)>;

  virtual ~Subject() = default;
  virtual void run(World& world, const ExploreOptions& options, const Account& account) const = 0;
};

class ProgramSubject final : public Subject {
 public:
  explicit ProgramSubject(const Program& program) : program_(program) {}

  void run(World& world, const ExploreOptions& options, const Account& account) const override {
    ProgramBuilder builder(world);
    program_(builder);
    world.end_at(options.end);
    Ended ended{world.run(), builder.final_state(), nullptr};
    const std::string* const violated = builder.violated_at_end();
    if (ended.outcome.verdict == Verdict::passed && violated != nullptr) {
      ended.outcome = {Verdict::violated, *violated, "in the final state", world.now()};
    }
    account(ended);
  }

 private:
  const Program& program_;
};

class ScenarioSubject final : public Subject {
 public:
  explicit ScenarioSubject(const Scenario& scenario) : scenario_(scenario) {}

  void run(World& world, const ExploreOptions&, const Account& account) const override {
    const Run run = execute_in(world, scenario_);
    Ended ended{run.outcome, 0, &run};
    if (run.outcome.verdict == Verdict::passed && run.observation.grade == Grade::broke) {
      ended.outcome = {Verdict::violated, name_of(run.observation.failure_mode),
                       run.observation.cause, run.end};
    }
    account(ended);
  }

 private:
  const Scenario& scenario_;
};

// Runs executions one after the other and keeps the accounts.
class Exploration {
 public:
  Exploration(const Subject& subject, const ExploreOptions& options, Chooser& chooser)
      : subject_(subject),
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
    subject_.run(world_, options_, [&](const Ended& ended) {
      result_.steps += world_.scheduler().steps();
      if (!pruned()) count(ended);
    });
    world_.rewind();
    return !(options_.stops_at_first && result_.violations + result_.deadlocks > 0);
  }

  ExploreResult& result() { return result_; }
  bool spent() const { return result_.executions + result_.blocked >= options_.executions_max; }

 private:
  void count(const Ended& ended) {
    ++result_.executions;
    if (options_.counts_classes) {
      classes_.insert(world_.class_hash());
      result_.classes = classes_.size();
    }
    if (options_.each) {
      options_.each({ended.outcome, world_.class_hash(), ended.final_state, world_,
                     recorder_.answers(), recorder_.deviations(), ended.run});
    }
    switch (ended.outcome.verdict) {
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
      return one.outcome.property == ended.outcome.property;
    };
    auto& shown = result_.counterexamples;
    if (std::any_of(shown.begin(), shown.end(), known)) return;
    shown.push_back(
        {ended.outcome, world_.digest(), recorder_.splits_waits(), recorder_.deviations()});
  }

  const Subject& subject_;
  const ExploreOptions& options_;
  Recorder recorder_;
  World world_;
  ExploreResult result_;
  std::set<std::uint64_t> classes_;
};

ExploreResult explore_unreduced(const Subject& subject, const ExploreOptions& options) {
  Unreduced chooser({options.bounds, options.starts_first, options.split, options.orders_from,
                     options.orders_until});
  Exploration exploration(subject, options, chooser);
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

// How carefully a subject must be explored.
struct Care {
  Reduction reduction = Reduction::optimal;
  WaitSplit split = WaitSplit::permits;
  bool orders_sends = false;

  friend bool operator==(const Care&, const Care&) = default;
};

Care care_for(const Search& search, Care care) {
  if (search.saw_wide()) care.split = WaitSplit::all;
  if (search.saw_sends_to_order()) care.orders_sends = true;
  if (search.saw_tries_both_ways()) {
    care.reduction = std::min(care.reduction, Reduction::sleep_sets);
  }
  return care;
}

// Returns nothing, and in `care` what is needed, when the subject asks for more care: then all
// begins anew.
std::optional<ExploreResult> explore_reduced(const Subject& subject, const ExploreOptions& options,
                                             Care& care) {
  Search search({DependenceTable(options.without_row), options.bounds,
                 care.reduction == Reduction::sleep_sets, care.orders_sends, care.split});
  Races races(search);
  races.drop(options.without_race);
  Exploration exploration(subject, options, search);
  bool more = true;
  while (more && !exploration.spent()) {
    search.begin();
    const bool goes_on = exploration.run_once([&] { return search.pruned(); });
    search.end();
    if (const Care more_care = care_for(search, care); !(more_care == care)) {
      care = more_care;
      return std::nullopt;
    }
    if (!goes_on) break;
    exploration.result().blocked = search.counts().blocked;
    if (care.reduction == Reduction::optimal) races.reverse_all();
    more = search.advance();
  }
  ExploreResult& result = exploration.result();
  result.reduction = care.reduction;
  result.orders_sends = care.orders_sends;
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

ExploreResult explore_subject(const Subject& subject, const ExploreOptions& options) {
  if (options.reduction == Reduction::none) return explore_unreduced(subject, options);
  Care care{options.reduction};
  for (;;) {
    if (auto result = explore_reduced(subject, options, care)) return *result;
    if (options.begins_anew) options.begins_anew();
  }
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
  return explore_subject(ProgramSubject(program), options);
}

ExploreResult explore(const Scenario& scenario, const ExploreOptions& options) {
  return explore_subject(ScenarioSubject(scenario), options);
}

Outcome replay(const Program& program, const Counterexample& counterexample,
               const ExploreOptions& options) {
  QuietChooser quiet;
  DeviatingChooser chooser(quiet, counterexample.deviations, true, counterexample.split);
  World world(chooser, {.seed = options.seed, .limits = options.limits});
  Outcome outcome;
  ProgramSubject(program).run(world, options,
                              [&outcome](const Ended& ended) { outcome = ended.outcome; });
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
  const bool window = options.orders_from > Instant() || !options.orders_until.is_never();
  if (window && options.reduction == Reduction::none) {
    words.push_back(fmt::format(
        "orders of what is ready at one instant: from {} {}; else first in, first out",
        human(options.orders_from.since_start()),
        options.orders_until.is_never()
            ? std::string("on")
            : "until " + human(options.orders_until.since_start()) + " of virtual time"));
  }
  words.push_back(fmt::format("what is drawn is fixed by seed {}", options.seed));
  return words;
}

}  // namespace hindcast
