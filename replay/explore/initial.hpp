// Initials: whether what is to be explored could as well begin with a certain step. If it could,
// then whatever explores that step explores it, too ("weak initials" in Abdulla, Aronis, Jonsson,
// Sagonas, JACM 2017).
#pragma once

#include <cstddef>
#include <cstdint>

#include "hindcast/replay/explore/history.hpp"

namespace hindcast {

// A step that an execution might begin with: its actor, its parts, and from where on the path it
// was possible.
struct Candidate {
  std::uint32_t actor = 0;
  std::uint32_t origin = 0;  // parts of the history before it
  const Sequence& parts;
  std::size_t first = 0;  // of its parts in `parts`
  std::size_t count = 0;
};

// What an execution is to begin with after the first `position` parts of `history`.
struct Beginning {
  const Sequence& sequence;
  const Sequence& history;
  std::uint32_t position = 0;
};

// The place of the next part of `actor` from `from` on, or kAbsent.
inline constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
std::size_t find_part(const Sequence& sequence, std::uint32_t actor, std::size_t from);

inline bool acts_in(std::uint32_t actor, const Sequence& sequence) {
  return find_part(sequence, actor, 0) != kAbsent;
}

// Whether an execution that begins so could as well have begun with the candidate's step.
bool is_initial(const Candidate& candidate, const Beginning& beginning, const Judge& judge);

}  // namespace hindcast
