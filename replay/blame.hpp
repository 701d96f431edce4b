// blame(scenario, token): when did the failure become certain? The run is rewound to moments, and
// from each many other futures run: all that is drawn and asked from there on comes from other
// seeds. The share of futures that fail alike, over time, jumps where the failure was decided.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hindcast/replay/replay.hpp"
#include "hindcast/replay/report/interval.hpp"
#include "hindcast/replay/workers.hpp"
#include "hindcast/sim/story.hpp"

namespace hindcast {

struct BlameOptions {
  std::uint32_t futures = 40;  // from each moment
  std::uint32_t moments = 16;  // at most, of which half are spread evenly
  std::uint32_t jobs = 1;
  Limits limits{};
  // Set from outside (Ctrl-C): no more moments are judged, and those that are make the result.
  const StopFlag* interrupted = nullptr;

  bool is_interrupted() const { return interrupted != nullptr && interrupted->load(); }
};

// One moment, and how its futures ended.
struct BlamePoint {
  Instant at;
  Share fails{};
};

// Two neighbouring moments whose shares differ beyond chance (their intervals are apart).
struct BlameJump {
  BlamePoint before{};
  BlamePoint after{};
  std::vector<StoryLine> told{};  // what the run's story says of the time between
};

struct Blame {
  Run run{};  // the failing run
  // In the order of time; the first is the start. Empty: it was interrupted before one was judged.
  std::vector<BlamePoint> points{};
  std::vector<BlameJump> jumps{};  // largest first
  // The last moment from which some future did not fail, and the one after it, from which all did;
  // nothing if even the last moment had a way out, or the first had none.
  std::optional<BlameJump> critical{};
  std::uint64_t futures = 0;  // runs in all
};

// Blames the run of a token that is a failure. A future is random whatever the token's base; up to
// its moment it is the run itself. REQUIRES: the token's delta is known.
Blame blame(const Scenario& scenario, const Token& token, const BlameOptions& options);

}  // namespace hindcast
