#include "hindcast/replay/explore/explore.hpp"

#include <fmt/format.h>

#include <limits>
#include <optional>

#include "hindcast/replay/explore/rounds.hpp"
#include "hindcast/replay/explore/subject.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

std::unique_ptr<Branch> whole_tree(const ExploreOptions& options, const Care& care) {
  if (care.reduction == Reduction::none) {
    return whole_tree(UnreducedOptions{options.bounds, options.starts_first, options.split,
                                       options.orders_from, options.orders_until,
                                       options.fingerprints});
  }
  return whole_tree(
      SearchOptions{DependenceTable(options.without_row), options.bounds,
                    care.reduction == Reduction::sleep_sets, care.orders_sends, care.split},
      options.without_race);
}

ExploreResult explore_subject(const Subject& subject, const ExploreOptions& options) {
  const bool unreduced = options.reduction == Reduction::none;
  HINDCAST_CHECK(!options.fingerprints || (unreduced && !options.starts_first));
  HINDCAST_CHECK(options.fingerprints || !options.symmetry);
  Care care{options.reduction};
  bool resumes = !options.resume_from.empty();
  for (;;) {
    Rounds rounds(subject, options, care);
    if (resumes) {
      rounds.resume(options.resume_from,
                    [&](const Care& found) { return whole_tree(options, found); });
    } else {
      rounds.begin(whole_tree(options, care));
    }
    if (rounds.run()) {
      ExploreResult result = rounds.result();
      if (options.keeps_rest && !options.fingerprints && !result.complete)
        result.rest = rounds.packed();
      return result;
    }
    resumes = false;
    care = rounds.care();
    if (options.begins_anew) options.begins_anew();
  }
}

}  // namespace

std::uint64_t ExploreProgress::estimated_executions() const {
  if (explored <= 0) return 0;
  const double all = static_cast<double>(executions) / explored;
  return all < 1e18 ? static_cast<std::uint64_t>(all + 0.5) : 0;
}

Verdict ExploreResult::verdict() const {
  if (violations > 0) return Verdict::violated;
  if (deadlocks > 0) return Verdict::deadlocked;
  const bool partial = !complete || bounded > 0 || limited > 0 || strayed > 0 || unfair > 0;
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
  ProgramSubject(program).run(world, options.end,
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
