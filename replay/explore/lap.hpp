// Lap: what one branch of an exploration does in one round: executions one after the other, in a
// world of its own, and their accounts. Where a fingerprint of the state is declared, it looks for
// livelock, too: a cycle that an execution comes round is run again and again, apart.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hindcast/replay/explore/branch.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/recorder.hpp"
#include "hindcast/replay/explore/subject.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {

class Lap {
 public:
  // `each` guards ExploreOptions::each.
  Lap(const Subject& subject, const ExploreOptions& options, const Care& care, Chooser& chooser,
      OneAtATime& each);

  // Goes on with the branch whose chooser it has, for at most so many executions.
  void run(Branch& branch, std::uint64_t executions_max);
  // A cycle that no single path showed. Counts it as one more execution if it comes round.
  void try_cycle(const FairCycle& cycle);

  const Tally& tally() const { return tally_; }
  const std::vector<std::uint64_t>& classes() const { return classes_; }
  // What the branch asks for.
  const Care& care() const { return care_; }

 private:
  // How a cycle goes that is run again and again.
  enum class Round : std::uint8_t { on, over, unfair };

  WorldOptions world_options() const;
  bool run_once(Branch& branch);
  bool suspect(std::uint64_t step, const std::optional<Repeat>& repeat);
  bool pump(const Repeat& repeat);
  template <class Judge>
  void pump(Pump& chooser, const Judge& judge);
  std::uint64_t state() const;
  void count(const Ended& ended, World& world, const Recorder& recorder);

  const Subject& subject_;
  const ExploreOptions& options_;
  Care care_;
  OneAtATime& each_;
  Recorder recorder_;
  World world_;
  Tally tally_;
  std::vector<std::uint64_t> classes_;
  std::vector<std::size_t> marks_;  // how many answers were given at each watched step
  std::uint64_t watched_ = 0;
  bool progressed_ = false;
  bool told_ = false;  // the execution was accounted for before its end
};

}  // namespace hindcast
