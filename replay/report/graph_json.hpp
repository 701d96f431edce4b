// The graph's report as JSON, of the same data as its text: loads, flags, cascades with their
// evidence, cut sets, loops.
#pragma once

#include <string>

#include "hindcast/replay/graph/graph_report.hpp"

namespace hindcast {

// Moves when a program that reads these could no longer read them.
inline constexpr int kGraphJsonVersion = 1;

// Returns the report as UTF-8 JSON with a line end. Rates are per second and durations are seconds;
// null stands for "no limit" and for a capacity that is not known. Bytes that are not UTF-8 are
// escaped as \xNN.
std::string graph_json(const GraphReport& report);

}  // namespace hindcast
