// The story of a run on one page: when, where, what happened and why it matters, ending with the
// cause. The page is chosen from what the models told: turning points always, repeats merged.
#pragma once

#include <cstddef>
#include <string>

#include "hindcast/replay/execute.hpp"

namespace hindcast {

struct StoryLimits {
  std::size_t lines_max = 40;  // at least 12
  std::size_t width = 100;
  bool ascii = false;
};

// Returns at most lines_max lines, in the order of time. Of a run of repeats between two turning
// points the first is shown, with how many follow until when. If not even the turning points fit,
// those in the middle are left out and counted. The last lines are the verdict and its cause.
// REQUIRES: the run was executed with tells_story; else only the verdict is left to say.
std::string render_story(const Run& run, const StoryLimits& limits = {});

// Returns a time as stories print it: "0:25:31.204".
std::string clock_text(Instant at);

}  // namespace hindcast
