// The exit codes of the command line: part of its contract with scripts.
#pragma once

namespace hindcast {

enum class ExitCode : int {
  held = 0,              // every property held and was exercised
  finding = 1,           // at least one finding
  usage = 2,             // usage or input error; nothing was simulated
  inconclusive = 3,      // a budget or bound ended first, or a `sometimes` was never seen
  nothing_selected = 4,  // the filter selected nothing
  diverged = 5,          // a replay or double run was not bit-identical
  internal = 70,         // a bug of hindcast
  output = 74,           // output could not be written
  interrupted = 130,     // Ctrl-C; partial results were written and marked
  terminated = 143,
};

}  // namespace hindcast
