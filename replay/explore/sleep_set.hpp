// SleepSet: steps that need not be taken next, since all that begins with them is explored, and
// nothing that happened since could tell whether they came before it (Godefroid, 1996).
#pragma once

#include <cstdint>
#include <vector>

#include "hindcast/replay/explore/history.hpp"
#include "hindcast/replay/explore/initial.hpp"
#include "hindcast/replay/explore/renumbering.hpp"

namespace hindcast {

// The step that was taken from where the sleepers slept: its actor, and where its parts begin.
struct Taken {
  std::uint32_t actor = 0;
  std::uint32_t position = 0;
};

class SleepSet {
 public:
  void clear();

  bool holds(std::uint32_t actor) const;
  // Whether it has slept since before the first `position` parts of the history were complete.
  bool holds_from_before(std::uint32_t position, std::uint32_t actor) const;
  // Whether all that begins so is explored, since it could begin with a step that sleeps.
  bool covers(const Beginning& beginning, const Judge& judge) const;
  // Whether who sleeps has a step in the sequence that could be its first.
  bool holds_first_of(const Beginning& beginning, const Judge& judge) const;

  // Takes over what commutes with the step that was taken, the last of the history.
  void inherit(const SleepSet& from, const Taken& taken, const Sequence& history,
               const Judge& judge);
  // The step of `actor` that begins at `position` of the history is explored.
  void add(std::uint32_t actor, const Sequence& history, std::uint32_t position);
  // The same set in another search.
  SleepSet renumbered(const Renumbering& numbers) const;
  void pack(Pack& pack, std::uint32_t last_key);

 private:
  struct Sleeper {
    std::uint32_t actor = 0;
    std::uint32_t origin = 0;
    std::uint32_t first = 0;  // of its parts
    std::uint32_t count = 0;
  };

  bool stays(const Sleeper& sleeper, const Taken& taken, const Sequence& history,
             const Judge& judge) const;
  bool wakes_by_receiving(const Sleeper& sleeper, const Part& part, const Sequence& history) const;

  Sequence parts_;
  std::vector<Sleeper> sleepers_;
};

}  // namespace hindcast
