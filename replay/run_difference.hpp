// run_difference(a, b): two runs side by side: where their events part, what only one of their
// stories tells, and how differently they ended, in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/execute.hpp"
#include "hindcast/replay/trace_text.hpp"

namespace hindcast {

// The first event that differs; "" for a side whose events have ended.
struct EventDifference {
  std::uint64_t number = 0;  // from 1, as `replay --trace` counts
  std::string left{};
  std::string right{};
};

// One thing that both runs were asked about, with different answers.
struct StateDifference {
  std::string what{};
  std::string left{};
  std::string right{};
};

enum class Side : std::uint8_t { both, left, right };

// A line of a story, and whose it is. Of those of both only the last before a difference is kept;
// what one side says again is counted.
struct TaleLine {
  Side side = Side::both;
  StoryLine line{};
  std::uint64_t more = 0;
};

struct RunDifference {
  std::optional<EventDifference> event{};  // nothing: bit-identical
  std::vector<StateDifference> state{};
  std::vector<TaleLine> tale{};
};

// Compares two runs that kept their traces and told their stories.
RunDifference run_difference(const Run& left, const Run& right, const EventNames& names);

// Returns what is different about how two runs ended.
std::vector<StateDifference> state_difference(const Run& left, const Run& right);

}  // namespace hindcast
