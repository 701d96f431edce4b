#include "hindcast/replay/hunt.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "hindcast/replay/hunter.hpp"
#include "hindcast/replay/shrink.hpp"
#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

class Hunt {
 public:
  Hunt(const Scenario& scenario, const HuntOptions& options) : options_(options) {
    HINDCAST_CHECK(!options.strategies.empty());
    for (const Strategy strategy : options.strategies) {
      hunters_.push_back(make_hunter(strategy, scenario, options));
      result_.tallies.push_back({.strategy = strategy});
    }
  }

  HuntResult run() {
    while (result_.runs < options_.runs_max) {
      if (options_.interrupted != nullptr && *options_.interrupted) {
        result_.interrupted = true;
        break;
      }
      const std::size_t turn = result_.runs++ % hunters_.size();
      HuntedRun hunted = hunters_[turn]->next();
      const bool failed = note(result_.tallies[turn], std::move(hunted));
      if (failed && options_.stops_at_first) break;
    }
    for (const std::string& name : unseen_) {
      if (!result_.seen.contains(name)) result_.unseen.push_back(name);
    }
    return std::move(result_);
  }

 private:
  bool note(HuntTally& tally, HuntedRun hunted) {
    ++tally.failing.trials;
    tally.steps += hunted.run.steps;
    for (const Sighting& sighting : hunted.run.sightings) ++result_.seen[sighting.property];
    unseen_.insert(hunted.run.sometimes_unseen.begin(), hunted.run.sometimes_unseen.end());
    if (!is_failure(hunted.run)) return false;
    ++tally.failing.hits;
    const auto alike = std::find_if(
        result_.findings.begin(), result_.findings.end(),
        [&](const HuntFinding& finding) { return fails_alike(finding.run, hunted.run); });
    if (alike != result_.findings.end()) {
      ++alike->runs;
      return true;
    }
    result_.findings.push_back(
        {std::move(hunted.run), std::move(hunted.token), tally.strategy, result_.runs, 1});
    return true;
  }

  const HuntOptions& options_;
  std::vector<std::unique_ptr<Hunter>> hunters_;
  std::set<std::string> unseen_;
  HuntResult result_;
};

}  // namespace

const char* name_of(Strategy strategy) {
  static constexpr std::array kNames = {"seeds", "walk", "pct", "pos", "urw", "delays", "guided"};
  return kNames.at(static_cast<std::size_t>(strategy));
}

HuntResult hunt(const Scenario& scenario, const HuntOptions& options) {
  return Hunt(scenario, options).run();
}

}  // namespace hindcast
