// Rounds: runs the branches of an exploration, side by side, until nothing is left or the budget
// ends. In a round each branch goes on for a number of steps; then they tell each other what they
// found, and those that have much left give some of it away. Which thread ran what leaves no trace.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/replay/explore/branch.hpp"
#include "hindcast/replay/explore/explore.hpp"
#include "hindcast/replay/explore/subject.hpp"
#include "hindcast/replay/workers.hpp"

namespace hindcast {

class Lap;

class Rounds {
 public:
  Rounds(const Subject& subject, const ExploreOptions& options, const Care& care)
      : subject_(subject), options_(options), care_(care) {}

  // Goes on where `packed` says; a part is read into what `tree` makes. Throws PackError.
  void resume(std::string_view packed,
              const std::function<std::unique_ptr<Branch>(const Care&)>& tree);
  // What is left, as text.
  std::string packed();
  // Begins with the whole.
  void begin(std::unique_ptr<Branch> tree) { parts_.push_back({std::move(tree)}); }
  // Explores. Returns false if that asks for more care, which `care()` then is.
  bool run();

  const Care& care() const { return care_; }
  ExploreResult result() const;

 private:
  struct Part {
    std::unique_ptr<Branch> branch;
    double weight = 1;  // its share of the whole tree
  };
  std::vector<std::size_t> ready_parts() const;
  Findings findings() const;
  std::uint64_t spent() const;
  bool run_round(const std::vector<std::size_t>& ready, std::uint64_t executions_max);
  void add(const Lap& lap);
  void try_cycles();
  void meet();
  void widen();
  void pack(Pack& pack);
  ExploreProgress progress() const;

  const Subject& subject_;
  const ExploreOptions& options_;
  Care care_;
  std::vector<Part> parts_;
  Tally tally_;
  ClassSet classes_;
  Findings finished_;
  double finished_weight_ = 0;
  std::uint64_t spent_before_ = 0;  // of the budget, until it was resumed
  OneAtATime each_;
};

}  // namespace hindcast
