#include "hindcast/replay/hunt.hpp"

#include <algorithm>
#include <array>
#include <optional>
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
    while (result_.runs < options_.runs_max && !result_.interrupted) {
      if (note_all(batch()) && options_.stops_at_first) break;
    }
    for (const std::string& name : unseen_) {
      if (!result_.seen.contains(name)) result_.unseen.push_back(name);
    }
    return std::move(result_);
  }

 private:
  // The next runs, in the order of their turns; one that did not begin is absent.
  using Batch = std::vector<std::optional<HuntedRun>>;

  // How many runs are in a batch changes nothing, since they are noted in order and what comes
  // after the first failing run is forgotten if that ends the hunt.
  Batch batch() {
    const std::uint64_t wanted = options_.jobs == 1 ? 1 : kBatchPerThread * options_.jobs;
    Batch runs(std::min(wanted, options_.runs_max - result_.runs));
    const std::vector<std::vector<std::size_t>> pieces = pieces_of(runs.size());
    work_in_parallel(
        pieces.size(), {options_.jobs, {}, options_.interrupted}, [&](std::size_t piece) {
          for (const std::size_t index : pieces[piece]) {
            if (is_interrupted()) return;
            const std::uint64_t turn = result_.runs + index;
            runs[index] = hunters_[turn % hunters_.size()]->hunt(turn / hunters_.size());
          }
        });
    return runs;
  }

  // Who learns from run to run does all of its runs in one piece.
  std::vector<std::vector<std::size_t>> pieces_of(std::size_t runs) const {
    std::vector<std::vector<std::size_t>> pieces(hunters_.size());
    for (std::size_t index = 0; index < runs; ++index) {
      const std::size_t hunter = (result_.runs + index) % hunters_.size();
      if (hunters_[hunter]->independent()) {
        pieces.push_back({index});
      } else {
        pieces[hunter].push_back(index);
      }
    }
    return pieces;
  }

  bool is_interrupted() const {
    return options_.interrupted != nullptr && options_.interrupted->load();
  }

  // Whether one of them failed.
  bool note_all(Batch batch) {
    const std::uint64_t first = result_.runs;
    bool any = false;
    for (std::size_t index = 0; index < batch.size(); ++index) {
      if (!batch[index]) {
        result_.interrupted = true;
        continue;
      }
      ++result_.runs;
      const bool failed =
          note(result_.tallies[(first + index) % hunters_.size()], std::move(*batch[index]));
      any = any || failed;
      if (failed && options_.stops_at_first) break;
    }
    if (options_.progress) options_.progress(result_.runs, options_.runs_max);
    return any;
  }

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

  static constexpr std::uint64_t kBatchPerThread = 16;

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
