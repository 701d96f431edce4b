// Branch: a part of the tree of executions, with what is known of it so far. Branches are explored
// side by side, each on one thread at a time, and in rounds; what they tell each other they tell
// between the rounds. So the result depends on how the tree was split, and on nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "hindcast/replay/explore/care.hpp"
#include "hindcast/replay/explore/races.hpp"
#include "hindcast/replay/explore/search.hpp"
#include "hindcast/replay/explore/state_graph.hpp"
#include "hindcast/replay/explore/unreduced.hpp"
#include "hindcast/sim/chooser.hpp"

namespace hindcast {

// What the branches know of the whole, apart from the executions themselves.
class Pack;

struct Findings {
  SearchCounts search{};
  std::uint64_t states = 0;  // by states only: how many, and executions that came to a known one
  std::uint64_t cut = 0;
  std::vector<FairCycle> cycles{};  // and where they lead round, once all are known
  std::uint64_t races = 0;
  std::set<Instant> racing{};

  void add(const Findings& other);
  void pack(Pack& pack);
};

class Branch {
 public:
  virtual ~Branch() = default;

  virtual Chooser& chooser() = 0;
  // An execution begins; it ends. `end` returns false if the execution was abandoned.
  virtual void begin() = 0;
  virtual bool end() = 0;
  // From now on executions are asked about whole, also what they share with those before.
  virtual void run_whole() {}
  // By states: where the hash of the present one comes from, and whether the last step progressed.
  virtual void know_states(std::function<std::uint64_t()>, std::function<bool()>) {}
  // Goes to the next execution; false if there is none, or none for now.
  virtual bool advance() = 0;
  // Whether the next execution is known.
  virtual bool is_ready() const = 0;
  virtual bool is_done() const = 0;

  // What its executions so far ask for, where this search has `care`.
  virtual Care care(const Care& care) const = 0;
  virtual Findings findings() const = 0;
  // Which share of it is explored: an estimate.
  virtual double explored() const = 0;

  // Between rounds. Gives a part away, or returns null; `share` is how much of this one it is.
  virtual std::unique_ptr<Branch> split(double& share) = 0;
  virtual void report() {}
  virtual void learn() {}
  // Whether it was split from `other`, and is to report to it; and that it was.
  virtual bool reports_to(const Branch&) const { return false; }
  virtual void report_to(Branch&) {}
  virtual void pack(Pack& pack) = 0;
  virtual bool must_report() const { return false; }
  virtual void retire() {}
};

// The branch that is the whole tree. What another one has packed can be read into it.
std::unique_ptr<Branch> whole_tree(const SearchOptions& options, std::uint64_t dropped_races);
std::unique_ptr<Branch> whole_tree(const UnreducedOptions& options);

}  // namespace hindcast
